package io.boreas.persistence.history;

/**
 * A snapshot that cannot be read: parts are missing, or its head is damaged.
 *
 * @param why what is wrong with it
 */
public record BrokenSnapshot(String group, long sequence, String why) implements SnapshotRow {}
