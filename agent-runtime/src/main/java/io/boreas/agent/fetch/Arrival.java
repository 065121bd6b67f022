package io.boreas.agent.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * What has come of one artifact so far: bytes in a file, and their digest. Its bounds, in bytes and in time, hold over all tries. The file is
 * opened once: whoever may write to the folder it is in cannot have what comes later written elsewhere. Used by one thread.
 */
final class Arrival {
    private static final int BUFFER_BYTES = 128 * 1_024;

    private final FileChannel file;
    private final long bytesMax;
    private final FetchSettings settings;
    private final Download.Progress progress;
    private final MessageDigest digest = sha256();
    private final long began = System.nanoTime();
    private long bytes;
    private long total = -1;

    /** @param bytesMax how many it may have */
    Arrival(FileChannel file, long bytesMax, FetchSettings settings, Download.Progress progress) {
        this.file = file;
        this.bytesMax = bytesMax;
        this.settings = settings;
        this.progress = progress;
    }

    /** How many have come. */
    long bytes() {
        return bytes;
    }

    /** The same for people, with how many there are to be if that is known. */
    String came() {
        return bytes + (total < 0 ? "" : " of its " + total) + " bytes came";
    }

    /** What has come is of no use. */
    void anew() throws IOException {
        file.truncate(0);
        file.position(0);
        digest.reset();
        bytes = 0;
    }

    /**
     * Adds what a stream has to what has come, and closes the stream.
     *
     * @param end how many there are to be then; -1 if nobody knows
     * @param total how many the artifact has; -1 if nobody knows
     * @throws FetchException if there are others, or it takes too long
     */
    void add(InputStream from, long end, long total) throws FetchException, IOException, InterruptedException {
        this.total = total;
        try (var in = from) {
            if (total > bytesMax) {
                throw new FetchException("it has " + total + " bytes, and may have " + bytesMax);
            }
            copy(in, end, total);
        }
        if (total >= 0 && bytes < total) {
            throw new FetchException.BrokenOff("only " + bytes + " of its " + total + " bytes came");
        }
    }

    private void copy(InputStream in, long end, long total) throws FetchException, IOException, InterruptedException {
        var buffer = new byte[BUFFER_BYTES];
        try (var watch = new StallWatch(in, settings.stallTimeout())) {
            for (int got = watch.read(buffer); got >= 0; got = watch.read(buffer)) {
                if (bytes + got > bytesMax) {
                    throw new FetchException("it has more than the " + bytesMax + " bytes it may have");
                }
                if (end >= 0 && bytes + got > end) {
                    throw new FetchException("more than the " + end + " bytes came that were to come");
                }
                if (isLate(Duration.ZERO)) {
                    throw new FetchException("it did not come within " + Download.text(settings.timeout()));
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                write(buffer, got);
                progress.at(bytes, total);
            }
        }
    }

    private void write(byte[] buffer, int length) throws IOException {
        for (var rest = ByteBuffer.wrap(buffer, 0, length); rest.hasRemaining(); ) {
            file.write(rest);
        }
        digest.update(buffer, 0, length);
        bytes += length;
    }

    /** Whether the time that it may take at all is over, so much later than now. */
    boolean isLate(Duration later) {
        return System.nanoTime() - began + later.toNanos() > settings.timeout().toNanos();
    }

    /** The SHA-256 of what has come in lower-case hexadecimal digits; asking ends it. */
    String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
