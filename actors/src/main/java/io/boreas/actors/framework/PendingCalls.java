package io.boreas.actors.framework;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;

/** Calls of schedulers that agents' groups have not answered, and the tasks that are on their way with them. Soft. */
final class PendingCalls {
    private final Map<Long, Pending> calls = new HashMap<>();
    private final Map<FrameworkId, TreeMap<TaskId, AgentId>> launching = new HashMap<>();
    private long last;

    /**
     * @param last larger than the number of every call before
     */
    PendingCalls(long last) {
        this.last = last;
    }

    /** A call, and how many groups have still to answer. */
    private static final class Pending {
        final FrameworkId framework;
        final FrameworkCall call;
        final ActorRef<FrameworkReply> replyTo;
        final Instant since;
        final Map<TaskId, AgentId> tasks;
        int awaited;

        Pending(
                FrameworkId framework,
                FrameworkCall call,
                ActorRef<FrameworkReply> replyTo,
                Instant since,
                Map<TaskId, AgentId> tasks,
                int awaited) {
            this.framework = framework;
            this.call = call;
            this.replyTo = replyTo;
            this.since = since;
            this.tasks = tasks;
            this.awaited = awaited;
        }
    }

    /**
     * Remembers a call.
     *
     * @param tasks those that are to be launched, and where
     * @param awaited how many answers it takes, at least 1
     * @return its number
     */
    long add(
            FrameworkId framework,
            FrameworkCall call,
            ActorRef<FrameworkReply> replyTo,
            Instant since,
            Map<TaskId, AgentId> tasks,
            int awaited) {
        last++;
        calls.put(last, new Pending(framework, call, replyTo, since, tasks, awaited));
        if (!tasks.isEmpty()) {
            launching.computeIfAbsent(framework, id -> new TreeMap<>()).putAll(tasks);
        }
        return last;
    }

    /** The tasks of the framework that are on their way to agents' groups. */
    SortedMap<TaskId, AgentId> launching(FrameworkId framework) {
        var its = launching.get(framework);
        return its == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(its);
    }

    /** The call of this number, if it still waits; with its last answer it waits no more and its scheduler is answered. */
    Optional<FrameworkCall> answered(long number) {
        var pending = calls.get(number);
        if (pending == null) {
            return Optional.empty();
        }
        pending.awaited--;
        if (pending.awaited == 0) {
            calls.remove(number);
            landed(pending);
            pending.replyTo.tell(FrameworkReply.Done.DONE);
        }
        return Optional.of(pending.call);
    }

    /** Forgets what has waited since before a moment: the answer is lost, and what became of the tasks will be told. */
    void forgetBefore(Instant before) {
        calls.values().removeIf(pending -> {
            boolean old = pending.since.isBefore(before);
            if (old) {
                landed(pending);
            }
            return old;
        });
    }

    /** A task was heard of from its agent's group. */
    void arrived(FrameworkId framework, TaskId task) {
        var its = launching.get(framework);
        if (its != null && its.remove(task) != null && its.isEmpty()) {
            launching.remove(framework);
        }
    }

    void clear() {
        calls.clear();
        launching.clear();
    }

    private void landed(Pending pending) {
        var its = launching.get(pending.framework);
        if (its != null) {
            pending.tasks.forEach(its::remove);
            if (its.isEmpty()) {
                launching.remove(pending.framework);
            }
        }
    }
}
