/** What the shell of jobs adds: what is owed to agents' groups, and what waits for the planner. */
@NullMarked
package io.boreas.actors.job;

import org.jspecify.annotations.NullMarked;
