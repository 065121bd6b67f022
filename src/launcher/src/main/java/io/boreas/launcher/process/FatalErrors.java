package io.boreas.launcher.process;

import io.boreas.cli.Exit;
import org.slf4j.LoggerFactory;

/**
 * Ends the program when a thread of it dies of an {@link Error}: half a process looks alive to those who watch it, and
 * does not do its part. One that is gone is started again, and goes on from what it has stored. It is the rule that
 * Pekko follows for its own threads.
 */
public final class FatalErrors {
    private FatalErrors() {}

    /** From now on, with {@link Exit#UNKNOWN}, at once: what would be done in order may wait for the thread that died. */
    public static void endTheProgram() {
        Thread.setDefaultUncaughtExceptionHandler(FatalErrors::uncaught);
    }

    private static void uncaught(Thread thread, Throwable error) {
        boolean fatal = isFatal(thread, error);
        var log = LoggerFactory.getLogger(FatalErrors.class);
        try {
            if (fatal) {
                log.error("the thread {} died, and so the program ends; start it again", thread.getName(), error);
            } else {
                log.error("the thread {} died", thread.getName(), error);
            }
        } finally {
            if (fatal) {
                Runtime.getRuntime().halt(Exit.UNKNOWN.code());
            }
        }
    }

    /** A virtual thread serves one request: if that one went too deep, whoever sent it ends with it, and nobody else. */
    private static boolean isFatal(Thread thread, Throwable error) {
        return error instanceof Error && !(thread.isVirtual() && error instanceof StackOverflowError);
    }
}
