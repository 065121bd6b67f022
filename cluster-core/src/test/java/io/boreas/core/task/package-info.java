/** The rules of a task's specification. */
@NullMarked
package io.boreas.core.task;

import org.jspecify.annotations.NullMarked;
