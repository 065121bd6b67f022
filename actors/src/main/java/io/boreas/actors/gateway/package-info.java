/** What the doors may ask of the cell: the only package of this module that they import. */
@NullMarked
package io.boreas.actors.gateway;

import org.jspecify.annotations.NullMarked;
