/** What the shell of agents adds: links, deadlines, and what is owed to agents and to owners. */
@NullMarked
package io.boreas.actors.agent;

import org.jspecify.annotations.NullMarked;
