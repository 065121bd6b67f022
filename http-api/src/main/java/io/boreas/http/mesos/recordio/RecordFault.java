package io.boreas.http.mesos.recordio;

/** A stream that is not RecordIO, or has a record that is too long. */
public final class RecordFault extends Exception {
    private static final long serialVersionUID = 1;

    RecordFault(String message) {
        super(message);
    }
}
