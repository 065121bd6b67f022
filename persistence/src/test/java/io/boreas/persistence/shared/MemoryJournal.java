package io.boreas.persistence.shared;

import io.boreas.persistence.history.JournalSource;
import io.boreas.persistence.history.JournalTarget;
import io.boreas.persistence.history.SnapshotRow;
import io.boreas.persistence.history.StoredRecord;
import io.boreas.persistence.history.StoredSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A shared journal in memory, with an order in which each record has a chunk of its own. Something may happen before each change of it. */
final class MemoryJournal implements RawJournal, Deletions {
    private static final long STEP = 5;

    private final MemoryOrderStore order = new MemoryOrderStore();
    private final List<String> groups;
    private final OrderLog log;
    private final Map<String, TreeMap<Long, StoredRecord>> records = new TreeMap<>();
    private final Map<String, TreeMap<Long, SnapshotRow>> snapshots = new TreeMap<>();
    private Runnable beforeChange = () -> {};
    private Runnable beforeRead = () -> {};

    MemoryJournal(List<String> groups) {
        this.groups = groups;
        this.log = new OrderLog(order, groups);
    }

    void beforeChange(Runnable happens) {
        beforeChange = happens;
        order.beforeReplacement(happens);
    }

    /** Something happens before rows are read. */
    void beforeRead(Runnable happens) {
        beforeRead = happens;
    }

    int chunks() {
        return order.chunks();
    }

    int snapshots() {
        return snapshots.values().stream().mapToInt(Map::size).sum();
    }

    private TreeMap<Long, StoredRecord> recordsOf(String group) {
        return records.computeIfAbsent(group, any -> new TreeMap<>());
    }

    private TreeMap<Long, SnapshotRow> snapshotsOf(String group) {
        return snapshots.computeIfAbsent(group, any -> new TreeMap<>());
    }

    @Override
    public String where() {
        return "memory";
    }

    @Override
    public List<String> groups() {
        return records.keySet().stream()
                .filter(group -> !records.get(group).isEmpty())
                .toList();
    }

    /** Masters write. */
    JournalTarget written() {
        return new Target(record -> log.advance(), () -> {});
    }

    /** A journal is brought here. */
    JournalTarget imported() {
        var writer = new OrderWriter(order, groups);
        return new Target(writer::add, writer::finish);
    }

    /** How records come. */
    private final class Target implements JournalTarget {
        private final Consumer<StoredRecord> ordered;
        private final Runnable finished;

        Target(Consumer<StoredRecord> ordered, Runnable finished) {
            this.ordered = ordered;
            this.finished = finished;
        }

        @Override
        public String where() {
            return MemoryJournal.this.where();
        }

        @Override
        public boolean isEmpty() {
            return records.isEmpty();
        }

        @Override
        public void append(List<StoredRecord> added) {
            for (var record : added) {
                recordsOf(record.group()).put(record.sequence(), record);
                order.write(record.group(), record.sequence(), record.storedAtMillis());
                ordered.accept(record);
            }
        }

        @Override
        public void save(StoredSnapshot snapshot) {
            snapshotsOf(snapshot.group()).put(snapshot.sequence(), snapshot);
        }

        @Override
        public void finish() {
            finished.run();
        }

        @Override
        public void close() {}
    }

    @Override
    public void rows(String group, long from, long to, JournalSource.Taker taker) {
        beforeRead.run();
        for (var row : List.copyOf(recordsOf(group).subMap(from, true, to, true).values())) {
            if (!taker.take(row)) {
                return;
            }
        }
    }

    @Override
    public List<SnapshotRow> snapshots(String group) {
        return List.copyOf(snapshotsOf(group).values());
    }

    @Override
    public List<Long> snapshotNumbers(String group) {
        return new ArrayList<>(snapshotsOf(group).keySet());
    }

    @Override
    public Optional<SnapshotRow> snapshot(String group, long sequence) {
        return Optional.ofNullable(snapshotsOf(group).get(sequence));
    }

    @Override
    public OrderStore order() {
        return order;
    }

    @Override
    public long stepEnd(long first) {
        return first + STEP - 1;
    }

    @Override
    public void records(String group, long from, long to) {
        beforeChange.run();
        recordsOf(group).subMap(from, true, to, true).clear();
        order.deleteUpTo(group, to);
    }

    @Override
    public void snapshots(String group, long after, long before) {
        beforeChange.run();
        snapshotsOf(group).subMap(after, false, before, false).clear();
    }

    @Override
    public void chunks(long from, long to) {
        beforeChange.run();
        order.deleteChunks(from, to);
    }

    @Override
    public void close() {}
}
