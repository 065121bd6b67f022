package io.boreas.core.agent;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The names frameworks' tasks have in the cell. A framework's task ids are its own, and it may use one again once that
 * ended. In the cell, and on agents, each run has a name that is never used again, {@code task@framework@moment}: what is
 * said late of one run never meets the next.
 */
public final class TaskKeys {
    /** Room for a moment, in milliseconds to the base of 36. */
    private static final int MOMENT_LENGTH_MAX = 14;

    private TaskKeys() {}

    /** What all runs of a framework's task have in common. Different tasks differ; what would be too long is hashed. */
    public static TaskId of(FrameworkId framework, TaskId task) {
        // The last @ divides the two, for the framework's part has none of its own.
        var name = task + "@" + escaped(framework);
        return new TaskId(name.length() <= TaskId.LENGTH_MAX - MOMENT_LENGTH_MAX ? name : digest(name) + "@~");
    }

    /** The name of the run launched at that moment. */
    public static TaskId run(FrameworkId framework, TaskId task, Instant launchedAt) {
        return new TaskId(of(framework, task) + "@" + Long.toString(launchedAt.toEpochMilli(), 36));
    }

    /** What the run has in common with the other runs of its task; a name that is none of a framework's is its own. */
    public static TaskId base(TaskId run) {
        int end = run.value().lastIndexOf('@');
        return end <= 0 ? run : new TaskId(run.value().substring(0, end));
    }

    /** What the framework calls the task of a run; empty if its name was too long to be kept in that of the run. */
    public static Optional<TaskId> task(FrameworkId framework, TaskId run) {
        var base = base(run).value();
        var end = "@" + escaped(framework);
        return base.endsWith(end) && base.length() > end.length()
                ? Optional.of(new TaskId(base.substring(0, base.length() - end.length())))
                : Optional.empty();
    }

    private static String escaped(FrameworkId framework) {
        return framework.value().replace("%", "%25").replace("@", "%40").replace("~", "%7E");
    }

    private static String digest(String name) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
