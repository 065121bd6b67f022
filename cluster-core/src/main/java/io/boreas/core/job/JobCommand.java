package io.boreas.core.job;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.Notice;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.KillOrder;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a job's group is asked. */
public sealed interface JobCommand {
    /**
     * Create the job.
     *
     * @param seed any number, drawn afresh by who sends the command: task ids are made from it
     */
    record Create(JobSpec spec, long seed) implements JobCommand {}

    /** Stop these instances, or all if none is named, for good. */
    record KillInstances(SortedSet<Integer> instances, String message) implements JobCommand {
        public KillInstances {
            instances = Collections.unmodifiableSortedSet(new TreeSet<>(instances));
        }
    }

    /** Stop these instances, or all if none is named, and start them afresh; each must be active. */
    record RestartInstances(SortedSet<Integer> instances, String message) implements JobCommand {
        public RestartInstances {
            instances = Collections.unmodifiableSortedSet(new TreeSet<>(instances));
        }
    }

    /** Start so many more, at least 1, after the highest active instance, as copies of this one. */
    record AddInstances(int template, int count) implements JobCommand {
        public AddInstances {
            if (count < 1) {
                throw new IllegalArgumentException("at least 1 instance is added, not " + count);
            }
        }
    }

    /** The planner's choice of places. Choices for tasks that do not wait for one any more are ignored. */
    record Choose(List<Choice> choices) implements JobCommand {
        public Choose {
            choices = List.copyOf(choices);
        }
    }

    /** A place for a task. */
    record Choice(int instance, TaskId task, AgentId agent, String host) {}

    /** The agent's group refused these choices. */
    record RefuseChoices(AgentId agent, List<TaskId> tasks, String message) implements JobCommand {
        public RefuseChoices {
            tasks = List.copyOf(tasks);
        }
    }

    /** An agent's group tells what became of tasks. */
    record Hear(List<TaskNotices> told) implements JobCommand {
        public Hear {
            told = List.copyOf(told);
        }
    }

    /** What an agent's group tells of one task. */
    record TaskNotices(
            int instance, TaskId task, AgentId agent, List<Notice> notices, SortedMap<String, Integer> ports) {
        public TaskNotices {
            notices = List.copyOf(notices);
        }
    }

    /**
     * An agent's group took the kills of these.
     *
     * @param absent those of them that are not there: never admitted, or over and forgotten, and never to be admitted from here on
     */
    record KillsTaken(List<TaskId> tasks, Set<TaskId> absent) implements JobCommand {
        public KillsTaken {
            tasks = List.copyOf(tasks);
            absent = Set.copyOf(absent);
        }

        /** What an agent's group answers to these orders once it took them. */
        public static KillsTaken by(Optional<Agent> agent, List<KillOrder> orders) {
            var tasks = orders.stream().map(KillOrder::task).toList();
            var absent = tasks.stream()
                    .filter(task -> agent.filter(known -> known.tasks().containsKey(task))
                            .isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
            return new KillsTaken(tasks, absent);
        }
    }

    /** Time has passed: penalties may have ended, transient states may have lasted too long, history may be too old. */
    record Tick() implements JobCommand {}
}
