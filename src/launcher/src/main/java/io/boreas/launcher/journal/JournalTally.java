package io.boreas.launcher.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.persistence.history.BrokenRow;
import io.boreas.persistence.history.BrokenSnapshot;
import io.boreas.persistence.history.GroupName;
import io.boreas.persistence.history.Horizon;
import io.boreas.persistence.history.JournalDamagedException;
import io.boreas.persistence.history.JournalRow;
import io.boreas.persistence.history.JournalSource;
import io.boreas.persistence.history.RecordCodec;
import io.boreas.persistence.history.StoredRecord;
import io.boreas.persistence.history.StoredSnapshot;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** How much of what is in a journal. Not thread-safe. */
final class JournalTally {
    /** Days that are told one by one. */
    private static final int DAYS_MAX = 400;

    private final RecordCodec codec = new RecordCodec();
    private final TreeMap<String, Part> parts = new TreeMap<>();
    private final TreeMap<String, Long> kinds = new TreeMap<>();
    private final TreeMap<Instant, Long> days = new TreeMap<>();
    private final Part all = new Part();
    private Instant first = Instant.MAX;
    private Instant last = Instant.MIN;
    private long unreadable;
    private long cutGroups;
    private Optional<Instant> earliest = Optional.empty();

    /** What groups of one kind have. */
    private static final class Part {
        private int groups;
        private long records;
        private long events;
        private long bytes;
        private long snapshots;
        private long snapshotBytes;

        ObjectNode json() {
            var node = JsonNodeFactory.instance.objectNode();
            node.put("groups", groups);
            node.put("records", records);
            node.put("events", events);
            node.put("bytes", bytes);
            node.put("snapshots", snapshots);
            node.put("snapshotBytes", snapshotBytes);
            return node;
        }

        void add(Part other) {
            groups += other.groups;
            records += other.records;
            events += other.events;
            bytes += other.bytes;
            snapshots += other.snapshots;
            snapshotBytes += other.snapshotBytes;
        }
    }

    static JournalTally of(JournalSource source) {
        var tally = new JournalTally();
        for (var group : source.groups()) {
            var kind = GroupName.parse(group)
                    .map(name -> name.kind().name().toLowerCase(Locale.ROOT))
                    .orElse("unknown");
            var part = tally.parts.computeIfAbsent(kind, any -> new Part());
            part.groups++;
            source.rows(group, 1, row -> tally.take(part, row));
            for (var snapshot : source.snapshots(group)) {
                switch (snapshot) {
                    case StoredSnapshot stored -> {
                        part.snapshots++;
                        part.snapshotBytes += stored.payload().length;
                    }
                    case BrokenSnapshot broken -> tally.unreadable++;
                }
            }
        }
        tally.parts.values().forEach(tally.all::add);
        var horizon = new Horizon(source);
        tally.cutGroups = horizon.groups();
        try {
            tally.earliest = horizon.earliest();
        } catch (JournalDamagedException e) {
            tally.unreadable++;
        }
        return tally;
    }

    private boolean take(Part part, JournalRow row) {
        part.records++;
        switch (row) {
            case BrokenRow broken -> unreadable++;
            case StoredRecord record -> {
                part.bytes += record.payload().length;
                try {
                    take(part, record);
                } catch (JournalDamagedException e) {
                    unreadable++;
                }
            }
        }
        return true;
    }

    private void take(Part part, StoredRecord record) {
        var batch = codec.batch(record);
        int events = batch.events().size();
        part.events += events;
        for (var event : JournalEvent.of(record, batch)) {
            kinds.merge(event.kind(), 1L, Long::sum);
        }
        first = batch.at().isBefore(first) ? batch.at() : first;
        last = batch.at().isAfter(last) ? batch.at() : last;
        days.merge(batch.at().truncatedTo(ChronoUnit.DAYS), (long) events, Long::sum);
    }

    /** Over less than an hour a rate says nothing. */
    private OptionalLong eventsPerDay() {
        if (first.equals(Instant.MAX) || Duration.between(first, last).compareTo(Duration.ofHours(1)) < 0) {
            return OptionalLong.empty();
        }
        double days = Duration.between(first, last).toMillis()
                / (double) Duration.ofDays(1).toMillis();
        return OptionalLong.of(Math.round(all.events / days));
    }

    ObjectNode json(String where, long highest) {
        var node = all.json();
        node.put("journal", where);
        node.put("newestPosition", highest);
        node.put("unreadable", unreadable);
        node.put("cutGroups", cutGroups);
        earliest.ifPresent(moment -> node.put("earliest", moment.toString()));
        if (!first.equals(Instant.MAX)) {
            node.put("first", first.toString());
            node.put("last", last.toString());
            eventsPerDay().ifPresent(rate -> node.put("eventsPerDay", rate));
        }
        var byKind = node.putObject("groupKinds");
        parts.forEach((kind, part) -> byKind.set(kind, part.json()));
        var byEvent = node.putObject("eventKinds");
        kinds.forEach(byEvent::put);
        var byDay = node.putObject("days");
        days.forEach((day, events) -> byDay.put(day.toString().substring(0, 10), events));
        return node;
    }

    void print(String where, long highest, PrintWriter out) {
        out.println(where);
        if (!first.equals(Instant.MAX)) {
            var rate = eventsPerDay();
            out.println("from " + first + " to " + last
                    + (rate.isPresent() ? ", " + rate.getAsLong() + " events a day" : ""));
        }
        out.println("newest position " + highest + (unreadable > 0 ? ", UNREADABLE: " + unreadable : ""));
        earliest.ifPresent(moment -> out.println("events were deleted: the cell can be shown from " + moment + " on; "
                + cutGroups + (cutGroups == 1 ? " group begins" : " groups begin") + " with a snapshot"));
        out.println();
        var form = "%-10s %7s %10s %11s %11s %10s %11s";
        out.println(String.format(
                Locale.ROOT, form, "OF", "GROUPS", "RECORDS", "EVENTS", "BYTES", "SNAPSHOTS", "THEIR BYTES"));
        parts.forEach((kind, part) -> out.println(line(form, kind, part)));
        out.println(line(form, "all", all));
        out.println();
        printCounts("EVENT", kinds, out);
        out.println();
        var newest = new TreeMap<String, Long>();
        days.descendingMap().entrySet().stream()
                .limit(DAYS_MAX)
                .forEach(day -> newest.put(day.getKey().toString().substring(0, 10), day.getValue()));
        printCounts("DAY (UTC)", newest, out);
    }

    private static void printCounts(String head, Map<String, Long> counts, PrintWriter out) {
        out.println(String.format(Locale.ROOT, "%-34s %11s", head, "EVENTS"));
        counts.forEach((name, count) -> out.println(String.format(Locale.ROOT, "%-34s %11d", name, count)));
    }

    private static String line(String form, String kind, Part part) {
        return String.format(
                Locale.ROOT,
                form,
                kind,
                part.groups,
                part.records,
                part.events,
                JournalText.bytes(part.bytes),
                part.snapshots,
                JournalText.bytes(part.snapshotBytes));
    }
}
