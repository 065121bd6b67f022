package io.boreas.persistence.shared;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The order of a store with chunks over it that are nowhere but here: who only reads puts the records that no master has ordered yet behind those
 * that are in order.
 */
final class ProvisionalOrder implements OrderStore {
    private final OrderStore store;
    private final TreeMap<Long, byte[]> added = new TreeMap<>();

    ProvisionalOrder(OrderStore store) {
        this.store = store;
    }

    @Override
    public long newestChunk(long begin) {
        return added.isEmpty() ? store.newestChunk(begin) : added.lastKey();
    }

    @Override
    public Optional<byte[]> chunk(long number) {
        var mine = added.get(number);
        if (mine != null) {
            return Optional.of(mine);
        }
        // Once there is one of our own, those that masters add meanwhile are another story.
        return added.isEmpty() || number < added.firstKey() ? store.chunk(number) : Optional.empty();
    }

    @Override
    public byte[] add(long number, byte[] chunk) {
        added.put(number, chunk);
        return chunk;
    }

    @Override
    public Optional<byte[]> head() {
        return store.head();
    }

    @Override
    public boolean replaceHead(Optional<byte[]> before, byte[] after) {
        throw new UnsupportedOperationException("this order is for reading");
    }

    @Override
    public List<Arrival> arrivals(Map<String, Long> after, int max) {
        return store.arrivals(after, max);
    }

    @Override
    public List<Stored> records(String group, long from, long to) {
        return store.records(group, from, to);
    }
}
