package io.boreas.persistence.history;

import com.google.protobuf.ByteString;
import io.boreas.persistence.proto.JournalExport.ExportEnd;
import io.boreas.persistence.proto.JournalExport.ExportEntry;
import io.boreas.persistence.proto.JournalExport.ExportHead;
import io.boreas.persistence.proto.JournalExport.ExportRecord;
import io.boreas.persistence.proto.JournalExport.ExportSnapshot;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a journal to a file: all records in the cell's order, or those up to a moment, then their snapshots, byte for byte as they are stored,
 * then a sum over them. Where records were deleted it begins with the bases. Source of the form: {@code boreas/journal/v1/export.proto}.
 */
public final class JournalExporter {
    static final String MAGIC = "boreas-journal";
    static final int VERSION = 1;

    private static final int BUFFER = 1 << 16;

    private final JournalSource source;
    private final int groups;
    private final Optional<Instant> until;
    private final RecordCodec codec = new RecordCodec();

    /**
     * Of all that is there.
     *
     * @param groups {@code boreas.groups.count} of the cell
     */
    public JournalExporter(JournalSource source, int groups) {
        this(source, groups, Optional.empty());
    }

    /**
     * Of all that is there up to a moment: of each group the records up to the first that was decided later.
     *
     * @param groups as above
     */
    public JournalExporter(JournalSource source, int groups, Optional<Instant> until) {
        this.source = source;
        this.groups = groups;
        this.until = until;
    }

    /** Takes an entry of an export. */
    @FunctionalInterface
    private interface Entries {
        void add(ExportEntry entry) throws IOException;
    }

    /**
     * Writes the file, which must not exist; it is on the disk when this returns.
     *
     * @throws ExportException if the file cannot be written
     * @throws MomentGoneException if what happened until the moment was deleted
     * @throws JournalDamagedException if a row cannot be read; an export leaves nothing out silently
     */
    public Moved writeTo(Path file, Instant now) {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var out =
                    new GZIPOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER), BUFFER) {
                        {
                            def.setLevel(Deflater.BEST_SPEED); // records are small and repeat much: more costs time and
                            // gains little
                        }
                    };
            var moved = write(out, now);
            out.finish();
            out.flush();
            channel.force(true);
            return moved;
        } catch (FileAlreadyExistsException e) {
            throw new ExportException("the file " + file + " exists; name another, or remove it", e);
        } catch (IOException e) {
            throw new ExportException("the file " + file + " cannot be written: " + e, e);
        }
    }

    private Moved write(OutputStream out, Instant now) throws IOException {
        ExportHead.newBuilder()
                .setMagic(MAGIC)
                .setVersion(VERSION)
                .setMadeAt(now.toEpochMilli())
                .setSource(source.where())
                .setGroups(groups)
                .build()
                .writeDelimitedTo(out);
        var moved = each(entry -> entry.writeDelimitedTo(out));
        ExportEntry.newBuilder()
                .setEnd(ExportEnd.newBuilder()
                        .setRecords(moved.records())
                        .setSnapshots(moved.snapshots())
                        .setSha256(ByteString.copyFrom(HexFormat.of().parseHex(moved.sha256()))))
                .build()
                .writeDelimitedTo(out);
        return moved;
    }

    /** What an export of this journal would have, and its sum, without writing it. */
    public Moved sum() {
        try {
            return each(entry -> {});
        } catch (IOException e) {
            throw new IllegalStateException("nothing was written", e);
        }
    }

    /**
     * What of a group is taken: the rest of an interrupted deletion is not, nor what was decided after the moment.
     *
     * @param after the number of the last record that was deleted, or is to be
     * @param to the number of the last that is taken
     */
    private record Part(long after, long to) {
        boolean has(long sequence) {
            return sequence > after && sequence <= to;
        }

        /** A snapshot stands for all records up to its own; the base may be of the last that was deleted. */
        boolean hasSnapshot(long sequence) {
            return sequence >= after && sequence <= to;
        }
    }

    private Map<String, Part> parts() {
        until.ifPresent(new Horizon(source)::require);
        var parts = new TreeMap<String, Part>();
        for (var group : source.groups()) {
            long after = source.deletedTo(group).orElse(0);
            parts.put(
                    group,
                    new Part(
                            after,
                            until.map(moment -> last(group, after, moment)).orElse(Long.MAX_VALUE)));
        }
        return parts;
    }

    /** The record before the first that was decided after a moment; the base's own was not. */
    private long last(String group, long after, Instant moment) {
        long[] last = {after};
        source.rows(group, after + 1, row -> {
            if (!(row instanceof StoredRecord record)) {
                throw new JournalDamagedException(Finding.record(row), "it cannot be read");
            }
            if (codec.batch(record).at().isAfter(moment)) {
                return false;
            }
            last[0] = record.sequence();
            return true;
        });
        return last[0];
    }

    private Moved each(Entries entries) throws IOException {
        var parts = parts();
        var sum = new EntrySum();
        var taken = new TreeMap<String, Long>();
        IOException[] failure = {null};
        source.inOrder(0, row -> {
            var part = parts.get(row.group());
            if (part == null || !part.has(row.sequence())) {
                return true; // or its group began after this did
            }
            var entry = ExportEntry.newBuilder().setRecord(record(row)).build();
            taken.merge(row.group(), 1L, Long::sum);
            sum.add(entry);
            try {
                entries.add(entry);
                return true;
            } catch (IOException e) {
                failure[0] = e;
                return false;
            }
        });
        if (failure[0] != null) {
            throw failure[0];
        }
        for (var group : parts.keySet()) {
            var part = parts.get(group);
            requireAll(group, part, taken.getOrDefault(group, 0L));
            for (var snapshot : source.snapshots(group)) {
                if (!part.hasSnapshot(snapshot.sequence())) {
                    continue;
                }
                var entry =
                        ExportEntry.newBuilder().setSnapshot(snapshot(snapshot)).build();
                sum.add(entry);
                entries.add(entry);
            }
            requireUncut(group, part);
        }
        return sum.moved();
    }

    /** Masters that delete old events meanwhile leave holes. */
    private void requireUncut(String group, Part part) {
        if (source.deletedTo(group).orElse(0) != part.after()) {
            throw new CutMeanwhileException(group);
        }
    }

    /** A record that the order does not name would be left out. */
    private void requireAll(String group, Part part, long taken) {
        long[] there = {0};
        long[] last = {0};
        source.rows(group, part.after() + 1, row -> {
            if (!part.has(row.sequence())) {
                return false;
            }
            there[0] += row.sequence() == last[0] ? 0 : 1; // of two under one number one counts
            last[0] = row.sequence();
            return true;
        });
        if (there[0] > taken) {
            throw new JournalDamagedException(
                    group, "it has " + there[0] + " records, and the cell's order names " + taken + " of them");
        }
    }

    private static ExportRecord record(JournalRow row) {
        return switch (row) {
            case BrokenRow broken -> throw new JournalDamagedException(Finding.record(broken), broken.why());
            case StoredRecord record ->
                ExportRecord.newBuilder()
                        .setGroup(record.group())
                        .setSequence(record.sequence())
                        .setStoredAt(record.storedAtMillis())
                        .setSerializer(record.serializer())
                        .setManifest(record.manifest())
                        .setWriter(record.writer())
                        .setPayload(ByteString.copyFrom(record.payload()))
                        .build();
        };
    }

    private static ExportSnapshot snapshot(SnapshotRow row) {
        return switch (row) {
            case BrokenSnapshot broken -> throw new JournalDamagedException(Finding.snapshot(broken), broken.why());
            case StoredSnapshot snapshot ->
                ExportSnapshot.newBuilder()
                        .setGroup(snapshot.group())
                        .setSequence(snapshot.sequence())
                        .setTakenAt(snapshot.takenAtMillis())
                        .setSerializer(snapshot.serializer())
                        .setManifest(snapshot.manifest())
                        .setPayload(ByteString.copyFrom(snapshot.payload()))
                        .build();
        };
    }
}
