package io.boreas.drill.store;

import java.util.Map;

/** The server of a shared store, in processes of its own. */
public interface StoreServer extends AutoCloseable {
    /** What a master that keeps its journal here is told. */
    Map<String, String> settings();

    /** Stops it from running, as a machine that hangs: connections stay open, nothing is answered. */
    void pause();

    /** Lets it run on. */
    void resume();

    /** SIGKILL, as a power cut for this server; returns when it is gone. */
    void kill();

    /** Starts it again after it was killed, on the same port and files, and waits until it takes clients. */
    void restart();

    @Override
    void close();
}
