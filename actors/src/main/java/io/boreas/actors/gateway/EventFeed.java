package io.boreas.actors.gateway;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The journal as a stream, in one order for the whole cell, the same at every master. A record is seen once it is durable, and never
 * before.
 */
public interface EventFeed {
    /** The position of the first record still there; 0 if there is none. */
    long lowest();

    /** The position of the newest record that is known here; 0 if there is none. */
    long highest();

    /**
     * The position of the newest record: all that was acknowledged by any master before this call is at or below it. The stage fails
     * if the journal does not answer.
     */
    default CompletionStage<Long> latest() {
        return CompletableFuture.completedFuture(highest());
    }

    /** Hands over at most {@code recordsMax} records after a position, in order. Reads the disk: not for an actor's dispatcher. */
    void read(long after, int recordsMax, Consumer<FeedRecord> consumer);

    /** Calls back, cheaply and from any thread, when records were added; close it to end that. */
    AutoCloseable onAppend(LongConsumer highest);
}
