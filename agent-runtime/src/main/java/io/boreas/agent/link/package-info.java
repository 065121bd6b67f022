/** The agent's end of the agent link. */
@NullMarked
package io.boreas.agent.link;

import org.jspecify.annotations.NullMarked;
