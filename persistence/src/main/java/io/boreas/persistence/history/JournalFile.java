package io.boreas.persistence.history;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.boreas.persistence.proto.JournalExport.ExportEnd;
import io.boreas.persistence.proto.JournalExport.ExportEntry;
import io.boreas.persistence.proto.JournalExport.ExportHead;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The file of an export: verified, and brought into a store. */
public final class JournalFile {
    /** Larger than any record or snapshot that a store takes. */
    private static final int ENTRY_BYTES_MAX = 300 << 20;

    private static final int HEAD_BYTES_MAX = 64 << 10;
    private static final int BUFFER = 1 << 16;
    private static final int RECORDS_AT_ONCE = 500;
    private static final int BYTES_AT_ONCE = 1 << 20;

    private final Path file;

    public JournalFile(Path file) {
        this.file = file;
    }

    /**
     * What an export says of itself.
     *
     * @param madeAtMillis when, in milliseconds since 1970
     * @param source which journal it was, for people
     * @param groups groups of each kind that the cell has
     */
    public record Head(long madeAtMillis, String source, int groups) {}

    /** Takes the records and snapshots of a file. */
    private interface Entries {
        void record(StoredRecord record);

        void snapshot(StoredSnapshot snapshot);
    }

    private enum Nothing implements Entries {
        NOTHING;

        @Override
        public void record(StoredRecord record) {}

        @Override
        public void snapshot(StoredSnapshot snapshot) {}
    }

    /** The head alone. */
    public Head head() {
        try (var in = open()) {
            return head(in);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * Reads all of it and compares its sum.
     *
     * @throws ExportException if it is not what was written
     */
    public Moved verify() {
        return read(Nothing.NOTHING);
    }

    /**
     * Brings it into an empty store, whose masters do not run. The file is verified before anything is written.
     *
     * @throws ExportException if the store is not empty, or the file is not what was written
     */
    public Moved into(JournalTarget target) {
        if (!target.isEmpty()) {
            throw new ExportException(
                    target.where() + " has a journal already. An import begins a store: take an empty one.");
        }
        verify();
        var writing = new Writing(target);
        var moved = read(writing);
        writing.flush();
        target.finish();
        return moved;
    }

    /** Collects records, for a store takes many at once nearly as fast as one. */
    private static final class Writing implements Entries {
        private final JournalTarget target;
        private final List<StoredRecord> records = new ArrayList<>();
        private long bytes;

        Writing(JournalTarget target) {
            this.target = target;
        }

        @Override
        public void record(StoredRecord record) {
            records.add(record);
            bytes += record.payload().length;
            if (records.size() >= RECORDS_AT_ONCE || bytes >= BYTES_AT_ONCE) {
                flush();
            }
        }

        @Override
        public void snapshot(StoredSnapshot snapshot) {
            flush();
            target.save(snapshot);
        }

        void flush() {
            if (!records.isEmpty()) {
                target.append(List.copyOf(records));
                records.clear();
                bytes = 0;
            }
        }
    }

    private InputStream open() throws IOException {
        return new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER), BUFFER);
    }

    private ExportException unreadable(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> new ExportException("there is no file " + file, e);
            case EOFException cut ->
                new ExportException(
                        file + " ends in the middle: it was not written to its end, or was cut. Export again.", e);
            case ZipException other ->
                new ExportException(file + " is no export of a journal, or is damaged: " + e.getMessage(), e);
            case InvalidProtocolBufferException other ->
                new ExportException(file + " is no export of a journal, or is damaged: " + e.getMessage(), e);
            default -> new ExportException(file + " cannot be read: " + e, e);
        };
    }

    private Head head(InputStream in) throws IOException {
        var head = ExportHead.parseFrom(delimited(in, HEAD_BYTES_MAX));
        if (!head.getMagic().equals(JournalExporter.MAGIC)) {
            throw new ExportException(file + " is no export of a journal");
        }
        if (head.getVersion() != JournalExporter.VERSION) {
            throw new ExportException(file + " has the format " + head.getVersion() + ", this program knows "
                    + JournalExporter.VERSION + ": use the version of it that wrote the file, or a later one");
        }
        return new Head(head.getMadeAt(), head.getSource(), head.getGroups());
    }

    private Moved read(Entries entries) {
        try (var in = open()) {
            head(in);
            var sum = new EntrySum();
            while (true) {
                var entry = ExportEntry.parseFrom(delimited(in, ENTRY_BYTES_MAX));
                switch (entry.getEntryCase()) {
                    case RECORD -> {
                        sum.add(entry);
                        var record = entry.getRecord();
                        entries.record(new StoredRecord(
                                0,
                                record.getGroup(),
                                record.getSequence(),
                                record.getStoredAt(),
                                record.getSerializer(),
                                record.getManifest(),
                                record.getWriter(),
                                record.getPayload().toByteArray()));
                    }
                    case SNAPSHOT -> {
                        sum.add(entry);
                        var snapshot = entry.getSnapshot();
                        entries.snapshot(new StoredSnapshot(
                                snapshot.getGroup(),
                                snapshot.getSequence(),
                                snapshot.getTakenAt(),
                                snapshot.getSerializer(),
                                snapshot.getManifest(),
                                snapshot.getPayload().toByteArray()));
                    }
                    case END -> {
                        if (in.read() >= 0) {
                            throw new ExportException(file + " goes on behind its end");
                        }
                        return compared(sum.moved(), entry.getEnd());
                    }
                    case ENTRY_NOT_SET ->
                        throw new ExportException(file + " has an entry that this program does not know");
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Moved compared(Moved found, ExportEnd end) {
        var written = new Moved(
                end.getRecords(),
                end.getSnapshots(),
                HexFormat.of().formatHex(end.getSha256().toByteArray()));
        if (!found.equals(written)) {
            throw new ExportException(file + " is not what was written: it has " + found.records() + " records and "
                    + found.snapshots() + " snapshots with the SHA-256 " + found.sha256() + ", and says of itself "
                    + written.records() + ", " + written.snapshots() + " and " + written.sha256()
                    + ". Take another copy, or export again.");
        }
        return found;
    }

    private static byte[] delimited(InputStream in, int max) throws IOException {
        int first = in.read();
        if (first < 0) {
            throw new EOFException("no further entry");
        }
        int length = CodedInputStream.readRawVarint32(first, in);
        if (length < 0 || length > max) {
            throw new InvalidProtocolBufferException("an entry of " + length + " bytes");
        }
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("an entry of " + length + " bytes ends after " + bytes.length);
        }
        return bytes;
    }
}
