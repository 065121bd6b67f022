package io.boreas.persistence.shared;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The chunks of the cell's order as far as this master knows them. Chunks are added by whichever master first sees new records; the store
 * takes one under each number, so all masters have the same. For one thread at a time.
 */
final class OrderLog {
    /** Chunks kept in memory: those that are read over and over. */
    private static final int RECENT_MAX = 512;

    /** Records of each group that one chunk takes at most. */
    static final int GROUP_RECORDS_MAX = 128;

    private final OrderStore store;
    private final List<String> groups;
    private final TreeMap<Long, OrderChunk> recent = new TreeMap<>();
    private final TreeMap<String, Long> reached = new TreeMap<>();
    private long newest;
    private long highest;

    OrderLog(OrderStore store, List<String> groups) {
        this.store = store;
        this.groups = List.copyOf(groups);
    }

    /** Learns where the order is; before anything else. */
    void load() {
        long found = store.newestChunk();
        long checkpoint = found - found % OrderChunk.CHECKPOINT_EVERY;
        for (long number = Math.max(1, checkpoint); number <= found; number++) {
            take(number, OrderChunk.decoded(number, present(number)));
        }
    }

    /** The position of the newest record; 0 if there is none. */
    long highest() {
        return highest;
    }

    /**
     * Takes what others have added, and adds one chunk of what is new.
     *
     * @return false once all that was durable before the call is in the order
     */
    boolean advance() {
        catchUp();
        var arrivals = store.arrivals(reachedByAll(), GROUP_RECORDS_MAX);
        var runs = Arrivals.ordered(arrivals, GROUP_RECORDS_MAX, reached);
        if (runs.isEmpty()) {
            return false;
        }
        long number = newest + 1;
        var chunk = new OrderChunk(highest + 1, runs, new TreeMap<>());
        if (OrderChunk.isCheckpoint(number)) {
            var after = new TreeMap<>(reached);
            chunk.advance(after);
            chunk = new OrderChunk(chunk.first(), runs, after);
        }
        var mine = chunk.encoded();
        var added = store.add(number, mine);
        take(number, OrderChunk.decoded(number, added));
        return !Arrays.equals(mine, added) || Arrivals.areMore(arrivals, GROUP_RECORDS_MAX);
    }

    /** The number of the chunk that has a position, from 1 to the highest. */
    long numberAt(long position) {
        long low = 1;
        long high = newest;
        if (!recent.isEmpty() && recent.firstEntry().getValue().first() <= position) {
            low = recent.firstKey();
        } else if (!recent.isEmpty()) {
            high = recent.firstKey() - 1;
        }
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            if (chunk(middle).orElseThrow().first() <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** A chunk by its number; empty beyond the newest. */
    Optional<OrderChunk> chunk(long number) {
        if (number < 1 || number > newest) {
            return Optional.empty();
        }
        var known = recent.get(number);
        return Optional.of(known == null ? OrderChunk.decoded(number, present(number)) : known);
    }

    /** Takes what others have added. */
    void catchUp() {
        for (var next = store.chunk(newest + 1); next.isPresent(); next = store.chunk(newest + 1)) {
            take(newest + 1, OrderChunk.decoded(newest + 1, next.get()));
        }
    }

    private void take(long number, OrderChunk chunk) {
        chunk.advance(reached);
        newest = number;
        highest = chunk.last();
        recent.put(number, chunk);
        if (recent.size() > RECENT_MAX) {
            recent.pollFirstEntry();
        }
    }

    private Map<String, Long> reachedByAll() {
        var all = new TreeMap<String, Long>();
        for (var group : groups) {
            all.put(group, reached.getOrDefault(group, 0L));
        }
        return all;
    }

    private byte[] present(long number) {
        return store.chunk(number)
                .orElseThrow(() -> new IllegalStateException("chunk " + number + " of the cell's order is missing, of "
                        + newest + " or more: rows were deleted from the store"));
    }

    /** The sequence numbers of a group that a chunk has between two positions, both included; never none. */
    record Span(String group, long from, long to) {}

    /** What must be read of each group for positions of a chunk, both included. */
    static List<Span> spans(OrderChunk chunk, long fromPosition, long toPosition) {
        var spans = new TreeMap<String, Span>();
        long position = chunk.first();
        for (var run : chunk.runs()) {
            long from = Math.max(fromPosition, position);
            long to = Math.min(toPosition, position + run.count() - 1);
            if (from <= to) {
                long offset = run.from() - position;
                spans.merge(
                        run.group(),
                        new Span(run.group(), from + offset, to + offset),
                        (left, right) -> new Span(left.group(), left.from(), right.to()));
            }
            position += run.count();
        }
        return new ArrayList<>(spans.values());
    }
}
