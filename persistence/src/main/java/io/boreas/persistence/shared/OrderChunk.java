package io.boreas.persistence.shared;

import com.google.protobuf.InvalidProtocolBufferException;
import io.boreas.persistence.proto.CellOrderChunks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Some records that follow each other in the cell's order.
 *
 * @param first the position of the first
 * @param runs in order, at least one
 * @param reached in a checkpoint: the sequence number that each group has reached with this chunk; otherwise empty
 */
record OrderChunk(long first, List<Run> runs, SortedMap<String, Long> reached) {
    /** Each so many chunks one says how far all groups are, so that a master that starts reads no more than these. */
    static final int CHECKPOINT_EVERY = 64;

    private static final int FORMAT = 1;

    /**
     * Records of one group that follow each other.
     *
     * @param from the sequence number of the first
     */
    record Run(String group, long from, int count) {
        long to() {
            return from + count - 1;
        }
    }

    OrderChunk {
        runs = List.copyOf(runs);
        reached = new TreeMap<>(reached);
    }

    static boolean isCheckpoint(long number) {
        return number % CHECKPOINT_EVERY == 0;
    }

    /** How many records. */
    long size() {
        long size = 0;
        for (var run : runs) {
            size += run.count();
        }
        return size;
    }

    /** The position of the last record. */
    long last() {
        return first + size() - 1;
    }

    byte[] encoded() {
        var indices = new LinkedHashMap<String, Integer>();
        reached.keySet().forEach(group -> indices.put(group, indices.size()));
        var message = CellOrderChunks.OrderChunk.newBuilder().setVersion(FORMAT).setFirst(first);
        for (var run : runs) {
            int group = indices.computeIfAbsent(run.group(), name -> indices.size());
            message.addRuns(CellOrderChunks.OrderRun.newBuilder()
                    .setGroup(group)
                    .setFrom(run.from())
                    .setCount(run.count()));
        }
        message.addAllGroups(indices.keySet());
        message.addAllReached(reached.values());
        return message.build().toByteArray();
    }

    /**
     * Reads one.
     *
     * @throws IllegalStateException if it is damaged, or was written by a later version of this program
     */
    static OrderChunk decoded(long number, byte[] bytes) {
        try {
            var message = CellOrderChunks.OrderChunk.parseFrom(bytes);
            if (message.getVersion() != FORMAT) {
                throw new IllegalStateException("chunk " + number + " of the cell's order has the format "
                        + message.getVersion() + ", this program knows " + FORMAT);
            }
            var runs = new ArrayList<Run>(message.getRunsCount());
            for (var run : message.getRunsList()) {
                runs.add(new Run(message.getGroups(run.getGroup()), run.getFrom(), run.getCount()));
            }
            var reached = new TreeMap<String, Long>();
            for (int i = 0; i < message.getReachedCount(); i++) {
                reached.put(message.getGroups(i), message.getReached(i));
            }
            return new OrderChunk(message.getFirst(), runs, reached);
        } catch (InvalidProtocolBufferException | IndexOutOfBoundsException e) {
            throw new IllegalStateException("chunk " + number + " of the cell's order cannot be read: " + e, e);
        }
    }

    /** How far groups are after this chunk, if they were so far before it. */
    void advance(Map<String, Long> groups) {
        if (!reached.isEmpty()) {
            groups.putAll(reached);
            return;
        }
        for (var run : runs) {
            groups.merge(run.group(), run.to(), Math::max);
        }
    }
}
