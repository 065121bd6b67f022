/** The child that insists while something is owed to a task. */
@NullMarked
package io.boreas.actors.supervisor;

import org.jspecify.annotations.NullMarked;
