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
    private OrderHead head = OrderHead.NONE;
    private long newest;
    private long highest;

    OrderLog(OrderStore store, List<String> groups) {
        this.store = store;
        this.groups = List.copyOf(groups);
    }

    /** Learns where the order is; before anything else. */
    void load() {
        refreshHead();
        long found = store.newestChunk(head.begin());
        long checkpoint = found - found % OrderChunk.CHECKPOINT_EVERY;
        for (long number = Math.max(head.begin(), checkpoint); number <= found; number++) {
            take(number, OrderChunk.decoded(number, present(number)));
        }
    }

    /** Learns what is gone by now. */
    void refreshHead() {
        head = OrderHead.of(store);
    }

    /** What is gone, as far as this one knows. */
    OrderHead head() {
        return head;
    }

    /** The number of each group's last record that had its place in a chunk that is gone; none if no chunk is. */
    Map<String, Long> before() {
        if (head.begin() == 1) {
            return Map.of();
        }
        var first = OrderChunk.decoded(head.begin(), present(head.begin()));
        var before = new TreeMap<>(first.reached());
        first.runs().reversed().forEach(run -> before.put(run.group(), run.from() - 1));
        return before;
    }

    /**
     * The position of a record; 0 if its place is gone.
     *
     * @throws IllegalStateException if it has none yet
     */
    long positionOf(String group, long sequence) {
        if (reached.getOrDefault(group, 0L) < sequence) {
            throw new IllegalStateException(
                    "record " + sequence + " of " + group + " has no place in the cell's order yet");
        }
        long low = head.begin() / OrderChunk.CHECKPOINT_EVERY;
        long high = newest / OrderChunk.CHECKPOINT_EVERY;
        while (low < high) { // the last checkpoint that the record comes after
            long middle = (low + high + 1) >>> 1;
            if (reachedWith(middle * OrderChunk.CHECKPOINT_EVERY, group) < sequence) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        for (long number = Math.max(head.begin(), low * OrderChunk.CHECKPOINT_EVERY); number <= newest; number++) {
            var chunk = chunk(number).orElseThrow();
            long position = chunk.first();
            for (var run : chunk.runs()) {
                if (run.group().equals(group) && run.to() >= sequence) {
                    return run.from() <= sequence ? position + sequence - run.from() : 0;
                }
                position += run.count();
            }
        }
        return 0;
    }

    private long reachedWith(long checkpoint, String group) {
        return chunk(checkpoint).orElseThrow().reached().getOrDefault(group, 0L);
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

    /** The number of the chunk that has a position, from 1 to the highest; of the first that is left, if it is gone. */
    long numberAt(long position) {
        long low = head.begin();
        long high = newest;
        if (!recent.isEmpty() && recent.firstEntry().getValue().first() <= position) {
            low = recent.firstKey();
        } else if (!recent.isEmpty()) {
            high = recent.firstKey() - 1;
        }
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            var chunk = unlessGone(middle);
            if (chunk.isEmpty()) {
                low = Math.max(low, head.begin());
            } else if (chunk.get().first() <= position) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** A chunk; empty if it went since the head was read. */
    private Optional<OrderChunk> unlessGone(long number) {
        var known = Optional.ofNullable(recent.get(number))
                .or(() -> store.chunk(number).map(bytes -> OrderChunk.decoded(number, bytes)));
        if (known.isEmpty()) {
            refreshHead();
            if (number >= head.begin()) {
                throw missing(number);
            }
        }
        return known;
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
        return store.chunk(number).orElseThrow(() -> missing(number));
    }

    private IllegalStateException missing(long number) {
        return new IllegalStateException("chunk " + number + " of the cell's order is missing, of " + newest
                + " or more: rows were deleted from the store");
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
