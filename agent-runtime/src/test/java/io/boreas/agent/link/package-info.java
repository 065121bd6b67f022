/** The parts of the agent's end of the link. */
@NullMarked
package io.boreas.agent.link;

import org.jspecify.annotations.NullMarked;
