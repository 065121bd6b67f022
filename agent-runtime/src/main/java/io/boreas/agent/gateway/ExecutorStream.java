package io.boreas.agent.gateway;

/** An executor's subscription, as its agent holds it. Neither call blocks, and both do nothing once it is closed. */
public interface ExecutorStream {
    /** Says something, in order. A stream whose reader lets too much wait is closed. */
    void send(ExecutorEvent event);

    /** Ends it when all that was said is. */
    void close();
}
