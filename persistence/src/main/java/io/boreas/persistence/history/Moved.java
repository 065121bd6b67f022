package io.boreas.persistence.history;

/**
 * What was moved out of a store, or into one.
 *
 * @param sha256 over all of it, in hexadecimal digits: the same for every store that holds the same
 */
public record Moved(long records, long snapshots, String sha256) {}
