package io.boreas.actors.agent;

import io.boreas.actors.link.ToLink;

/**
 * The way to an agent over the connection it is on: what it is told arrives in order, or not at all once the connection has ended. Two are equal if they
 * are the same connection.
 */
public interface AgentLine {
    void tell(ToLink message);
}
