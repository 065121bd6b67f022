package io.boreas.http.event;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in the cell's order of events, written {@code position.index}, or {@code position} alone for after all of a record.
 *
 * @param record the position of a journal record; 0 is before the first
 * @param index the number of an event in that record, from 0
 */
record EventPosition(long record, int index) implements Comparable<EventPosition> {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})(?:\\.([0-9]{1,9}))?");

    /** After all events of a record. */
    static EventPosition afterRecord(long record) {
        return new EventPosition(record, Integer.MAX_VALUE);
    }

    /** Reads {@code 17.3}, or {@code 17} for after all of record 17. */
    static Optional<EventPosition> parse(String text) {
        var match = TEXT.matcher(text.strip());
        if (!match.matches()) {
            return Optional.empty();
        }
        long record = Long.parseLong(match.group(1));
        return Optional.of(
                match.group(2) == null
                        ? afterRecord(record)
                        : new EventPosition(record, Integer.parseInt(match.group(2))));
    }

    /** The last record of which nothing more is needed by who has seen everything up to here. */
    long wholeRecords() {
        return index == Integer.MAX_VALUE ? record : record - 1;
    }

    @Override
    public int compareTo(EventPosition other) {
        int order = Long.compare(record, other.record);
        return order != 0 ? order : Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return index == Integer.MAX_VALUE ? Long.toString(record) : record + "." + index;
    }
}
