/** Rehearses failure on a cell that is thrown away afterwards; knows of a cell what anybody can know: its doors and its processes. */
@NullMarked
package io.boreas.drill;

import org.jspecify.annotations.NullMarked;
