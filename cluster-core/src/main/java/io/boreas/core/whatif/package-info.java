/** What would have been decided: a stretch of a cell's history through the planner once more, as it was or on other terms. */
@NullMarked
package io.boreas.core.whatif;

import org.jspecify.annotations.NullMarked;
