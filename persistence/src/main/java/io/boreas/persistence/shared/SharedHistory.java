package io.boreas.persistence.shared;

import io.boreas.persistence.history.BrokenRow;
import io.boreas.persistence.history.CutMeanwhileException;
import io.boreas.persistence.history.Finding;
import io.boreas.persistence.history.GroupName;
import io.boreas.persistence.history.JournalDamagedException;
import io.boreas.persistence.history.JournalRow;
import io.boreas.persistence.history.JournalSource;
import io.boreas.persistence.history.SnapshotRow;
import io.boreas.persistence.history.StoredRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The journal of a shared store, for reading alone; masters may be at work on it. Records that no master has put into the cell's order yet come
 * behind those that are: their positions are provisional. One to be followed leaves them out until a master has, which takes seconds.
 */
public final class SharedHistory implements JournalSource {
    private final RawJournal raw;
    private final List<String> groups;
    private final boolean isFollowed;
    private @Nullable OrderLog log;

    /**
     * @param groups {@code boreas.groups.count} of the cell
     * @param isFollowed whether what has no final position is left out
     */
    public SharedHistory(RawJournal raw, int groups, boolean isFollowed) {
        this.raw = raw;
        this.groups = GroupName.all(groups);
        this.isFollowed = isFollowed;
    }

    @Override
    public String where() {
        return raw.where();
    }

    @Override
    public List<String> groups() {
        return List.copyOf(new TreeSet<>(raw.groups()));
    }

    @Override
    public void rows(String group, long from, Taker taker) {
        raw.rows(group, from, Long.MAX_VALUE, taker);
    }

    @Override
    public List<SnapshotRow> snapshots(String group) {
        return raw.snapshots(group);
    }

    /** The order as it was when it was asked for first, or last refreshed. */
    private OrderLog log() {
        var known = log;
        if (known == null) {
            known = isFollowed ? settled() : withWhatIsNotOrdered();
            log = known;
        }
        return known;
    }

    private OrderLog settled() {
        return told(() -> {
            var settled = new OrderLog(raw.order(), groups);
            settled.load();
            return settled;
        });
    }

    private OrderLog withWhatIsNotOrdered() {
        return told(() -> {
            var fresh = new OrderLog(new ProvisionalOrder(raw.order()), groups);
            fresh.load();
            boolean more = true;
            while (more) {
                more = fresh.advance();
            }
            return fresh;
        });
    }

    private static <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (IllegalStateException e) {
            throw new JournalDamagedException("the cell's order", String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void refresh() {
        var known = log;
        if (known != null && isFollowed) {
            told(() -> {
                known.catchUp();
                return known;
            });
        } else {
            log = null;
        }
    }

    /** Asked of the store each time. A store does not say what was cut from a journal before it was brought there by an earlier version. */
    @Override
    public OptionalLong deletedTo(String group) {
        var cut = told(() -> OrderHead.of(raw.order())).cut(group);
        return cut.deletedTo() == 0 ? OptionalLong.empty() : OptionalLong.of(cut.deletedTo());
    }

    @Override
    public long lowest() {
        return highest() == 0 ? 0 : log().head().position() + 1;
    }

    @Override
    public long highest() {
        return log().highest();
    }

    /** From the beginning, those come first whose places are gone; they have the position 0. */
    @Override
    public void inOrder(long after, Taker taker) {
        var order = log();
        long position = Math.max(0, after) + 1;
        if (position > order.highest()) {
            return;
        }
        try {
            if (after <= 0 && !new Unplaced(raw).each(order, taker)) {
                return;
            }
            long number = order.numberAt(position);
            for (var chunk = order.chunk(number); chunk.isPresent(); chunk = order.chunk(number)) {
                if (!handOver(chunk.get(), position, taker)) {
                    return;
                }
                position = Math.max(position, chunk.get().last() + 1);
                number++;
            }
        } catch (IllegalStateException e) {
            if (OrderHead.of(raw.order()).begin() > order.head().begin()) {
                throw new CutMeanwhileException("the cell");
            }
            throw new JournalDamagedException("the cell's order", String.valueOf(e.getMessage()), e);
        }
    }

    private boolean handOver(OrderChunk chunk, long fromPosition, Taker taker) {
        var rows = new HashMap<String, Map<Long, JournalRow>>();
        for (var span : OrderLog.spans(chunk, fromPosition, chunk.last())) {
            var ofGroup = rows.computeIfAbsent(span.group(), any -> new HashMap<>());
            raw.rows(span.group(), span.from(), span.to(), row -> {
                ofGroup.put(row.sequence(), row); // of two under one number the later one counts
                return true;
            });
        }
        long position = chunk.first();
        for (var run : chunk.runs()) {
            for (long sequence = run.from(); sequence <= run.to(); sequence++, position++) {
                var row = rows.getOrDefault(run.group(), Map.of()).get(sequence);
                if (position >= fromPosition && row != null && !taker.take(at(position, row))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static JournalRow at(long position, JournalRow row) {
        return switch (row) {
            case StoredRecord record -> record.at(position);
            case BrokenRow broken -> new BrokenRow(position, broken.group(), broken.sequence(), broken.why());
        };
    }

    /** Chunks must follow each other, the runs of each group too, and name records that are there. */
    @Override
    public void inspect(Consumer<Finding> findings) {
        var store = raw.order();
        long begin = told(() -> OrderHead.of(store)).begin();
        long newest = store.newestChunk(begin);
        long next = begin == 1 ? 1 : 0;
        var reached = new TreeMap<String, Long>();
        for (long number = begin; number <= newest; number++) {
            var where = "chunk " + number + " of the cell's order";
            var stored = store.chunk(number);
            if (stored.isEmpty()) {
                findings.accept(new Finding(Finding.Kind.ORDER, where, "it is missing, of " + newest));
                next = 0;
                reached.clear();
                continue;
            }
            OrderChunk chunk;
            try {
                chunk = OrderChunk.decoded(number, stored.get());
            } catch (IllegalStateException e) {
                findings.accept(new Finding(Finding.Kind.ORDER, where, String.valueOf(e.getMessage())));
                next = 0;
                reached.clear();
                continue;
            }
            if (next > 0 && chunk.first() != next) {
                findings.accept(new Finding(
                        Finding.Kind.ORDER, where, "it begins with position " + chunk.first() + " instead of " + next));
            }
            inspect(chunk, where, reached, findings);
            next = chunk.last() + 1;
        }
        reached.forEach((group, sequence) -> {
            boolean[] there = {false};
            raw.rows(group, sequence, sequence, row -> {
                there[0] = true;
                return false;
            });
            if (!there[0]) {
                findings.accept(new Finding(
                        Finding.Kind.ORDER,
                        "record " + sequence + " of " + group,
                        "the order names it, and it is not there"));
            }
        });
    }

    private static void inspect(OrderChunk chunk, String where, Map<String, Long> reached, Consumer<Finding> findings) {
        for (var run : chunk.runs()) {
            long expected = reached.getOrDefault(run.group(), 0L) + 1;
            if (expected > 1 && run.from() != expected) {
                findings.accept(new Finding(
                        Finding.Kind.ORDER,
                        where,
                        "of " + run.group() + " it goes on with record " + run.from() + " instead of " + expected));
            }
            reached.put(run.group(), run.to());
        }
    }

    @Override
    public void close() {
        raw.close();
    }
}
