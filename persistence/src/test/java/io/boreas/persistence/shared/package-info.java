/** Shows that all followers of a shared store have one order. */
@NullMarked
package io.boreas.persistence.shared;

import org.jspecify.annotations.NullMarked;
