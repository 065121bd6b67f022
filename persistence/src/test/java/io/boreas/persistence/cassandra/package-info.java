/** Shows that settings of Cassandra are what masters mean by them. */
@NullMarked
package io.boreas.persistence.cassandra;

import org.jspecify.annotations.NullMarked;
