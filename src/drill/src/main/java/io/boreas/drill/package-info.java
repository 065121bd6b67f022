/**
 * Rehearses failure on a cell that is thrown away afterwards, or on one that others run; knows of a cell what anybody can know:
 * its doors, and its processes where they are on this machine.
 */
@NullMarked
package io.boreas.drill;

import org.jspecify.annotations.NullMarked;
