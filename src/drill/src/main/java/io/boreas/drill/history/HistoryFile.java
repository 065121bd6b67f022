package io.boreas.drill.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Histories as lines of JSON, for whoever wants to look at them with other tools. */
public final class HistoryFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HistoryFile() {}

    /**
     * Writes it, in place of what is there.
     *
     * @param start the moment that times count from, by {@link System#nanoTime}
     */
    public static void write(Path file, List<Operation> history, long start) {
        write(file, history.stream().map(operation -> line(operation, start)));
    }

    /** The same for what a framework asked and heard of its tasks. */
    public static void write(Path file, TaskHistory history, long start) {
        write(file, history.notes().stream().map(note -> line(note, start)));
    }

    private static void write(Path file, Stream<ObjectNode> lines) {
        try (var out = Files.newBufferedWriter(file)) {
            for (var line : (Iterable<ObjectNode>) lines::iterator) {
                out.write(JSON.writeValueAsString(line));
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the history cannot be written to " + file, e);
        }
    }

    private static ObjectNode line(TaskNote note, long start) {
        var line = named((Record) note);
        inMicros(line, "nanos", "micros", start);
        inMicros(line, "answeredNanos", "answeredMicros", start);
        return line;
    }

    private static void inMicros(ObjectNode line, String nanos, String micros, long start) {
        if (line.has(nanos)) {
            line.put(micros, (line.path(nanos).asLong() - start) / 1_000);
            line.remove(nanos);
        }
    }

    private static ObjectNode line(Operation operation, long start) {
        var line = JSON.createObjectNode()
                .put("client", operation.client())
                .put("key", operation.key())
                .put("master", operation.master())
                .put("attempts", operation.attempts())
                .put("invokedMicros", (operation.invokedNanos() - start) / 1_000)
                .put("returnedMicros", (operation.returnedNanos() - start) / 1_000);
        line.set("action", named((Record) operation.action()));
        line.set("answer", named((Record) operation.answer()));
        return line;
    }

    private static ObjectNode named(Record part) {
        ObjectNode node = JSON.valueToTree(part);
        return node.put("type", part.getClass().getSimpleName().toLowerCase(Locale.ROOT));
    }
}
