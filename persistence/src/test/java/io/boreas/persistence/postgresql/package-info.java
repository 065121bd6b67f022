/** Shows that settings of PostgreSQL are what masters mean by them. */
@NullMarked
package io.boreas.persistence.postgresql;

import org.jspecify.annotations.NullMarked;
