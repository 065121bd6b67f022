/** Tables and properties of the planner. */
@NullMarked
package io.boreas.core.scheduler;

import org.jspecify.annotations.NullMarked;
