package io.boreas.launcher.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.boreas.core.machine.Batch;
import io.boreas.persistence.history.BrokenRow;
import io.boreas.persistence.history.JournalDamagedException;
import io.boreas.persistence.history.JournalRow;
import io.boreas.persistence.history.RecordCodec;
import io.boreas.persistence.history.StoredRecord;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints the events of rows that are wanted, a line each. Not thread-safe. */
final class EventList {
    private final JournalFilter.Ready wanted;
    private final long limit;
    private final boolean isJson;
    private final PrintWriter out;
    private final RecordCodec codec = new RecordCodec();
    private long listed;
    private boolean more;

    /**
     * @param limit events at most; 0 for all
     */
    EventList(JournalFilter.Ready wanted, long limit, boolean isJson, PrintWriter out) {
        this.wanted = wanted;
        this.limit = limit;
        this.isJson = isJson;
        this.out = out;
    }

    void head() {
        if (!isJson) {
            out.println(row("ID", "TIME", "GROUP", "KIND", "PRINCIPAL", "OF", "WHAT"));
        }
    }

    /** Whether there was an event beyond the limit. */
    boolean isMore() {
        return more;
    }

    /** Whether as many were printed as may be. */
    boolean isFull() {
        return limit > 0 && listed >= limit;
    }

    /** Prints what is wanted of a row; whether there may be more. */
    boolean take(JournalRow row) {
        if (!wanted.passesGroup(row.group())) {
            return true;
        }
        return switch (row) {
            case BrokenRow broken -> {
                unreadable(broken, broken.why());
                yield true;
            }
            case StoredRecord record -> !wanted.isLateEnough(record.storedAtMillis()) || take(record);
        };
    }

    private boolean take(StoredRecord record) {
        Batch<?, ?> batch;
        try {
            batch = codec.batch(record);
        } catch (JournalDamagedException e) {
            unreadable(record, String.valueOf(e.getMessage()));
            return true;
        }
        if (!wanted.passesTime(batch.at())) {
            return true;
        }
        for (var event : JournalEvent.of(record, batch)) {
            if (!wanted.passes(event)) {
                continue;
            }
            if (isFull()) {
                more = true;
                return false;
            }
            listed++;
            print(event);
        }
        return true;
    }

    private void print(JournalEvent event) {
        out.println(
                isJson
                        ? JournalText.line(event.json())
                        : row(
                                event.id(),
                                event.at().toString(),
                                event.group(),
                                event.kind(),
                                event.recorded().cause().principal(),
                                event.aggregate(),
                                event.brief()));
    }

    private void unreadable(JournalRow row, String why) {
        if (isJson) {
            var node = JsonNodeFactory.instance.objectNode();
            node.put("position", row.position());
            node.put("group", row.group());
            node.put("sequence", row.sequence());
            node.put("unreadable", why);
            out.println(JournalText.line(node));
        } else {
            out.println(row(Long.toString(row.position()), "-", row.group(), "UNREADABLE", "-", "-", why));
        }
    }

    private static String row(
            String id, String time, String group, String kind, String principal, String of, String what) {
        return JournalText.printable(String.format(
                        Locale.ROOT,
                        "%-10s  %-24s  %-12s  %-26s  %-12s  %-30s  %s",
                        id,
                        time,
                        group,
                        kind,
                        principal,
                        of,
                        what))
                .stripTrailing();
    }
}
