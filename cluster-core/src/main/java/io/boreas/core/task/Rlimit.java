package io.boreas.core.task;

import java.util.List;

/**
 * A limit of each single process, as the kernel counts it: in bytes, seconds, files and so on. Source: {@code setrlimit(2)}.
 *
 * @param soft what is in force, which a process may raise up to the other; {@link #UNLIMITED} for none
 * @param hard what nobody raises but root; {@link #UNLIMITED} for none
 */
public record Rlimit(long soft, long hard) {
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** What can be limited, as {@code prlimit} calls it. */
    public static final List<String> NAMES = List.of(
            "as",
            "core",
            "cpu",
            "data",
            "fsize",
            "locks",
            "memlock",
            "msgqueue",
            "nice",
            "nofile",
            "nproc",
            "rss",
            "rtprio",
            "rttime",
            "sigpending",
            "stack");

    /** How one of the two is written: a number or {@code unlimited}. */
    public static String text(long limit) {
        return limit == UNLIMITED ? "unlimited" : Long.toString(limit);
    }
}
