/** One run of a task: its states and reasons as Mesos names them, its specification, what is told of it. */
@NullMarked
package io.boreas.core.task;

import org.jspecify.annotations.NullMarked;
