/** Tasks on an agent: launched, watched, killed, reported, and found again after the agent itself was gone. */
@NullMarked
package io.boreas.agent.task;

import org.jspecify.annotations.NullMarked;
