package io.boreas.actors.registry;

import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.group.GroupMessage;
import io.boreas.core.registry.Registry;
import java.util.List;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;

/** What only the registry's group takes. */
public sealed interface RegistryGroupMessage extends GroupMessage {
    /** What operators have said so far. */
    record Find(ActorRef<Registry> replyTo) implements RegistryGroupMessage {}

    /** The allocator has forgotten everything: tell it all. */
    record ReportToAllocator() implements RegistryGroupMessage {}

    /** From the group to itself: all agents of the cell; the group asked for them, because something is owed to the machines of some. */
    record AgentsSeen(List<AgentView> agents) implements RegistryGroupMessage, NoSerializationVerificationNeeded {
        public AgentsSeen {
            agents = List.copyOf(agents);
        }
    }
}
