/** What must hold of a cell whatever is done to it, checked from the outside. */
@NullMarked
package io.boreas.drill.check;

import org.jspecify.annotations.NullMarked;
