/** A cell of real processes: started, killed, stopped, cut off, and looked at from the outside. */
@NullMarked
package io.boreas.drill.cell;

import org.jspecify.annotations.NullMarked;
