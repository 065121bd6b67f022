package io.boreas.core.agent;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.Decision;
import io.boreas.core.task.KillOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What frameworks, and those who end them, ask of an agent. */
final class FrameworkRequests {
    /** How long the tasks of an executor or framework that ends may take. Source: Mesos, {@code --executor_shutdown_grace_period}. */
    static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(5);

    private FrameworkRequests() {}

    static Decision<AgentEvent, AgentReply> decide(Agent agent, AgentCommand.ForFramework command, Instant at) {
        return switch (command) {
            case AgentCommand.Accept c -> OfferAcceptance.decide(agent, c, at);
            case AgentCommand.ReleaseOffers c ->
                release(
                        agent,
                        lease -> lease.framework().equals(c.framework())
                                && c.offers().contains(lease.offer()),
                        c.message());
            case AgentCommand.ReleaseAllOffers c ->
                release(agent, lease -> lease.framework().equals(c.framework()), c.message());
            case AgentCommand.KillWork c -> kill(agent, c, at);
            case AgentCommand.StopExecutor c -> {
                var draft = new Draft(agent);
                stop(draft, new ExecutorKey(c.framework(), c.executor()), at);
                yield draft.reply(AgentReply.Done.DONE);
            }
            case AgentCommand.ExecutorExited c -> exited(agent, c, at);
            case AgentCommand.RemoveFramework c -> remove(agent, c, at);
        };
    }

    static Decision<AgentEvent, AgentReply> expire(Agent agent, AgentCommand.ExpireOffers command) {
        return release(agent, lease -> lease.grantedAt().isBefore(command.grantedBefore()), command.message());
    }

    private static Decision<AgentEvent, AgentReply> release(Agent agent, Predicate<Lease> which, String message) {
        var draft = new Draft(agent);
        return draft.reply(new AgentReply.Released(release(draft, which, message)));
    }

    static List<Lease> release(Draft draft, Predicate<Lease> which, String message) {
        var released = new ArrayList<Lease>();
        draft.agent().leases().forEachValue(lease -> {
            if (which.test(lease)) {
                released.add(lease);
            }
        });
        released.forEach(lease -> draft.add(new AgentEvent.LeaseEnded(lease.offer(), message)));
        return released;
    }

    private static Decision<AgentEvent, AgentReply> kill(Agent agent, AgentCommand.KillWork command, Instant at) {
        var work = agent.hosted().works().get(TaskKeys.of(command.framework(), command.task()));
        var task = work.flatMap(known -> agent.tasks().get(known.key())).filter(Task::isLive);
        if (work.isEmpty() || task.isEmpty()) {
            return Decision.answer(new AgentReply.UnknownWork(command.task()));
        }
        var draft = new Draft(agent);
        // Whoever asks knows why: what is said of the end is how it came.
        var message = "";
        var grace = command.grace().or(work.get()::killGrace).orElse(Work.KILL_GRACE);
        if (work.get().unsent() && work.get().group().isPresent()) {
            // A group starts as a whole or not at all.
            agent.hosted().works().forEachValue(other -> {
                if (other.unsent() && other.group().equals(work.get().group())) {
                    kill(draft, other.key(), grace, message, at);
                }
            });
        } else {
            kill(draft, work.get().key(), grace, message, at);
        }
        stopIfUnsent(draft, work.get(), at);
        return draft.reply(AgentReply.Done.DONE);
    }

    /** Ends the executor of a killed task that was not sent: if nothing else runs in it, it may never have started. */
    static void stopIfUnsent(Draft draft, Work work, Instant at) {
        work.executorKey().filter(executor -> work.unsent()).ifPresent(executor -> {
            // Only its agent can tell.
            if (tasks(draft.agent(), executor).stream()
                    .allMatch(other -> other.kill().isPresent())) {
                stop(draft, executor, at);
            }
        });
    }

    /** Stops a live task, unless it is to stop as soon already. */
    static void kill(Draft draft, TaskId key, Duration grace, String message, Instant at) {
        var bounded = grace.compareTo(KillOrder.GRACE_MAX) > 0 ? KillOrder.GRACE_MAX : grace;
        var wanted = draft.agent().tasks().get(key).filter(Task::isLive).filter(task -> task.kill()
                .filter(earlier -> earlier.grace().compareTo(bounded) <= 0)
                .isEmpty());
        if (wanted.isPresent()) {
            draft.add(new AgentEvent.KillRequested(new KillOrder(key, bounded, message), at));
        }
    }

    /** Its live tasks. */
    private static List<Task> tasks(Agent agent, ExecutorKey executor) {
        var tasks = new ArrayList<Task>();
        agent.hosted().works().forEachValue(work -> {
            if (work.executorKey().filter(executor::equals).isPresent()) {
                agent.tasks().get(work.key()).filter(Task::isLive).ifPresent(tasks::add);
            }
        });
        return tasks;
    }

    private static void stop(Draft draft, ExecutorKey executor, Instant at) {
        var known = draft.agent().hosted().executors().get(executor);
        if (known.isEmpty()) {
            return;
        }
        if (!known.get().stopping()) {
            draft.add(new AgentEvent.ExecutorStopRequested(executor, at));
        }
        for (var task : tasks(draft.agent(), executor)) {
            kill(draft, task.id(), SHUTDOWN_GRACE, "executor " + executor.executor() + " is shut down", at);
        }
    }

    private static Decision<AgentEvent, AgentReply> exited(
            Agent agent, AgentCommand.ExecutorExited command, Instant at) {
        if (command.incarnation() != agent.incarnation() || agent.presence() != Presence.REGISTERED) {
            return Decision.answer(
                    new AgentReply.StaleIncarnation(agent.id(), command.incarnation(), agent.incarnation()));
        }
        var key = new ExecutorKey(command.framework(), command.executor());
        // A later run of the id is another executor.
        boolean ends = agent.hosted()
                .executors()
                .get(key)
                .filter(executor -> executor.startedAt().equals(command.startedAt()))
                .isPresent();
        var taken = new AgentReply.ExitTaken(new ExecutorRun(key, command.startedAt()));
        return ends
                ? Decision.of(List.of(new AgentEvent.ExecutorEnded(key, command.status(), at)), taken)
                : Decision.answer(taken);
    }

    private static Decision<AgentEvent, AgentReply> remove(
            Agent agent, AgentCommand.RemoveFramework command, Instant at) {
        var draft = new Draft(agent);
        FrameworkId framework = command.framework();
        var released = release(draft, lease -> lease.framework().equals(framework), command.message());
        agent.hosted().executors().forEachValue(executor -> {
            if (executor.key().framework().equals(framework)) {
                stop(draft, executor.key(), at);
            }
        });
        agent.hosted().works().forEachValue(work -> {
            if (work.framework().equals(framework)) {
                kill(draft, work.key(), SHUTDOWN_GRACE, command.message(), at);
            }
        });
        return draft.reply(new AgentReply.Released(released));
    }
}
