package io.boreas.actors.link;

import io.boreas.actors.group.BetweenMasters;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What an agent's group tells the connection that its agent is on. */
public sealed interface ToLink extends BetweenMasters {
    /** Send these, in this order. */
    record Send(List<FromMaster> messages) implements ToLink {
        public Send {
            messages = List.copyOf(messages);
        }
    }

    /** Ask the agent, and pass its answer on. */
    record AskSandbox(TaskId task, SandboxQuery query, ActorRef<SandboxAnswer> replyTo) implements ToLink {}

    /** The agent was declared gone: this connection is over, and there will be no other. */
    record Gone() implements ToLink {}

    /** Another connection of this agent has registered: this one is over. */
    record Superseded(long incarnation) implements ToLink {}
}
