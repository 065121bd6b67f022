package io.boreas.actors.gateway;

import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** The journal as a stream, in one order for the whole cell. A record is seen once it is durable, and never before. */
public interface EventFeed {
    /** The position of the first record still there; 0 if there is none. */
    long lowest();

    /** The position of the newest record; 0 if there is none. */
    long highest();

    /** Hands over at most {@code recordsMax} records after a position, in order. Reads the disk: not for an actor's dispatcher. */
    void read(long after, int recordsMax, Consumer<FeedRecord> consumer);

    /** Calls back, cheaply and from any thread, when records were added; close it to end that. */
    AutoCloseable onAppend(LongConsumer highest);
}
