package io.boreas.persistence.shared;

import com.google.protobuf.InvalidProtocolBufferException;
import io.boreas.persistence.proto.CellOrderChunks;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is gone of a shared journal and of the cell's order over it. A store without one has all it ever had.
 *
 * @param decisions how often it was decided that something is to go
 * @param begin the first chunk of the order that counts; beyond the first it is one that says how far all groups are
 * @param chunksGone the last chunk that is gone for certain; those from it to the beginning are to go
 * @param position the highest position of a record that is gone or is to go; 0 for none
 * @param cuts by group's name
 */
record OrderHead(long decisions, long begin, long chunksGone, long position, SortedMap<String, Cut> cuts) {
    private static final int FORMAT = 1;

    /**
     * How much of a group is gone.
     *
     * @param deletedTo the number of the last record that is to go, 0 for none
     * @param goneTo the number of the last record that is gone for certain
     */
    record Cut(long deletedTo, long goneTo) {
        static final Cut NONE = new Cut(0, 0);
    }

    static final OrderHead NONE = new OrderHead(0, 1, 0, 0, new TreeMap<>());

    OrderHead {
        cuts = new TreeMap<>(cuts);
    }

    /** The one of a store. */
    static OrderHead of(OrderStore store) {
        return store.head().map(OrderHead::decoded).orElse(NONE);
    }

    Cut cut(String group) {
        return cuts.getOrDefault(group, Cut.NONE);
    }

    /** The same, and something is to go. */
    OrderHead decided() {
        return new OrderHead(decisions + 1, begin, chunksGone, position, cuts);
    }

    /** The same, with another cut of a group, whose last record has this position, or 0 if it has none any more. */
    OrderHead with(String group, Cut cut, long last) {
        var changed = new TreeMap<>(cuts);
        changed.put(group, cut);
        return new OrderHead(decisions, begin, chunksGone, Math.max(position, last), changed);
    }

    OrderHead withOrder(long first, long gone) {
        return new OrderHead(decisions, first, gone, position, cuts);
    }

    byte[] encoded() {
        var message = CellOrderChunks.OrderHead.newBuilder()
                .setVersion(FORMAT)
                .setDecisions(decisions)
                .setBegin(begin)
                .setChunksGone(chunksGone)
                .setPosition(position);
        cuts.forEach((group, cut) -> message.addCuts(CellOrderChunks.GroupCut.newBuilder()
                .setGroup(group)
                .setDeletedTo(cut.deletedTo())
                .setGoneTo(cut.goneTo())));
        return message.build().toByteArray();
    }

    /**
     * Reads one.
     *
     * @throws IllegalStateException if it is damaged, or was written by a later version of this program
     */
    static OrderHead decoded(byte[] bytes) {
        try {
            var message = CellOrderChunks.OrderHead.parseFrom(bytes);
            if (message.getVersion() != FORMAT || message.getBegin() < 1) {
                throw new IllegalStateException("the head of the cell's order has the format " + message.getVersion()
                        + " and begins with chunk " + message.getBegin() + "; this program knows the format " + FORMAT
                        + ", and chunks are numbered from 1");
            }
            var cuts = new TreeMap<String, Cut>();
            message.getCutsList()
                    .forEach(cut -> cuts.put(cut.getGroup(), new Cut(cut.getDeletedTo(), cut.getGoneTo())));
            return new OrderHead(
                    message.getDecisions(), message.getBegin(), message.getChunksGone(), message.getPosition(), cuts);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the head of the cell's order cannot be read: " + e, e);
        }
    }
}
