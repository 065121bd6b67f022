package io.boreas.drill.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A history as lines of JSON, for whoever wants to look at it with other tools. */
public final class HistoryFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private HistoryFile() {}

    /**
     * Writes it, in place of what is there.
     *
     * @param start the moment that times count from, by {@link System#nanoTime}
     */
    public static void write(Path file, List<Operation> history, long start) {
        try (var out = Files.newBufferedWriter(file)) {
            for (var operation : history) {
                out.write(JSON.writeValueAsString(line(operation, start)));
                out.write('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the history cannot be written to " + file, e);
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
