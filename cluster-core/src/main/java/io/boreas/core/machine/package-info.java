/** The shape of every aggregate, decide, evolve, outstanding, and the group that hosts many of them on one journal. */
@NullMarked
package io.boreas.core.machine;

import org.jspecify.annotations.NullMarked;
