package io.boreas.actors.framework;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.group.GroupPost;
import io.boreas.core.agent.TaskHost;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand.TaskNotices;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where the tasks of a group's frameworks run, as agents' groups tell it with their notices. Soft: a group that has forgotten it asks for it when it
 * starts, one message for many agents, and until it is answered updates say nothing of it. A part of its group's actor.
 */
final class TaskHosts {
    private static final Duration ASKED_EVERY = Duration.ofSeconds(5);

    /** Agents asked after at once: those of a large cell have no room in one message to another master. */
    private static final int AGENTS_MAX = 1_000;

    private final int number;
    private final GroupPost groups;
    private final Map<FrameworkId, Map<TaskId, TaskHost>> hosts = new HashMap<>();
    private final Set<AgentId> unanswered = new LinkedHashSet<>();
    private Instant again = Instant.MIN;

    /** @param number of the group of frameworks this is a part of */
    TaskHosts(int number, GroupPost groups) {
        this.number = number;
        this.groups = groups;
    }

    /** Where the task is; empty if nobody has told. */
    Optional<TaskHost> of(FrameworkId framework, TaskId task) {
        return Optional.ofNullable(hosts.getOrDefault(framework, Map.of()).get(task));
    }

    /** An agent's group has told of a run. */
    void heard(Framework framework, TaskNotices told) {
        told.host()
                .filter(host -> isKnown(framework, told.run().task(), told.run().key()))
                .ifPresent(host -> hosts.computeIfAbsent(framework.id(), id -> new HashMap<>())
                        .merge(told.run().task(), host, (before, now) -> now.after(before)));
    }

    private static boolean isKnown(Framework framework, TaskId task, TaskId key) {
        return framework
                .tasks()
                .get(task)
                .filter(known -> known.run().key().equals(key))
                .isPresent();
    }

    /** An agent's group has answered. */
    void answered(AgentId agent) {
        unanswered.remove(agent);
    }

    /** It was asked where this run is; what was told with its notices is newer. */
    void found(Framework framework, TaskId task, TaskId key, TaskHost host) {
        if (isKnown(framework, task, key)) {
            hosts.computeIfAbsent(framework.id(), id -> new HashMap<>()).putIfAbsent(task, host);
        }
    }

    /** A task has left its group. */
    void forget(FrameworkId framework, TaskId task) {
        var its = hosts.get(framework);
        if (its != null && its.remove(task) != null && its.isEmpty()) {
            hosts.remove(framework);
        }
    }

    void forget(FrameworkId framework) {
        hosts.remove(framework);
    }

    /** Asks after the tasks of which it does not know where they are. */
    void recovered(Iterable<Framework> frameworks, Instant now) {
        for (var framework : frameworks) {
            framework.tasks().forEachValue(task -> {
                if (of(framework.id(), task.run().task()).isEmpty()) {
                    unanswered.add(task.run().agent());
                }
            });
        }
        ask(now);
    }

    void tick(Instant now) {
        if (!unanswered.isEmpty() && !again.isAfter(now)) {
            ask(now);
        }
    }

    private void ask(Instant now) {
        again = now.plus(ASKED_EVERY);
        var byGroup = new TreeMap<Integer, List<AgentId>>();
        unanswered.forEach(agent -> byGroup.computeIfAbsent(groups.numberOf(agent), any -> new ArrayList<>())
                .add(agent));
        byGroup.forEach((group, agents) -> {
            for (int from = 0; from < agents.size(); from += AGENTS_MAX) {
                var some = agents.subList(from, Math.min(from + AGENTS_MAX, agents.size()));
                groups.tell(GroupKind.AGENT, group, new AgentGroupMessage.TellHosts(number, some));
            }
        });
    }
}
