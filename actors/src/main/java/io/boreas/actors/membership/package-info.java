/** The masters of a cell: how they find each other, when one is given up, and whether this one may still speak for its groups. */
@NullMarked
package io.boreas.actors.membership;

import org.jspecify.annotations.NullMarked;
