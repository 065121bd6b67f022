/** What an agent's own doors may ask of it: the only part of the agent that they know. */
@NullMarked
package io.boreas.agent.gateway;

import org.jspecify.annotations.NullMarked;
