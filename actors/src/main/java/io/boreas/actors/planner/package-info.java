/** The singleton that chooses places for what waits. */
@NullMarked
package io.boreas.actors.planner;

import org.jspecify.annotations.NullMarked;
