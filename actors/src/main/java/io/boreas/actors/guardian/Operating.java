package io.boreas.actors.guardian;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.registry.RegistryGroupMessage;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.registry.CellCapacity;
import io.boreas.core.registry.Registry;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.RegistryId;
import io.boreas.core.registry.RegistryReply;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What operators ask, and what has to be looked up before it can be decided. */
final class Operating {
    private final Asking asking;
    private final Groups groups;

    Operating(Asking asking, Groups groups) {
        this.asking = asking;
        this.groups = groups;
    }

    CompletionStage<Registry> registry() {
        return asking.of(GroupKind.REGISTRY, 0, RegistryGroupMessage.Find::new);
    }

    CompletionStage<RegistryReply> registry(RegistryCommand command, Cause cause) {
        if (command instanceof RegistryCommand.UpdateQuotas update && !update.force()) {
            CompletionStage<List<AgentView>> agents = asking.all(GroupKind.AGENT, AgentGroupMessage.FindSome::behind);
            return registry()
                    .thenCombine(agents, (registry, views) -> checked(update, registry, views))
                    .thenCompose(checked -> decide(checked, cause));
        }
        return decide(command, cause);
    }

    private static RegistryCommand checked(
            RegistryCommand.UpdateQuotas update, Registry registry, List<AgentView> views) {
        var agents = views.stream().map(AgentView::agent).toList();
        return new RegistryCommand.UpdateQuotas(
                update.quotas(), false, CellCapacity.of(agents).problems(registry, update.quotas()));
    }

    private CompletionStage<RegistryReply> decide(RegistryCommand command, Cause cause) {
        return asking.of(
                GroupKind.REGISTRY,
                0,
                replyTo -> new GroupMessage.Command<>(
                        new Envelope<>(RegistryId.CELL, command, cause), new ReplyTo.Actor<RegistryReply>(replyTo)));
    }

    CompletionStage<AgentReply> lifecycle(AgentId agent, AgentCommand.Lifecycle command, Cause cause) {
        return command instanceof AgentCommand.Drain
                ? inSchedule(agent).thenCompose(yes -> yes ? scheduled() : ask(agent, command, cause))
                : ask(agent, command, cause);
    }

    private static CompletionStage<AgentReply> scheduled() {
        return CompletableFuture.completedStage(new AgentReply.LifecycleRefused(
                "Agent is on a machine of the maintenance schedule, which is drained by that"));
    }

    private CompletionStage<Boolean> inSchedule(AgentId id) {
        return agent(id).thenCombine(registry(), (view, registry) -> view.flatMap(
                        known -> known.agent().info())
                .filter(info -> registry.unavailability(info.hostname()).isPresent())
                .isPresent());
    }

    CompletionStage<Optional<AgentView>> agent(AgentId id) {
        CompletionStage<AgentGroupMessage.Found> found =
                asking.of(GroupKind.AGENT, groups.numberOf(id), replyTo -> new AgentGroupMessage.Find(id, replyTo));
        return found.thenApply(AgentGroupMessage.Found::agent);
    }

    CompletionStage<AgentReply> ask(AgentId agent, AgentCommand command, Cause cause) {
        return asking.of(
                GroupKind.AGENT,
                groups.numberOf(agent),
                replyTo -> new GroupMessage.Command<AgentId, AgentCommand, AgentReply>(
                        new Envelope<>(agent, command, cause), new ReplyTo.Actor<>(replyTo)));
    }
}
