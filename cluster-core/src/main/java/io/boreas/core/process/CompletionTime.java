package io.boreas.core.process;

import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * How long a task may take, from when its first process started: what it waited for before, such as an image, does not count.
 *
 * <p>A task that was done in time has been, however late that is seen; one that was not has failed, also if it ended by itself
 * while nobody looked. Source: Mesos, {@code TaskInfo.max_completion_time}, which its executors count from there too.
 */
record CompletionTime(Duration max) {

    /** When it is over; the end of time while nothing has started. */
    Instant end(Progress progress) {
        return progress.processes().stream()
                .map(ProcessRecord::begun)
                .min(Comparator.naturalOrder())
                .filter(begun -> begun.isBefore(Instant.MAX))
                .map(begun -> begun.plus(max))
                .orElse(Instant.MAX);
    }

    /**
     * How the task ends if its time is over.
     *
     * @param doneAt when all that the task is for was done; now, while it is not
     */
    Optional<Outcome> exceeded(Progress progress, Instant doneAt) {
        return doneAt.isBefore(end(progress))
                ? Optional.empty()
                : Optional.of(new Outcome(
                        TaskState.FAILED,
                        TaskReason.MAX_COMPLETION_TIME_REACHED,
                        "Maximum completion time of " + seconds(max) + " reached"));
    }

    private static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toNanos(), 9).stripTrailingZeros().toPlainString() + " s";
    }
}
