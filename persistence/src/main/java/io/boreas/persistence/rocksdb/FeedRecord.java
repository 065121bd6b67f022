package io.boreas.persistence.rocksdb;

/**
 * One stored event, in its place in the store's order.
 *
 * @param order its number in the one order of all events of the store, from 1
 * @param persistenceId whose event it is
 * @param sequenceNr its number among the events of that id, from 1
 * @param payload the event as it was stored, before any event adapter
 * @param timestampMillis when it was stored, in milliseconds since 1970, UTC
 */
public record FeedRecord(long order, String persistenceId, long sequenceNr, Object payload, long timestampMillis) {}
