package io.boreas.persistence.shared;

import io.boreas.persistence.history.BrokenRow;
import io.boreas.persistence.history.JournalRow;
import io.boreas.persistence.history.JournalSource.Taker;
import io.boreas.persistence.history.StoredRecord;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The records that outlived their places: a chunk of the cell's order goes when something in it did, and a group that is cut later than others still
 * has records of that time. They are handed over by the time they were stored, but never against the order within a group, and without a position.
 */
final class Unplaced {
    /** Records of a group that are in memory. */
    private static final int PIECE = 100;

    private final RawJournal raw;

    Unplaced(RawJournal raw) {
        this.raw = raw;
    }

    /**
     * Hands them over.
     *
     * @return whether the taker wants more
     */
    boolean each(OrderLog order, Taker taker) {
        var next = new PriorityQueue<>(
                Comparator.comparingLong((Part part) -> part.time).thenComparing(part -> part.group));
        order.before().forEach((group, last) -> {
            var part = new Part(group, order.head().cut(group).deletedTo() + 1, last);
            if (part.isMore()) {
                next.add(part);
            }
        });
        while (!next.isEmpty()) {
            var part = next.remove();
            if (!taker.take(part.take())) {
                return false;
            }
            if (part.isMore()) {
                next.add(part);
            }
        }
        return true;
    }

    /** Those of one group. */
    private final class Part {
        private final String group;
        private final long to;
        private final ArrayDeque<JournalRow> rows = new ArrayDeque<>();
        private long from;
        private long time = Long.MIN_VALUE;

        Part(String group, long from, long to) {
            this.group = group;
            this.from = from;
            this.to = to;
        }

        /** Whether there is one, and of what time. */
        boolean isMore() {
            while (rows.isEmpty() && from <= to) {
                long last = Math.min(to, from + PIECE - 1);
                rows.addAll(raw.counting(group, from, last));
                from = last + 1;
            }
            if (rows.isEmpty()) {
                return false;
            }
            time = switch (rows.getFirst()) {
                case StoredRecord record -> Math.max(time, record.storedAtMillis());
                case BrokenRow broken -> time;
            };
            return true;
        }

        JournalRow take() {
            return rows.remove();
        }
    }
}
