/** The processes of one task: which may start, which must stop, and what became of the task. */
@NullMarked
package io.boreas.core.process;

import org.jspecify.annotations.NullMarked;
