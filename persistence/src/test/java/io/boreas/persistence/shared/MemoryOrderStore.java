package io.boreas.persistence.shared;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A shared store in memory. A record says {@code group/sequence}. */
final class MemoryOrderStore implements OrderStore {
    private final TreeMap<String, TreeMap<Long, Arrival>> groups = new TreeMap<>();
    private final TreeMap<Long, byte[]> chunks = new TreeMap<>();
    private Optional<byte[]> head = Optional.empty();
    private Runnable beforeReplacement = () -> {};
    private long newest;
    private boolean away;

    /** Writes the next record of a group. */
    synchronized void write(String group, long time) {
        var records = groups.computeIfAbsent(group, name -> new TreeMap<>());
        write(group, records.isEmpty() ? 1 : records.lastKey() + 1, time);
    }

    synchronized void write(String group, long sequence, long time) {
        groups.computeIfAbsent(group, name -> new TreeMap<>()).put(sequence, new Arrival(group, sequence, time));
    }

    synchronized void deleteUpTo(String group, long sequence) {
        groups.get(group).headMap(sequence, true).clear();
    }

    synchronized void deleteChunks(long from, long to) {
        chunks.subMap(from, true, to, true).clear();
    }

    /** Something happens before each replacement of the head. */
    void beforeReplacement(Runnable happens) {
        beforeReplacement = happens;
    }

    synchronized void setAway(boolean away) {
        this.away = away;
    }

    synchronized int chunks() {
        return chunks.size();
    }

    @Override
    public synchronized long newestChunk(long begin) {
        there();
        return chunks.isEmpty() ? 0 : chunks.lastKey();
    }

    @Override
    public synchronized Optional<byte[]> head() {
        there();
        return head;
    }

    @Override
    public synchronized boolean replaceHead(Optional<byte[]> before, byte[] after) {
        beforeReplacement.run();
        there();
        boolean isSame = before.map(HexFormat.of()::formatHex).equals(head.map(HexFormat.of()::formatHex));
        if (isSame) {
            head = Optional.of(after);
        }
        return isSame;
    }

    @Override
    public synchronized Optional<byte[]> chunk(long number) {
        there();
        return Optional.ofNullable(chunks.get(number));
    }

    @Override
    public synchronized byte[] add(long number, byte[] chunk) {
        there();
        if (number != newest + 1 && number > newest) {
            throw new IllegalStateException("chunk " + number + " after " + newest);
        }
        newest = Math.max(newest, number);
        return Optional.ofNullable(chunks.putIfAbsent(number, chunk)).orElse(chunk);
    }

    @Override
    public synchronized List<Arrival> arrivals(Map<String, Long> after, int max) {
        there();
        var arrivals = new ArrayList<Arrival>();
        after.forEach((group, sequence) ->
                groups.getOrDefault(group, new TreeMap<>()).tailMap(sequence, false).values().stream()
                        .limit(max)
                        .forEach(arrivals::add));
        return arrivals;
    }

    @Override
    public synchronized List<Stored> records(String group, long from, long to) {
        there();
        return groups.get(group).subMap(from, true, to, true).keySet().stream()
                .map(sequence -> new Stored(sequence, group + "/" + sequence))
                .toList();
    }

    private void there() {
        if (away) {
            throw new IllegalStateException("the store is away");
        }
    }
}
