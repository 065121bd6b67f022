package io.boreas.persistence.history;

import io.boreas.persistence.proto.JournalExport;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The sum over the entries of an export, in their order. Not thread-safe. */
final class EntrySum {
    private final MessageDigest digest;
    private long records;
    private long snapshots;

    EntrySum() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    void add(JournalExport.ExportEntry entry) {
        digest.update(entry.toByteArray());
        if (entry.hasRecord()) {
            records++;
        } else {
            snapshots++;
        }
    }

    /** The result; nothing can be added afterwards. */
    Moved moved() {
        return new Moved(records, snapshots, HexFormat.of().formatHex(digest.digest()));
    }
}
