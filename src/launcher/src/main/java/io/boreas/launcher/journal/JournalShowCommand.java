package io.boreas.launcher.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.persistence.history.BrokenRow;
import io.boreas.persistence.history.JournalDamagedException;
import io.boreas.persistence.history.JournalRow;
import io.boreas.persistence.history.JournalSource;
import io.boreas.persistence.history.RecordCodec;
import io.boreas.persistence.history.StoredRecord;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code boreas journal show}: one record with all that is in it. */
@Command(
        name = "show",
        description = {
            "Show one record with all that is in it: a record is what one group decided at once, and has one event or many.",
            "It is named by its place in the cell's order, as ls and the stream of events show it, or by its group and number."
        },
        footer = {
            "",
            "Examples: boreas journal show 1742 --work-dir /var/lib/boreas-master",
            "          boreas journal show jobs-3/17 --config master.conf"
        })
final class JournalShowCommand extends JournalVerb {
    private static final Pattern POSITION = Pattern.compile("([0-9]{1,18})(?:\\.[0-9]{1,9})?");
    private static final Pattern NUMBER = Pattern.compile("([a-z]+-[0-9]{1,4})/([0-9]{1,18})");

    @Parameters(paramLabel = "RECORD", description = "Such as 1742, 1742.3 or jobs-3/17.")
    private String name = "";

    @Override
    int run(JournalOptions.Chosen chosen, JournalSource source, PrintWriter out) {
        var row = find(source)
                .orElseThrow(() -> new CliException(
                        Exit.COMMAND_FAILURE,
                        "there is no record " + name + " in " + source.where() + ", whose newest has the position "
                                + source.highest()));
        var node = json(row);
        out.println(isJson() ? JournalText.line(node) : JournalText.pretty(node));
        return Exit.OK.code();
    }

    private Optional<JournalRow> find(JournalSource source) {
        JournalRow[] found = {null};
        var position = POSITION.matcher(name);
        var number = NUMBER.matcher(name);
        if (position.matches()) {
            long at = Long.parseLong(position.group(1));
            source.inOrder(at - 1, row -> {
                found[0] = row.position() == at ? row : null;
                return false;
            });
        } else if (number.matches()) {
            long sequence = Long.parseLong(number.group(2));
            source.rows(number.group(1), sequence, row -> {
                if (row.sequence() == sequence) {
                    found[0] = row;
                }
                return row.sequence() == sequence; // of two under one number the later one counts
            });
        } else {
            throw new CliException(
                    Exit.INVALID_PARAMETER,
                    "a record is named by its position, such as 1742, or by its group and number, such as jobs-3/17; not \""
                            + name + "\"");
        }
        return Optional.ofNullable(found[0]);
    }

    private static ObjectNode json(JournalRow row) {
        var node = JsonNodeFactory.instance.objectNode();
        if (row.position() > 0) {
            node.put("position", row.position());
        }
        node.put("group", row.group());
        node.put("sequence", row.sequence());
        switch (row) {
            case BrokenRow broken -> node.put("unreadable", broken.why());
            case StoredRecord record -> add(record, node);
        }
        return node;
    }

    private static void add(StoredRecord record, ObjectNode node) {
        node.put("storedAt", Instant.ofEpochMilli(record.storedAtMillis()).toString());
        node.put("writer", record.writer());
        node.put("serializer", record.serializer());
        node.put("manifest", record.manifest());
        node.put("bytes", record.payload().length);
        try {
            var batch = new RecordCodec().batch(record);
            node.put("kind", batch.kind().name().toLowerCase(Locale.ROOT));
            node.put("decidedAt", batch.at().toString());
            var events = node.putArray("events");
            for (var told : JournalEvent.of(record, batch)) {
                var event = told.json();
                event.remove(List.of("time", "group", "sequence"));
                if (record.position() == 0) {
                    event.remove("id");
                }
                events.add(event);
            }
        } catch (JournalDamagedException e) {
            node.put("unreadable", e.getMessage());
        }
    }
}
