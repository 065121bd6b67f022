package io.boreas.actors.gateway;

import io.boreas.core.machine.Batch;

/**
 * One record of the journal.
 *
 * @param position in the cell's order, from 1, without gaps as long as nothing was deleted
 * @param group whose journal it is in, such as {@code jobs-3}
 * @param sequence its number in that journal
 */
public record FeedRecord(long position, String group, long sequence, Batch<?, ?> batch) {}
