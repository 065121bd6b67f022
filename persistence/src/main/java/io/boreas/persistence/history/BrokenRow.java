package io.boreas.persistence.history;

/**
 * A row that is no record: cut short, or of a form that this program does not know.
 *
 * @param why what is wrong with it
 */
public record BrokenRow(long position, String group, long sequence, String why) implements JournalRow {}
