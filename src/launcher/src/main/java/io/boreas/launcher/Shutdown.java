package io.boreas.launcher;

import java.util.concurrent.CountDownLatch;

/** Ends a process of the cell in order when it is told to: Ctrl-C, SIGTERM. */
final class Shutdown {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Shutdown() {}

    /** Runs this once when the process is told to end. */
    static void onSignal(Runnable close) {
        Runtime.getRuntime().addShutdownHook(new Thread(close, "shutdown"));
    }

    /** Waits for the end of the process. */
    static void await() throws InterruptedException {
        NEVER.await();
    }
}
