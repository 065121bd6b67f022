package io.boreas.http.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Events that follow each other in the cell's order and are handed on together. As bytes they are made once, when the first one wants
 * them, for all who hear all of them. Thread-safe.
 */
final class Stretch {
    private final List<CellEvent> events;
    private volatile @Nullable ByteString bytes;

    /**
     * @param events at least one
     */
    Stretch(List<CellEvent> events) {
        this.events = List.copyOf(events);
    }

    int size() {
        return events.size();
    }

    EventPosition last() {
        return events.getLast().at();
    }

    /** Those of its events that are after a place and wanted; nothing if there are none. */
    Optional<Stretch> after(EventPosition seen, EventFilter filter) {
        if (filter.passesAll() && events.getFirst().at().compareTo(seen) > 0) {
            return Optional.of(this);
        }
        var wanted = new ArrayList<CellEvent>();
        for (var event : events) {
            if (event.at().compareTo(seen) > 0 && filter.passes(event)) {
                wanted.add(event);
            }
        }
        return wanted.isEmpty() ? Optional.empty() : Optional.of(new Stretch(wanted));
    }

    /** Its events as one piece of the stream. */
    ByteString bytes() {
        var made = bytes;
        if (made == null) {
            made = joined();
            bytes = made;
        }
        return made;
    }

    private ByteString joined() {
        int length = 0;
        for (var event : events) {
            length += event.bytes().length;
        }
        var all = new byte[length];
        int filled = 0;
        for (var event : events) {
            System.arraycopy(event.bytes(), 0, all, filled, event.bytes().length);
            filled += event.bytes().length;
        }
        return ByteString.fromArrayUnsafe(all);
    }
}
