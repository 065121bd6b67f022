package io.boreas.launcher.process;

import java.util.concurrent.CountDownLatch;

/** Ends a process of the cell in order when it is told to: Ctrl-C, SIGTERM. */
public final class Shutdown {
    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static volatile boolean begun;

    private Shutdown() {}

    /** Runs this once when the process is told to end. */
    public static void onSignal(Runnable close) {
        var end = new Thread(
                () -> {
                    begun = true;
                    close.run();
                },
                "shutdown");
        Runtime.getRuntime().addShutdownHook(end);
    }

    /** Whether the process was told to end. */
    public static boolean hasBegun() {
        return begun;
    }

    /** Waits for the end of the process. */
    public static void await() throws InterruptedException {
        NEVER.await();
    }
}
