/** Clients that keep a cell busy while it is harmed, and remember what they were told. */
@NullMarked
package io.boreas.drill.load;

import org.jspecify.annotations.NullMarked;
