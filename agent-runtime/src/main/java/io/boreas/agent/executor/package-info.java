/** Executors of frameworks on an agent: started, subscribed, shut down, and found again after the agent itself was gone. */
@NullMarked
package io.boreas.agent.executor;

import org.jspecify.annotations.NullMarked;
