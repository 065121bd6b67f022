package io.boreas.actors.framework;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Groups;
import io.boreas.core.framework.Reconciliation;
import io.boreas.core.framework.Standing;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** Asks agents' groups how agents stand. */
public final class AgentStandings {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private AgentStandings() {}

    /**
     * Asks after the agents that questions name, and after all if one names none. The answer comes to the asker as a
     * {@link FrameworkGroupMessage.AgentsStand}; without one there is none, and the scheduler asks again, as it must anyway.
     */
    static void ask(
            Groups groups,
            ActorContext<GroupMessage> context,
            FrameworkId framework,
            String streamId,
            List<Reconciliation.Question> questions) {
        var scheduler = context.getSystem().scheduler();
        var asked = new ArrayList<CompletableFuture<List<AgentView>>>();
        if (questions.stream().anyMatch(question -> question.agent().isEmpty())) {
            for (int number = 0; number < groups.count(); number++) {
                asked.add(groups.askAll(GroupKind.AGENT, number, AgentGroupMessage.FindSome::behind, TIMEOUT, scheduler)
                        .toCompletableFuture());
            }
        } else {
            var agents = new LinkedHashSet<AgentId>();
            questions.forEach(question -> question.agent().ifPresent(agents::add));
            for (var agent : agents) {
                asked.add(groups.<AgentGroupMessage.Found>ask(
                                GroupKind.AGENT,
                                groups.numberOf(agent),
                                replyTo -> new AgentGroupMessage.Find(agent, replyTo),
                                TIMEOUT,
                                scheduler)
                        .thenApply(found -> found.agent().stream().toList())
                        .toCompletableFuture());
            }
        }
        var all = CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
        context.pipeToSelf(all, (done, failure) -> {
            if (failure != null) {
                context.getSystem()
                        .log()
                        .warn("questions of framework {} stay unanswered: agents' groups did not answer", framework);
                return GroupMessage.Wake.WAKE;
            }
            return answer(
                    framework,
                    streamId,
                    questions,
                    asked.stream()
                            .map(CompletableFuture::join)
                            .flatMap(List::stream)
                            .toList());
        });
    }

    /** What the agents that were asked after mean for the questions. */
    public static FrameworkGroupMessage.AgentsStand answer(
            FrameworkId framework, String streamId, List<Reconciliation.Question> questions, List<AgentView> views) {
        var standings = new HashMap<AgentId, Standing>();
        boolean anyRecovering = false;
        for (var view : views) {
            var standing = standing(view);
            standings.put(view.agent().id(), standing);
            anyRecovering |= standing instanceof Standing.Recovering;
        }
        var agents = views.stream().map(AgentView::agent).toList();
        return new FrameworkGroupMessage.AgentsStand(
                framework,
                streamId,
                Reconciliation.withoutHeld(framework, questions, agents),
                standings,
                anyRecovering);
    }

    /** An agent without a link may be about to tell of the task: nobody can say yet. */
    private static Standing standing(AgentView view) {
        var agent = view.agent();
        return switch (agent.presence()) {
            case REGISTERED -> view.linked() ? new Standing.Registered() : new Standing.Recovering();
            case UNREACHABLE -> new Standing.Unreachable(agent.since());
            case GONE -> new Standing.Gone();
        };
    }
}
