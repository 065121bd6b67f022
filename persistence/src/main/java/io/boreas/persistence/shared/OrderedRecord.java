package io.boreas.persistence.shared;

/**
 * One stored record, in its place in the cell's order.
 *
 * @param position its number in the one order of all records of the cell, from 1
 * @param group whose record it is, such as {@code jobs-3}
 * @param sequence its number among the records of that group, from 1
 * @param payload the record as its serializer read it
 */
public record OrderedRecord(long position, String group, long sequence, Object payload) {}
