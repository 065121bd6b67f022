package io.boreas.http.event;

import org.apache.pekko.util.ByteString;

/**
 * One event, ready to be sent to any number of subscribers.
 *
 * @param at its place in the cell's order
 * @param type what it is about, such as {@code task}
 * @param job the job it is about; empty if it is about none
 * @param frame its bytes in the stream
 */
record CellEvent(EventPosition at, String type, String job, ByteString frame) {}
