package io.boreas.persistence.shared;

import io.boreas.persistence.history.GroupName;
import io.boreas.persistence.history.JournalSource.Taker;
import io.boreas.persistence.history.OvertakenException;
import io.boreas.persistence.history.RetainedJournal;
import io.boreas.persistence.history.SnapshotRow;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A journal that several masters share, cut at its beginning. What is to go is noted in the head of the cell's order first, by compare-and-set:
 * whoever has read it before that finds out, so two masters that look after the journal at once do no harm. What is noted goes afterwards, in steps
 * that may be done twice; the rest of an interrupted deletion is known from the head. For one thread.
 *
 * <p>Positions below the highest one that went are gone for clients. Chunks of the order go with them, although a group that is cut later may still
 * have records there: these are {@link Unplaced} from then on.
 */
public final class SharedRetained implements RetainedJournal {
    private static final int ROWS_AT_ONCE = 500;

    private final Supplier<Parts> opening;
    private final List<String> names;
    private @Nullable Parts opened;
    private Optional<byte[]> stored = Optional.empty();
    private OrderHead head = OrderHead.NONE;

    /** The store. */
    public record Parts(RawJournal raw, Deletions deletions) {}

    /**
     * Of a store that is asked when something is wanted of it.
     *
     * @param groups {@code boreas.groups.count} of the cell
     */
    public SharedRetained(Supplier<Parts> opening, int groups) {
        this.opening = opening;
        this.names = GroupName.all(groups);
    }

    private Parts parts() {
        var ready = opened;
        if (ready == null) {
            ready = opening.get();
            opened = ready;
        }
        return ready;
    }

    private RawJournal raw() {
        return parts().raw();
    }

    /** All that a cell has, whether it has written yet or not: to look for those that have would be to look at every record. */
    @Override
    public List<String> groups() {
        return names;
    }

    @Override
    public void begin() {
        stored = raw().order().head();
        head = stored.map(OrderHead::decoded).orElse(OrderHead.NONE);
    }

    /** Notes what is to go, or went, in the place of what was read. */
    private void note(OrderHead next) {
        var bytes = next.encoded();
        if (!raw().order().replaceHead(stored, bytes)) {
            throw new OvertakenException();
        }
        stored = Optional.of(bytes);
        head = next;
    }

    @Override
    public long deletedTo(String group) {
        return head.cut(group).deletedTo();
    }

    /** While a deletion is under way, where it has to go on. */
    @Override
    public long first(String group) {
        var cut = head.cut(group);
        long next = cut.goneTo() + 1;
        if (cut.goneTo() < cut.deletedTo()) {
            return next;
        }
        long[] first = {0};
        Taker taker = row -> {
            first[0] = row.sequence();
            return false;
        };
        raw().rows(group, next, next, taker);
        if (first[0] == 0) {
            raw().rows(group, next, Long.MAX_VALUE, taker);
        }
        return first[0];
    }

    /** In pieces: what is done with a row may take its time, and a store need not wait for it. */
    @Override
    public void rows(String group, long from, long to, Taker taker) {
        for (long next = from; next <= to; next += ROWS_AT_ONCE) {
            var piece = raw().counting(group, next, Math.min(to, next + ROWS_AT_ONCE - 1));
            for (var row : piece) {
                if (!taker.take(row)) {
                    return;
                }
            }
            if (piece.isEmpty()) {
                return;
            }
        }
    }

    @Override
    public List<Long> snapshots(String group) {
        return raw().snapshotNumbers(group);
    }

    @Override
    public Optional<SnapshotRow> snapshot(String group, long sequence) {
        return raw().snapshot(group, sequence);
    }

    @Override
    public boolean deleteSome(String group, long to) {
        if (head.cut(group).deletedTo() < to) {
            note(head.decided()
                    .with(group, new OrderHead.Cut(to, head.cut(group).goneTo()), order().positionOf(group, to)));
        }
        var cut = head.cut(group);
        if (cut.goneTo() >= to) {
            return false;
        }
        long end = Math.min(to, parts().deletions().stepEnd(cut.goneTo() + 1));
        parts().deletions().records(group, cut.goneTo() + 1, end);
        note(head.with(group, new OrderHead.Cut(cut.deletedTo(), end), 0));
        return end < to;
    }

    private OrderLog order() {
        var order = new OrderLog(raw().order(), names);
        order.load();
        return order;
    }

    /** The store itself gives back the space of records; here chunks of the order go, up to one that says how far all groups are. */
    @Override
    public void reclaim(String group, long to) {
        if (head.position() > 0) {
            long number = order().numberAt(head.position());
            long begin = number - number % OrderChunk.CHECKPOINT_EVERY;
            if (begin > head.begin()) {
                note(head.decided().withOrder(begin, head.chunksGone()));
            }
        }
        if (head.chunksGone() < head.begin() - 1) {
            parts().deletions().chunks(head.chunksGone() + 1, head.begin() - 1);
            note(head.withOrder(head.begin(), head.begin() - 1));
        }
    }

    /** In stretches between those that stay, which stores remember more cheaply than one by one. New ones are only made behind all of them. */
    @Override
    public void deleteSnapshots(String group, List<Long> sequences) {
        if (sequences.isEmpty()) {
            return;
        }
        var going = new HashSet<>(sequences);
        var there = raw().snapshotNumbers(group);
        note(head.decided());
        long stays = 0;
        boolean isStretch = false;
        for (long sequence : there) {
            if (going.contains(sequence)) {
                isStretch = true;
                continue;
            }
            if (isStretch) {
                parts().deletions().snapshots(group, stays, sequence);
            }
            stays = sequence;
            isStretch = false;
        }
        if (isStretch) {
            parts().deletions().snapshots(group, stays, there.getLast() + 1);
        }
    }
}
