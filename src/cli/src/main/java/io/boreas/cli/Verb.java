package io.boreas.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** One command that talks to a cell. */
abstract class Verb implements Callable<Integer> {
    @Mixin
    private Session session = new Session();

    /** Does it; whatever it throws ends the program with the code that belongs to it. */
    abstract void run(Session session) throws InterruptedException;

    @Override
    public final Integer call() throws InterruptedException {
        run(session);
        session.out().flush();
        return Exit.OK.code();
    }
}
