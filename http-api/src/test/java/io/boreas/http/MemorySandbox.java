package io.boreas.http;

import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionStep;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Files and logs of a task, in memory. Logs may have lost their beginning, as after rotation. */
final class MemorySandbox {
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, byte[]> logs = new TreeMap<>();
    private long rotatedAway;
    private Optional<Sessions> sessions = Optional.empty();

    /** What runs commands in it. */
    @FunctionalInterface
    interface Sessions {
        SessionAnswer answer(String session, SessionStep step);
    }

    synchronized void enter(Sessions those) {
        sessions = Optional.of(those);
    }

    /** A step of a session may take its time: it is not to keep others from the sandbox. */
    SandboxAnswer answer(SandboxQuery.InSession query) {
        Optional<Sessions> those;
        synchronized (this) {
            those = sessions;
        }
        return those.<SandboxAnswer>map(
                        there -> new SandboxAnswer.OfSession(there.answer(query.session(), query.step())))
                .orElse(new SandboxAnswer.Failed(SandboxAnswer.Why.NOT_FOUND, "nothing runs in this memory"));
    }

    synchronized void file(String path, byte[] data) {
        files.put(path, data);
    }

    synchronized void write(String process, SandboxQuery.Stream stream, String text) {
        var more = text.getBytes(StandardCharsets.UTF_8);
        logs.merge(process + "/" + stream, more, (before, after) -> {
            var both = Arrays.copyOf(before, before.length + after.length);
            System.arraycopy(after, 0, both, before.length, after.length);
            return both;
        });
    }

    synchronized void rotateAway(long bytes) {
        rotatedAway = bytes;
    }

    synchronized SandboxAnswer answer(SandboxQuery query) {
        return switch (query) {
            case SandboxQuery.Browse(var path) -> browse(path);
            case SandboxQuery.Read(var path, long offset, int length) -> {
                var data = files.get(path);
                yield data == null ? missing(path) : part(data, 0, offset, length, "");
            }
            case SandboxQuery.ReadLog(var process, var stream, long offset, int length) -> {
                var name = process.isEmpty() ? "serve" : process;
                var data = logs.get(name + "/" + stream);
                yield data == null ? missing(name) : part(data, rotatedAway, offset, length, name);
            }
            case SandboxQuery.InSession step -> answer(step);
            case SandboxQuery.Look() ->
                new SandboxAnswer.Failed(SandboxAnswer.Why.NOT_FOUND, "nothing runs in this memory");
        };
    }

    private SandboxAnswer browse(String path) {
        if (!path.isEmpty()) {
            return files.containsKey(path)
                    ? new SandboxAnswer.Failed(SandboxAnswer.Why.BAD_PATH, path + " is a file")
                    : missing(path);
        }
        var modified = Instant.parse("2026-01-02T03:04:05Z");
        return new SandboxAnswer.Entries(files.entrySet().stream()
                .map(file -> new SandboxAnswer.Entry(
                        file.getKey(),
                        false,
                        file.getValue().length,
                        "-rw-r--r--",
                        modified,
                        Optional.of(new SandboxAnswer.Ownership(1, "www", "www-data"))))
                .toList());
    }

    private static SandboxAnswer part(byte[] data, long start, long offset, int length, String process) {
        if (offset < 0) {
            return new SandboxAnswer.Data(start, new byte[0], data.length, process);
        }
        int from = (int) Math.min(data.length, Math.max(start, offset));
        int to = (int) Math.min(data.length, (long) from + length);
        return new SandboxAnswer.Data(from, Arrays.copyOfRange(data, from, to), data.length, process);
    }

    private static SandboxAnswer missing(String name) {
        return new SandboxAnswer.Failed(SandboxAnswer.Why.NOT_FOUND, "there is no " + name);
    }
}
