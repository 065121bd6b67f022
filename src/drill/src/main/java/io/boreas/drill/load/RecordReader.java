package io.boreas.drill.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads RecordIO: the length of a record in decimal digits, a line feed, the record.
 *
 * <p>Source: Mesos, Scheduler HTTP API, "RecordIO response format".
 */
public final class RecordReader {
    private static final int RECORD_BYTES_MAX = 64 << 20;
    private static final int DIGITS_MAX = 10;

    private final InputStream stream;

    public RecordReader(InputStream stream) {
        this.stream = stream;
    }

    /**
     * The next record; empty if the stream ended after the last one.
     *
     * @throws IOException if what is there is no record, or the stream ends within one
     */
    public Optional<byte[]> next() throws IOException {
        long length = 0;
        for (int digits = 0; ; digits++) {
            int read = stream.read();
            if (read < 0 && digits == 0) {
                return Optional.empty();
            }
            if (read == '\n' && digits > 0) {
                return Optional.of(body((int) length));
            }
            if (read < '0' || read > '9' || digits == DIGITS_MAX) {
                throw new IOException("no length of a record: byte " + read + " after " + digits + " digits");
            }
            length = length * 10 + (read - '0');
            if (length > RECORD_BYTES_MAX) {
                throw new IOException("a record of " + length + " bytes or more, and " + RECORD_BYTES_MAX + " at most");
            }
        }
    }

    private byte[] body(int length) throws IOException {
        var body = stream.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the stream ended after " + body.length + " of " + length + " bytes of a record");
        }
        return body;
    }
}
