/** Limits of tasks, checked one by one. */
@NullMarked
package io.boreas.agent.isolation;

import org.jspecify.annotations.NullMarked;
