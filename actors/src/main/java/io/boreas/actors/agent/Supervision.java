package io.boreas.actors.agent;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What was sent of what is owed to tasks, and who insists on it. Most of it is settled by the first sending, within milliseconds, so
 * a supervisor is there only for what is still owed a pause later: an actor for each task costs more than all its messages. Soft.
 */
final class Supervision {
    private final BiFunction<AgentId, TaskId, Runnable> supervisors;
    private final Map<TaskId, Owed> owed = new HashMap<>();
    private final ArrayDeque<Unsupervised> unsupervised = new ArrayDeque<>();

    /** What was sent for one task. */
    private static final class Owed {
        final Instant since;
        Optional<Runnable> settled = Optional.empty();
        long launchedIn;
        long killedIn;
        long graceMillis;
        long told;

        Owed(Instant since) {
            this.since = since;
        }

        void forgetWhatWasSent() {
            launchedIn = 0;
            killedIn = 0;
            told = 0;
        }
    }

    /** A task that is owed something and that nobody insists on yet, oldest first. */
    private record Unsupervised(AgentId agent, TaskId task, Owed owed) {}

    /** @param supervisors gives a task somebody who insists on it, and what says that there is nothing more to insist on */
    Supervision(BiFunction<AgentId, TaskId, Runnable> supervisors) {
        this.supervisors = supervisors;
    }

    /** Tasks that are owed something. */
    int size() {
        return owed.size();
    }

    void forget() {
        owed.clear();
        unsupervised.clear();
    }

    /** Puts what is owed to a task and was not sent yet into the outbox; ends its supervision when nothing is owed. */
    void supply(Agent agent, TaskId id, boolean linked, Instant now, Outbox outbox) {
        var task = agent.tasks().get(id);
        var effects = task.map(found -> AgentMachine.outstanding(agent, found)).orElse(List.of());
        if (effects.isEmpty()) {
            var settled = owed.remove(id);
            if (settled != null) {
                settled.settled.ifPresent(Runnable::run);
            }
            return;
        }
        var sent = owed.computeIfAbsent(id, any -> {
            var begun = new Owed(now);
            unsupervised.add(new Unsupervised(agent.id(), id, begun));
            return begun;
        });
        for (var effect : effects) {
            switch (effect) {
                case AgentEffect.LaunchOn launch -> {
                    if (linked && sent.launchedIn != agent.incarnation()) {
                        sent.launchedIn = agent.incarnation();
                        outbox.launch(agent.id(), launch);
                    }
                }
                case AgentEffect.LaunchWorks launch -> {
                    if (linked && sent.launchedIn != agent.incarnation()) {
                        sent.launchedIn = agent.incarnation();
                        outbox.launch(agent.id(), launch);
                    }
                }
                case AgentEffect.KillOn kill -> {
                    long grace = kill.order().grace().toMillis();
                    if (linked && (sent.killedIn != agent.incarnation() || sent.graceMillis != grace)) {
                        sent.killedIn = agent.incarnation();
                        sent.graceMillis = grace;
                        outbox.kill(agent.id(), kill);
                    }
                }
                // All notices, not only the new ones: should an earlier message be lost, this one must not leave a gap
                // (I4).
                case AgentEffect.Tell tell -> {
                    long last = tell.notices().getLast().sequence();
                    if (last > sent.told) {
                        sent.told = last;
                        outbox.tell(agent.id(), tell);
                    }
                }
                case AgentEffect.TellFramework tell -> {
                    long last = tell.notices().getLast().sequence();
                    if (last > sent.told) {
                        sent.told = last;
                        outbox.tell(agent, tell);
                    }
                }
            }
        }
    }

    /** Sends all that is still owed to a task again. */
    void insist(Agent agent, TaskId task, boolean linked, Instant now, Outbox outbox) {
        var sent = owed.get(task);
        if (sent != null) {
            sent.forgetWhatWasSent();
            supply(agent, task, linked, now, outbox);
        }
    }

    /** What is owed since before a moment, and still is, gets somebody who insists on it, beginning now. */
    void superviseSince(Instant before) {
        while (!unsupervised.isEmpty() && !unsupervised.peek().owed.since.isAfter(before)) {
            var next = unsupervised.remove();
            if (owed.get(next.task) == next.owed) {
                next.owed.settled = Optional.of(supervisors.apply(next.agent, next.task));
            }
        }
    }
}
