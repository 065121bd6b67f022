package io.boreas.actors.framework;

import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Calls of schedulers that agents' groups have not answered, and tasks that are on their way: from the call that is to launch them
 * until the group hears of them as it does of all that happens to tasks. Soft.
 */
final class PendingCalls {
    /** How long an answer is waited for before the first time that its group is told again; twice as long before each after it. */
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Map<Long, Pending> calls = new HashMap<>();
    private final Map<FrameworkId, TreeMap<TaskId, AgentId>> launching = new HashMap<>();
    private final ArrayDeque<Launch> launches = new ArrayDeque<>();
    private long last;

    /** A task on its way. */
    private record Launch(FrameworkId framework, TaskId task, AgentId agent, Instant since) {}

    /** A call, and what agents' groups were told that have still to answer. */
    private static final class Pending {
        final Consumer<FrameworkReply> caller;
        final Instant since;
        final Map<AgentId, Optional<Runnable>> awaited = new HashMap<>();
        Duration pause = PAUSE;
        Instant due;

        Pending(Consumer<FrameworkReply> caller, Instant since) {
            this.caller = caller;
            this.since = since;
            this.due = since.plus(PAUSE);
        }

        void tellAgainIfDue(Instant now) {
            if (!due.isAfter(now)) {
                pause = pause.multipliedBy(2);
                due = now.plus(pause);
                awaited.values().forEach(telling -> telling.ifPresent(Runnable::run));
            }
        }
    }

    /**
     * @param last larger than the number of every call before
     */
    PendingCalls(long last) {
        this.last = last;
    }

    /** Remembers a call; returns its number. It is answered when all that it awaits have answered, and awaits one at least. */
    long add(Consumer<FrameworkReply> caller, Instant since) {
        last++;
        calls.put(last, new Pending(caller, since));
        return last;
    }

    /**
     * The call of this number awaits an answer from an agent's group.
     *
     * @param telling tells that group again what it was told; empty for what it must not hear again
     */
    void await(long number, AgentId agent, Optional<Runnable> telling) {
        var pending = calls.get(number);
        if (pending != null) {
            pending.awaited.put(agent, telling);
        }
    }

    /** Tells groups again that have not answered for a while: that may have been lost where one was on its way to another master. */
    void tellAgain(Instant now) {
        calls.values().forEach(pending -> pending.tellAgainIfDue(now));
    }

    /** These tasks are on their way to their agents' groups. */
    void launch(FrameworkId framework, Map<TaskId, AgentId> tasks, Instant since) {
        if (!tasks.isEmpty()) {
            launching.computeIfAbsent(framework, id -> new TreeMap<>()).putAll(tasks);
            tasks.forEach((task, agent) -> launches.add(new Launch(framework, task, agent, since)));
        }
    }

    /** The tasks of the framework that are on their way to agents' groups. */
    SortedMap<TaskId, AgentId> launching(FrameworkId framework) {
        var its = launching.get(framework);
        return its == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(its);
    }

    /** These tasks are on their way no more: they were heard of, or were not launched. */
    void landed(FrameworkId framework, Collection<TaskId> tasks) {
        var its = launching.get(framework);
        if (its != null) {
            tasks.forEach(its::remove);
            if (its.isEmpty()) {
                launching.remove(framework);
            }
        }
    }

    /** Whether the call of this number awaited this answer; with its last one it waits no more, and its scheduler is answered. */
    boolean answered(long number, AgentId agent) {
        var pending = calls.get(number);
        if (pending == null || pending.awaited.remove(agent) == null) {
            return false;
        }
        if (pending.awaited.isEmpty()) {
            calls.remove(number);
            pending.caller.accept(FrameworkReply.Done.DONE);
        }
        return true;
    }

    /** Forgets calls that have waited since before a moment: the answer is lost. */
    void forgetBefore(Instant before) {
        calls.values().removeIf(pending -> pending.since.isBefore(before));
    }

    /** The agents to which tasks are on their way since before a moment. */
    Set<AgentId> launchingSinceBefore(Instant before) {
        var agents = new TreeSet<AgentId>();
        launches.removeIf(launch -> !isOnItsWay(launch));
        for (var launch : launches) {
            if (!launch.since.isBefore(before)) {
                break;
            }
            agents.add(launch.agent);
        }
        return agents;
    }

    /** The agents' group has told of all that it launched since: what was on its way to it before has landed, or was lost. */
    void landed(Predicate<AgentId> agents, Instant before) {
        launches.removeIf(launch -> {
            boolean over = launch.since.isBefore(before) && agents.test(launch.agent);
            if (over && isOnItsWay(launch)) {
                landed(launch.framework, Collections.singleton(launch.task));
            }
            return over;
        });
    }

    private boolean isOnItsWay(Launch launch) {
        return launch.agent.equals(launching(launch.framework).get(launch.task));
    }

    void clear() {
        calls.clear();
        launching.clear();
        launches.clear();
    }
}
