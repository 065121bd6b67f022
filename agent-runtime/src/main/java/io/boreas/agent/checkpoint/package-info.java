/** What an agent must not forget when it dies: its tasks, the orders to kill them, the statuses nobody acknowledged. */
@NullMarked
package io.boreas.agent.checkpoint;

import org.jspecify.annotations.NullMarked;
