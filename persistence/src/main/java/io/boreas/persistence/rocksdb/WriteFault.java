package io.boreas.persistence.rocksdb;

import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Says in few words what is wrong with the disk. */
final class WriteFault {
    private WriteFault() {}

    static String of(RocksDBException e) {
        var status = e.getStatus();
        if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
            return "disk full";
        }
        return of(String.valueOf(e.getMessage()));
    }

    static String of(String message) {
        if (message.contains("No space left")) {
            return "disk full";
        }
        if (message.contains("quota exceeded")) {
            return "disk quota exceeded";
        }
        if (message.contains("Read-only file system")) {
            return "file system is read-only";
        }
        if (message.contains("Input/output error")) {
            return "disk error (" + message + ")";
        }
        return message;
    }
}
