package io.boreas.core.job;

import static io.boreas.core.job.ScheduleStatus.ASSIGNED;
import static io.boreas.core.job.ScheduleStatus.KILLING;
import static io.boreas.core.job.ScheduleStatus.LOST;
import static io.boreas.core.job.ScheduleStatus.PARTITIONED;
import static io.boreas.core.job.ScheduleStatus.PENDING;
import static io.boreas.core.job.ScheduleStatus.RUNNING;
import static io.boreas.core.job.ScheduleStatus.STARTING;
import static io.boreas.core.job.ScheduleStatus.THROTTLED;

import io.boreas.core.job.TaskPoint.Absent;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which state of a run may follow which, and what else happens then. Source: Aurora's {@code TaskStateMachine} with its
 * partition-aware states.
 */
public final class TaskTransitions {
    private static final Verdict SAVED = allowed(Action.SAVE);

    private TaskTransitions() {}

    /** What a change of state entails, in the order in which it is done. */
    public enum Action {
        /** The instance has one failure more. */
        COUNT_FAILURE,
        /** The new state is recorded. */
        SAVE,
        /** The instance gets a new run. */
        RESCHEDULE,
        /** The run is LOST at once: nobody can tell when its agent will obey. */
        MARK_LOST,
        /** Its agent is told to stop it. */
        KILL,
        /** No trace of it is kept. */
        DELETE
    }

    /**
     * What the rules need to know of a run.
     *
     * @param maxTaskFailures as {@link JobSpec#maxTaskFailures()}
     * @param failures failed runs of the instance before the change
     * @param killRequested whether it ever was KILLING
     */
    public record Facts(boolean service, int maxTaskFailures, int failures, boolean killRequested) {
        private boolean isTriedAgainAfterFailure() {
            return service || maxTaskFailures == -1 || failures < maxTaskFailures - 1;
        }
    }

    /** Whether a change of state may happen. */
    public sealed interface Verdict {
        /** It may, and entails these actions, in their order. */
        record Allowed(List<Action> actions) implements Verdict {
            public Allowed {
                actions = List.copyOf(actions);
            }

            public boolean entails(Action action) {
                return actions.contains(action);
            }
        }

        /** The run is there already. */
        record Noop() implements Verdict {}

        /** It may not; and if {@code kill}, then whoever claims it shows a run that should not be, and is to stop it. */
        record Illegal(boolean kill) implements Verdict {}
    }

    /** Whether a run may change from one point to another. */
    public static Verdict of(TaskPoint from, TaskPoint to, Facts facts) {
        if (from == to) {
            return new Verdict.Noop();
        }
        return switch (from) {
            case Absent absent -> fromAbsent(absent, to);
            case ScheduleStatus status -> fromStatus(status, to, facts);
        };
    }

    // Kinds of points are told apart first, and enums by themselves: a switch that mixes both looks constants up by
    // name at each
    // call, and this is asked several times for each change of a task.

    private static Verdict fromAbsent(Absent from, TaskPoint to) {
        return switch (from) {
            case INIT -> to == PENDING || to == THROTTLED ? SAVED : new Verdict.Illegal(false);
            case DELETED -> illegal(to);
        };
    }

    private static Verdict fromStatus(ScheduleStatus from, TaskPoint to, Facts facts) {
        return switch (from) {
            case PENDING -> fromWaiting(to, ASSIGNED);
            case THROTTLED -> fromWaiting(to, PENDING);
            case ASSIGNED -> fromAssigned(to, facts);
            case STARTING -> to == RUNNING || to == PARTITIONED ? SAVED : fromPlaced(to, facts);
            case RUNNING -> to == PARTITIONED ? SAVED : fromPlaced(to, facts);
            case PREEMPTING, RESTARTING, DRAINING -> fromReplaced(to);
            case KILLING -> fromKilling(to);
            case PARTITIONED -> fromPartitioned(to, facts);
            case FINISHED, FAILED, KILLED, LOST -> to == Absent.DELETED ? allowed(Action.DELETE) : illegal(to);
        };
    }

    /** What never had a place vanishes when it is stopped. */
    private static Verdict fromWaiting(TaskPoint to, ScheduleStatus next) {
        if (to == KILLING) {
            return allowed(Action.DELETE);
        }
        return to == next ? SAVED : new Verdict.Illegal(false);
    }

    private static Verdict fromAssigned(TaskPoint to, Facts facts) {
        if (to == STARTING || to == RUNNING) {
            return SAVED;
        }
        return to == LOST ? allowed(Action.SAVE, Action.RESCHEDULE, Action.KILL) : fromPlaced(to, facts);
    }

    /** What ASSIGNED, STARTING and RUNNING have in common. */
    private static Verdict fromPlaced(TaskPoint to, Facts facts) {
        return switch (to) {
            case ScheduleStatus status ->
                switch (status) {
                    case FINISHED -> facts.service() ? allowed(Action.SAVE, Action.RESCHEDULE) : SAVED;
                    case FAILED -> failed(facts);
                    case PREEMPTING, RESTARTING, DRAINING, KILLING -> allowed(Action.SAVE, Action.KILL);
                    case KILLED, LOST -> allowed(Action.SAVE, Action.RESCHEDULE);
                    case THROTTLED, PENDING, ASSIGNED, STARTING, RUNNING, PARTITIONED -> new Verdict.Illegal(false);
                };
            case Absent absent -> new Verdict.Illegal(false);
        };
    }

    /** A run that is stopped and replaced: however it ends, a new one follows. */
    private static Verdict fromReplaced(TaskPoint to) {
        return switch (to) {
            case ScheduleStatus.FINISHED, ScheduleStatus.FAILED, ScheduleStatus.KILLED ->
                allowed(Action.SAVE, Action.RESCHEDULE);
            case ScheduleStatus.LOST -> allowed(Action.SAVE, Action.RESCHEDULE, Action.KILL);
            case ScheduleStatus.PARTITIONED -> allowed(Action.SAVE, Action.MARK_LOST);
            case ScheduleStatus.KILLING -> SAVED;
            case ScheduleStatus other -> illegal(other);
            case Absent absent -> new Verdict.Illegal(false);
        };
    }

    private static Verdict fromKilling(TaskPoint to) {
        return switch (to) {
            case ScheduleStatus.FINISHED, ScheduleStatus.FAILED, ScheduleStatus.KILLED, ScheduleStatus.LOST -> SAVED;
            case ScheduleStatus.PARTITIONED -> allowed(Action.SAVE, Action.MARK_LOST);
            case ScheduleStatus other -> illegal(other);
            case Absent.DELETED -> allowed(Action.DELETE);
            case Absent.INIT -> new Verdict.Illegal(false);
        };
    }

    private static Verdict fromPartitioned(TaskPoint to, Facts facts) {
        return switch (to) {
            case ScheduleStatus.RUNNING, ScheduleStatus.ASSIGNED, ScheduleStatus.STARTING, ScheduleStatus.FINISHED ->
                SAVED;
            case ScheduleStatus.FAILED -> failed(facts);
            case ScheduleStatus.LOST ->
                facts.killRequested()
                        ? allowed(Action.SAVE, Action.KILL)
                        : allowed(Action.SAVE, Action.RESCHEDULE, Action.KILL);
            case ScheduleStatus.KILLING,
                    ScheduleStatus.RESTARTING,
                    ScheduleStatus.DRAINING,
                    ScheduleStatus.PREEMPTING -> allowed(Action.SAVE, Action.MARK_LOST);
            case ScheduleStatus.KILLED, ScheduleStatus.PENDING, ScheduleStatus.THROTTLED, ScheduleStatus.PARTITIONED ->
                new Verdict.Illegal(false);
            case Absent absent -> new Verdict.Illegal(false);
        };
    }

    private static Verdict failed(Facts facts) {
        return facts.isTriedAgainAfterFailure()
                ? allowed(Action.COUNT_FAILURE, Action.SAVE, Action.RESCHEDULE)
                : allowed(Action.COUNT_FAILURE, Action.SAVE);
    }

    /** A claim to be alive, of a run that should not be, is answered with a kill. */
    private static Verdict illegal(TaskPoint to) {
        return new Verdict.Illegal(to == ASSIGNED || to == STARTING || to == RUNNING);
    }

    private static Verdict allowed(Action... actions) {
        return new Verdict.Allowed(Stream.of(actions).sorted().toList());
    }
}
