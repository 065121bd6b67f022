/** Containers that somebody has an agent start within those of tasks and executors, as Mesos's operator API can. */
@NullMarked
package io.boreas.agent.nested;

import org.jspecify.annotations.NullMarked;
