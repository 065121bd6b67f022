package io.boreas.http.mesos.wire;

/** Whether this process can serve now. */
public sealed interface Standing {
    record Serving() implements Standing {}

    /** Another master leads. */
    record LedBy(String hostname, int port) implements Standing {}

    /** No master is known to lead. */
    record Leaderless() implements Standing {}

    /**
     * It cannot serve yet.
     *
     * @param what such as "Master has not finished recovery"
     */
    record Recovering(String what) implements Standing {}

    /** It serves only those who come back: an agent whose executors subscribe again. */
    record Reconnecting(String what) implements Standing {}
}
