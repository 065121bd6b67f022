package io.boreas.core.framework;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * What a framework that asks after tasks is answered. Source: Mesos, {@code Master::reconcileTasks}. No answer has a uuid:
 * none is sent again.
 */
public final class Reconciliation {
    private Reconciliation() {}

    /**
     * A question after one task.
     *
     * @param agent where the framework believes it to be
     */
    public record Question(TaskId task, Optional<AgentId> agent) {}

    /**
     * An answer.
     *
     * @param unreachableSince since when the agent has been unreachable, if that is the answer
     * @param repeated what the task's executor said, if that spoke last. Source: Mesos, {@code protobuf::getTaskContainerStatus}
     */
    public record Answer(TaskUpdate update, Optional<Instant> unreachableSince, Optional<Payload> repeated) {}

    /**
     * Answers for the tasks asked after.
     *
     * @param launching tasks on their way to an agent's group, of which nothing was heard yet, and where
     * @param standing how an agent stands
     * @param anyRecovering whether some agent is {@link Standing.Recovering}
     */
    public static List<Answer> explicit(
            Framework framework,
            List<Question> questions,
            SortedMap<TaskId, AgentId> launching,
            Function<AgentId, Standing> standing,
            boolean anyRecovering,
            Instant now) {
        var answers = new ArrayList<Answer>();
        for (var question : questions) {
            var task = question.task();
            var known = framework.tasks().get(task);
            if (known.isPresent()) {
                answers.add(latest(framework, known.get(), now));
            } else if (launching.containsKey(task)) {
                answers.add(staging(framework, task, launching.get(task), now));
            } else {
                unknown(framework, question, standing, anyRecovering, now).ifPresent(answers::add);
            }
        }
        return answers;
    }

    /**
     * The questions that can be answered by how agents stand. Of a task that an agent's group holds its framework will be told: a group that was started
     * again may not have heard of it yet, and that nobody knows it would be no truth.
     */
    public static List<Question> withoutHeld(FrameworkId framework, List<Question> questions, List<Agent> agents) {
        var held = new HashSet<TaskId>();
        var owner = new Owner.Framework(framework);
        for (var agent : agents) {
            agent.tasks().forEachValue(task -> {
                if (task.owner().equals(owner)) {
                    held.add(TaskKeys.base(task.id()));
                }
            });
        }
        return questions.stream()
                .filter(question -> !held.contains(TaskKeys.of(framework, question.task())))
                .toList();
    }

    /** An answer for each task that has not ended, or whose end was not acknowledged. */
    public static List<Answer> implicit(Framework framework, SortedMap<TaskId, AgentId> launching, Instant now) {
        var answers = new ArrayList<Answer>();
        launching.forEach((task, agent) -> {
            if (!framework.tasks().containsKey(task)) {
                answers.add(staging(framework, task, agent, now));
            }
        });
        framework.tasks().forEachValue(task -> answers.add(latest(framework, task, now)));
        return answers;
    }

    private static Answer latest(Framework framework, KnownTask task, Instant now) {
        var told = told(task);
        var since = told.state() == TaskState.UNREACHABLE ? Optional.of(told.at()) : Optional.<Instant>empty();
        var answer = answer(
                framework,
                task.run().task(),
                Optional.of(task.run().agent()),
                told.state(),
                "Reconciliation: Latest task state",
                now,
                since);
        var update = answer.update();
        var status = update.status().checked(told.healthy(), told.checked());
        var repeated = Optional.of(told)
                .filter(latest -> latest.source() == StatusSource.EXECUTOR)
                .map(TaskStatus::said);
        return new Answer(new TaskUpdate(update.task(), update.agent(), status, update.uuid()), since, repeated);
    }

    /**
     * What the framework is being told: an answer that ran ahead of it would say that a task has ended that is then told to run. That its agent is out of
     * reach is said at once. Source: Mesos, {@code Task.status_update_state}, and how an agent becomes unreachable.
     */
    private static TaskStatus told(KnownTask task) {
        return task.pending().isEmpty() || task.latest().state() == TaskState.UNREACHABLE
                ? task.latest()
                : task.pending().getFirst().status();
    }

    private static Answer staging(Framework framework, TaskId task, AgentId agent, Instant now) {
        return answer(
                framework,
                task,
                Optional.of(agent),
                TaskState.STAGING,
                "Reconciliation: Latest task state",
                now,
                Optional.empty());
    }

    private static Optional<Answer> unknown(
            Framework framework,
            Question question,
            Function<AgentId, Standing> standing,
            boolean anyRecovering,
            Instant now) {
        if (question.agent().isEmpty() && anyRecovering) {
            return Optional.empty();
        }
        return switch (question.agent().map(standing).orElse(new Standing.Unknown())) {
            case Standing.Recovering r -> Optional.empty();
            case Standing.Registered r ->
                Optional.of(answer(
                        framework, question, TaskState.GONE, "Task is unknown to the agent", now, Optional.empty()));
            case Standing.Unreachable(var since) ->
                Optional.of(answer(
                        framework,
                        question,
                        TaskState.UNREACHABLE,
                        "Task is on an unreachable agent",
                        now,
                        Optional.of(since)));
            case Standing.Gone g ->
                Optional.of(answer(
                        framework,
                        question,
                        TaskState.GONE_BY_OPERATOR,
                        "Task is on an agent that was marked gone",
                        now,
                        Optional.empty()));
            case Standing.Unknown u ->
                Optional.of(answer(framework, question, TaskState.UNKNOWN, "Task is unknown", now, Optional.empty()));
        };
    }

    private static Answer answer(
            Framework framework,
            Question question,
            TaskState state,
            String message,
            Instant now,
            Optional<Instant> since) {
        return answer(framework, question.task(), question.agent(), state, "Reconciliation: " + message, now, since);
    }

    private static Answer answer(
            Framework framework,
            TaskId task,
            Optional<AgentId> agent,
            TaskState state,
            String message,
            Instant now,
            Optional<Instant> since) {
        var status = new TaskStatus(state, TaskReason.RECONCILIATION, StatusSource.MASTER, message, now);
        var visible = Visible.of(status, framework.isPartitionAware());
        return new Answer(new TaskUpdate(task, agent, visible, Optional.empty()), since, Optional.empty());
    }
}
