package io.boreas.core.task;

/**
 * How much of a process's output is kept: each of stdout and stderr has the current file and {@code backups} older ones.
 * Source: Thermos's {@code RotatePolicy}, whose defaults these are.
 *
 * @param fileBytesMax size at which a file is rotated, 4 KiB to 10 GiB
 * @param backups older files kept, 0 to 100
 */
public record LogPolicy(long fileBytesMax, int backups) {
    public static final LogPolicy DEFAULT = new LogPolicy(100L * 1024 * 1024, 5);
}
