package io.boreas.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** One command that talks to a cell. */
abstract class Verb implements Callable<Integer> {
    @Mixin
    private Session session = new Session();

    /** Does it; whatever it throws ends the program with the code that belongs to it. */
    abstract void run(Session session) throws InterruptedException;

    /** Does it, where the program may end with another code than that of success. */
    int runToCode(Session session) throws InterruptedException {
        run(session);
        return Exit.OK.code();
    }

    @Override
    public final Integer call() throws InterruptedException {
        int code = runToCode(session);
        session.out().flush();
        return code;
    }
}
