package io.boreas.http.mesos.operator;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what happens elsewhere. */
final class Watch {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Watch() {}

    static void until(String what, BooleanSupplier happened) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("after " + LIMIT + " still not: " + what);
            }
            Thread.sleep(5);
        }
    }
}
