package io.boreas.core.framework;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
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
        var since = task.latest().state() == TaskState.UNREACHABLE
                ? Optional.of(task.latest().at())
                : Optional.<Instant>empty();
        var answer = answer(
                framework,
                task.run().task(),
                Optional.of(task.run().agent()),
                task.latest().state(),
                "Reconciliation: Latest task state",
                now,
                since);
        var update = answer.update();
        var status =
                update.status().checked(task.latest().healthy(), task.latest().checked());
        var repeated = Optional.of(task.latest())
                .filter(latest -> latest.source() == StatusSource.EXECUTOR)
                .map(TaskStatus::said);
        return new Answer(new TaskUpdate(update.task(), update.agent(), status, update.uuid()), since, repeated);
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
