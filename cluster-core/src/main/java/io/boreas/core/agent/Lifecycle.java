package io.boreas.core.agent;

import io.boreas.core.agent.AgentReply.LifecycleRefused;
import io.boreas.core.id.Owner;
import io.boreas.core.machine.Decision;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What operators ask of an agent, and what follows from it. Source of rules and texts: Mesos, {@code master/http.cpp}. */
final class Lifecycle {
    /** What a job's task gets if only its agent knows its own: no job gives more. */
    static final Duration JOB_GRACE = TaskSpec.FINALIZATION_WAIT_MAX;

    private Lifecycle() {}

    static Decision<AgentEvent, AgentReply> decide(Agent agent, AgentCommand.Lifecycle command, Instant at) {
        if (agent.info().isEmpty()) {
            return Decision.answer(new AgentReply.UnknownAgent(agent.id()));
        }
        if (agent.presence() == Presence.GONE) {
            return Decision.answer(
                    command instanceof AgentCommand.MarkGone
                            ? AgentReply.Done.DONE
                            : new AgentReply.AgentGone(agent.id()));
        }
        var draft = new Draft(agent);
        return draft.reply(
                switch (command) {
                    case AgentCommand.Deactivate c -> deactivate(draft, at);
                    case AgentCommand.Reactivate c -> reactivate(draft, at);
                    case AgentCommand.Drain c -> drain(draft, c, at);
                    case AgentCommand.MarkGone c -> {
                        declareGone(draft, "an operator declared agent " + agent.id() + " gone", at);
                        yield AgentReply.Done.DONE;
                    }
                });
    }

    private static AgentReply deactivate(Draft draft, Instant at) {
        if (draft.agent().duty().isActive()) {
            endLeases(draft, "agent " + draft.agent().id() + " is deactivated");
            draft.add(new AgentEvent.Deactivated(at));
        }
        return AgentReply.Done.DONE;
    }

    private static AgentReply reactivate(Draft draft, Instant at) {
        return switch (draft.agent().duty()) {
            case Duty.Active d -> new LifecycleRefused("Agent is not deactivated");
            case Duty.Draining d -> new LifecycleRefused("Agent is still in the DRAINING state");
            case Duty.Deactivated d -> reactivated(draft, at);
            case Duty.Drained d -> reactivated(draft, at);
        };
    }

    private static AgentReply reactivated(Draft draft, Instant at) {
        draft.add(new AgentEvent.Reactivated(at));
        return AgentReply.Done.DONE;
    }

    /** Asked again, the last terms count; a kill that was sent is only ever made shorter. */
    private static AgentReply drain(Draft draft, AgentCommand.Drain command, Instant at) {
        var graceMax = command.graceMax();
        if (graceMax.filter(Duration::isNegative).isPresent()) {
            return new LifecycleRefused("max_grace_period is not negative");
        }
        var terms = new Duty.Terms(graceMax, command.thenGone(), at);
        if (!isSame(draft.agent().duty(), terms)) {
            endLeases(draft, "agent " + draft.agent().id() + " is draining");
            draft.add(new AgentEvent.DrainStarted(terms));
        }
        var message = "agent " + draft.agent().id() + " is draining";
        draft.agent()
                .tasks()
                .forEachValue(task ->
                        FrameworkRequests.kill(draft, task.id(), grace(draft.agent(), task, graceMax), message, at));
        draft.agent().hosted().works().forEachValue(work -> FrameworkRequests.stopIfUnsent(draft, work, at));
        return AgentReply.Done.DONE;
    }

    private static boolean isSame(Duty duty, Duty.Terms terms) {
        return duty instanceof Duty.Draining(var known)
                && known.graceMax().equals(terms.graceMax())
                && known.thenGone() == terms.thenGone();
    }

    /** The task's own grace, if it says one that is short enough. */
    private static Duration grace(Agent agent, Task task, Optional<Duration> graceMax) {
        var work = agent.hosted().work(task.id());
        Optional<Duration> own =
                switch (task.owner()) {
                    case Owner.JobInstance job -> task.spec().map(TaskSpec::finalizationWait);
                    case Owner.Framework framework -> work.flatMap(Work::killGrace);
                };
        return own.map(grace -> graceMax.filter(max -> max.compareTo(grace) < 0).orElse(grace))
                .or(() -> graceMax)
                .orElse(work.isPresent() ? Work.KILL_GRACE : JOB_GRACE);
    }

    private static void endLeases(Draft draft, String message) {
        FrameworkRequests.release(draft, lease -> true, message);
    }

    private static void declareGone(Draft draft, String message, Instant at) {
        endLeases(draft, message);
        draft.add(new AgentEvent.DeclaredGone(message, at));
    }

    /** The decision, and with it the end of a drain that it completes. */
    static Decision<AgentEvent, AgentReply> settled(
            Agent before, Decision<AgentEvent, AgentReply> decision, Instant at) {
        boolean mayComplete = before.duty() instanceof Duty.Draining
                || decision.events().stream().anyMatch(AgentEvent.DrainStarted.class::isInstance);
        if (!mayComplete) {
            return decision;
        }
        var draft = new Draft(before);
        decision.events().forEach(draft::add);
        var agent = draft.agent();
        if (agent.presence() != Presence.REGISTERED
                || !(agent.duty() instanceof Duty.Draining(var terms))
                || runsSomething(agent)) {
            return decision;
        }
        if (!terms.thenGone()) {
            draft.add(new AgentEvent.Drained(at));
            return draft.reply(decision.reply());
        }
        declareGone(draft, "agent " + agent.id() + " was drained to be gone", at);
        return draft.reply(
                decision.reply() instanceof AgentReply.Registered
                        ? new AgentReply.AgentGone(agent.id())
                        : decision.reply());
    }

    private static boolean runsSomething(Agent agent) {
        for (var task : agent.tasks().values()) {
            if (task.isLive()) {
                return true;
            }
        }
        return false;
    }

    /** How the owner hears of a task that is stopped to drain its agent; what ended by itself ended as it says. */
    static TaskStatus toldOf(Agent agent, TaskStatus status) {
        if (!(agent.duty() instanceof Duty.Draining(var terms))) {
            return status;
        }
        return switch (status.state()) {
            case KILLED -> because(status, terms.thenGone() ? TaskState.GONE_BY_OPERATOR : TaskState.KILLED);
            case KILLING -> because(status, TaskState.KILLING);
            case STAGING,
                    STARTING,
                    RUNNING,
                    FINISHED,
                    FAILED,
                    ERROR,
                    LOST,
                    DROPPED,
                    UNREACHABLE,
                    GONE,
                    GONE_BY_OPERATOR,
                    UNKNOWN -> status;
        };
    }

    private static TaskStatus because(TaskStatus status, TaskState state) {
        return status.in(state, TaskReason.AGENT_DRAINING);
    }
}
