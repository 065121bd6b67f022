/** The group that keeps what operators say of the cell as a whole. */
@NullMarked
package io.boreas.actors.registry;

import org.jspecify.annotations.NullMarked;
