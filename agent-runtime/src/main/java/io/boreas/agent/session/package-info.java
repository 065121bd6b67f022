/** Commands that somebody runs in a task beside its processes, and holds the other end of. */
@NullMarked
package io.boreas.agent.session;

import org.jspecify.annotations.NullMarked;
