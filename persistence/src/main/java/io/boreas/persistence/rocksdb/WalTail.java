package io.boreas.persistence.rocksdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a torn tail of the write-ahead log from damage, and cuts the torn tail off.
 *
 * <p>Every batch is one log record, and it is synced before the next one is written. So at a crash only the last
 * record can be incomplete, in whatever shape the disk left it: short, full of zeros, or with a hole inside. No one was
 * told that it was stored, and it is cut. A bad record with the <em>start</em> of a good one behind it had been synced:
 * that is damage to acknowledged data, and it is refused. RocksDB's own recovery modes cannot make this difference:
 * one silently drops everything behind the first bad record, the other refuses a hole that a power cut left in the last.
 *
 * <p>The format: blocks of 32 KiB; a fragment is a masked CRC-32C (4 bytes), a length (2), a type (1), and the data; all
 * little-endian; a record is one FULL fragment, or FIRST, MIDDLE…, LAST.
 *
 * @see <a href="https://github.com/facebook/rocksdb/wiki/Write-Ahead-Log-File-Format">Write Ahead Log File Format</a>
 */
final class WalTail {
    private static final Logger LOG = LoggerFactory.getLogger(WalTail.class);

    private static final int BLOCK = 32 * 1024;
    private static final int HEADER = 7;
    private static final int FULL = 1;
    private static final int FIRST = 2;
    private static final int LAST = 4;
    private static final int CRC_MASK = 0xa282ead8;

    /** Where the cut bytes go, for whoever wants to look at them; only the last cut is kept. */
    static final String CUT_FILE = "torn-tail.bin";

    /**
     * What one log file holds.
     *
     * @param goodEnd offset behind the last whole record
     * @param firstBad offset of the first fragment that is not whole, or -1
     * @param recordBehindBad whether a good record starts behind it
     */
    record Scan(long goodEnd, long firstBad, boolean recordBehindBad) {
        boolean empty() {
            return goodEnd == 0 && firstBad < 0;
        }
    }

    private WalTail() {}

    /**
     * Makes the newest log end with a whole record.
     *
     * @throws StoreException.Damaged if a record that was synced is bad
     */
    static void mend(Path directory) throws IOException {
        for (Path log : newestFirst(directory)) {
            var scan = checked(directory, log);
            if (Files.size(log) > scan.goodEnd()) {
                cut(log, scan.goodEnd());
            }
            if (!scan.empty()) {
                return;
            }
        }
    }

    /**
     * Whether the newest log ends with a record that is not whole. Changes nothing.
     *
     * @throws StoreException.Damaged if a record that was synced is bad
     */
    static boolean isTorn(Path directory) throws IOException {
        for (Path log : newestFirst(directory)) {
            var scan = checked(directory, log);
            if (Files.size(log) > scan.goodEnd()) {
                return true;
            }
            if (!scan.empty()) {
                return false;
            }
        }
        return false;
    }

    private static Scan checked(Path directory, Path log) throws IOException {
        var scan = scan(log);
        if (scan.recordBehindBad()) {
            throw new StoreException.Damaged(
                    directory,
                    log.getFileName() + " has a bad record at byte " + scan.firstBad() + " with good ones behind it");
        }
        return scan;
    }

    static List<Path> newestFirst(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d+\\.log"))
                    .sorted(Comparator.comparingLong((Path file) ->
                                    Long.parseLong(file.getFileName().toString().replace(".log", "")))
                            .reversed())
                    .toList();
        }
    }

    static Scan scan(Path log) throws IOException {
        long goodEnd = 0;
        long firstBad = -1;
        try (var channel = FileChannel.open(log, StandardOpenOption.READ)) {
            byte[] bytes = new byte[BLOCK];
            var block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            var crc = new CRC32C();
            for (long start = 0; fill(channel, block, start); start += BLOCK) {
                int at = 0;
                while (at + HEADER <= block.limit()) {
                    int length = Short.toUnsignedInt(block.getShort(at + 4));
                    int type = block.get(at + 6);
                    int end = at + HEADER + length;
                    boolean good = type != 0
                            && end <= block.limit()
                            && block.getInt(at) == maskedCrc(crc, bytes, at + 6, length + 1);
                    if (good && firstBad >= 0 && (type == FULL || type == FIRST)) {
                        return new Scan(goodEnd, firstBad, true);
                    }
                    if (good && firstBad < 0 && (type == FULL || type == LAST)) {
                        goodEnd = start + end;
                    }
                    if (!good && firstBad < 0) {
                        firstBad = start + at;
                    }
                    // A bad fragment's length may still be true; if it is not, the next block starts afresh.
                    at = end;
                }
            }
        }
        return new Scan(goodEnd, firstBad, false);
    }

    private static boolean fill(FileChannel channel, ByteBuffer block, long start) throws IOException {
        block.clear();
        while (block.hasRemaining()) {
            if (channel.read(block, start + block.position()) < 0) {
                break;
            }
        }
        block.flip();
        return block.limit() > 0;
    }

    private static int maskedCrc(CRC32C crc, byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        int value = (int) crc.getValue();
        return ((value >>> 15) | (value << 17)) + CRC_MASK;
    }

    private static void cut(Path log, long goodEnd) throws IOException {
        try (var channel = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long cutBytes = channel.size() - goodEnd;
            try (var copy = FileChannel.open(
                    log.resolveSibling(CUT_FILE),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE)) {
                channel.transferTo(goodEnd, cutBytes, copy);
            }
            channel.truncate(goodEnd);
            channel.force(true);
            LOG.warn(
                    "{}: cut an unfinished write of {} bytes that was never acknowledged; kept as {}",
                    log,
                    cutBytes,
                    CUT_FILE);
        }
    }
}
