package io.boreas.persistence.history;

import io.boreas.core.agent.Agent;
import io.boreas.core.framework.Framework;
import io.boreas.core.job.Job;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.core.machine.Recorded;
import io.boreas.core.registry.RegistryId;
import io.boreas.persistence.codec.StateHash;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the journal of one group and says what is wrong with it. Not thread-safe. */
final class GroupCheck {
    /** Things that differ which one finding names. */
    private static final int NAMED_MAX = 3;

    private final JournalSource source;
    private final String name;
    private final Optional<GroupName> group;
    private final int groups;
    private final int commandsMax;
    private final RecordCodec codec = new RecordCodec();
    private final JournalCheck.Findings findings = new JournalCheck.Findings();
    private final ArrayDeque<StoredSnapshot> snapshotsAhead = new ArrayDeque<>();
    private final Set<String> writersPast = new HashSet<>();

    /** Null while the state is not known, because something before was lost. */
    private @Nullable GroupFold fold;

    private @Nullable JournalRow waiting;
    private @Nullable StoredRecord last;
    private String writer = "";
    private Instant decidedAt = Instant.MIN;
    private long sequence;
    private long records;
    private long events;
    private long snapshots;
    private long compared;

    GroupCheck(JournalSource source, String name, int groups, int commandsMax) {
        this.source = source;
        this.name = name;
        this.group = GroupName.parse(name).filter(parsed -> parsed.isOf(groups));
        this.groups = groups;
        this.commandsMax = commandsMax;
    }

    List<Finding> findings() {
        return findings.told;
    }

    Map<Finding.Kind, Long> counts() {
        return findings.counts;
    }

    long records() {
        return records;
    }

    long events() {
        return events;
    }

    long snapshots() {
        return snapshots;
    }

    long compared() {
        return compared;
    }

    void run() {
        if (group.isEmpty()) {
            found(
                    Finding.Kind.UNKNOWN_JOURNAL,
                    name,
                    "no group of a cell with boreas.groups.count = " + groups + " is called so");
        }
        for (var row : source.snapshots(name)) {
            snapshots++;
            switch (row) {
                case StoredSnapshot snapshot -> snapshotsAhead.add(snapshot);
                case BrokenSnapshot broken ->
                    found(Finding.Kind.SNAPSHOT_UNREADABLE, Finding.snapshot(broken), broken.why());
            }
        }
        source.rows(name, 1, row -> {
            if (records == 0) {
                begin(row.sequence());
            }
            records++;
            follow(row);
            return true;
        });
        if (waiting != null) {
            take(waiting);
        }
        for (var snapshot : snapshotsAhead) {
            decoded(snapshot);
            found(
                    Finding.Kind.SNAPSHOT_AHEAD,
                    Finding.snapshot(snapshot),
                    "the last record is " + sequence + ": records were lost, or another cell's snapshot was put here");
        }
    }

    /**
     * Records may have been deleted under a snapshot, the base; then the state begins with it. Where the store says how many were deleted, the base
     * is of the last of them or the next; records before it are the rest of a deletion that was interrupted.
     */
    private void begin(long first) {
        var deleted = source.deletedTo(name);
        if (first == 1 && deleted.orElse(0) == 0) {
            fold = group.map(known -> GroupFold.of(known.kind(), commandsMax)).orElse(null);
            return;
        }
        sequence = first - 1;
        boolean told = deleted.isPresent() && !isBegun(deleted.getAsLong(), first);
        while (!snapshotsAhead.isEmpty() && snapshotsAhead.getFirst().sequence() < first - 1) {
            decoded(snapshotsAhead.removeFirst()); // nothing to compare it with
        }
        if (snapshotsAhead.isEmpty() && !told) {
            found(
                    Finding.Kind.GAP,
                    name,
                    "it begins with record " + first + ", and there is no snapshot of what was before");
        } else if (!snapshotsAhead.isEmpty() && snapshotsAhead.getFirst().sequence() == first - 1) {
            adopt(snapshotsAhead.removeFirst());
        }
    }

    /** Whether the records that are missing at the beginning were deleted, under a base that reaches those that are left. */
    private boolean isBegun(long deleted, long first) {
        if (deleted == 0) {
            found(Finding.Kind.GAP, name, "it begins with record " + first + ", and none was deleted");
            return false;
        }
        var base = snapshotsAhead.stream()
                .map(StoredSnapshot::sequence)
                .filter(snapshot -> snapshot == deleted || snapshot == deleted + 1)
                .max(Long::compare);
        if (base.isEmpty()) {
            found(
                    Finding.Kind.GAP,
                    name,
                    "its records up to " + deleted
                            + " were deleted, and the snapshot that stands for them is not there");
        } else if (first > base.get() + 1) {
            found(
                    Finding.Kind.GAP,
                    name,
                    "it begins with record " + first + ", and the snapshot that stands for what was deleted is "
                            + base.get());
        }
        return base.isPresent() && first <= base.get() + 1;
    }

    /** Of two under one number the later one counts, so each waits for the next. */
    private void follow(JournalRow row) {
        if (waiting != null && waiting.sequence() == row.sequence()) {
            found(
                    Finding.Kind.LATE_WRITE,
                    Finding.record(row),
                    "there are two records under this number; the one that was written later counts");
        } else if (waiting != null) {
            take(waiting);
        }
        waiting = row;
    }

    private void take(JournalRow row) {
        if (row.sequence() != sequence + 1) {
            found(
                    Finding.Kind.GAP,
                    Finding.record(row),
                    row.sequence() - sequence == 2
                            ? "record " + (sequence + 1) + " before it is missing"
                            : "records " + (sequence + 1) + " to " + (row.sequence() - 1) + " before it are missing");
            fold = null;
            passSnapshotsIn(row.sequence() - 1);
        }
        sequence = row.sequence();
        switch (row) {
            case BrokenRow broken -> {
                found(Finding.Kind.TORN_RECORD, Finding.record(broken), broken.why());
                fold = null;
            }
            case StoredRecord record -> take(record);
        }
        while (!snapshotsAhead.isEmpty() && snapshotsAhead.getFirst().sequence() == sequence) {
            compare(snapshotsAhead.removeFirst());
        }
    }

    /** Snapshots of moments whose records are missing: the last of them is what the state goes on with. */
    private void passSnapshotsIn(long upTo) {
        while (!snapshotsAhead.isEmpty() && snapshotsAhead.getFirst().sequence() <= upTo) {
            var snapshot = snapshotsAhead.removeFirst();
            fold = null;
            if (snapshot.sequence() == upTo) {
                adopt(snapshot);
            } else {
                decoded(snapshot);
            }
        }
    }

    private void take(StoredRecord record) {
        followWriter(record);
        Batch<?, ?> batch;
        try {
            batch = codec.decoded(record);
        } catch (RecordCodec.LaterFormatException e) {
            found(Finding.Kind.LATER_FORMAT, Finding.record(record), String.valueOf(e.getMessage()));
            fold = null;
            return;
        } catch (RuntimeException e) {
            found(Finding.Kind.UNDECODABLE_RECORD, Finding.record(record), String.valueOf(e.getMessage()));
            fold = null;
            return;
        }
        events += batch.events().size();
        if (group.isPresent() && batch.kind() != group.get().kind()) {
            found(
                    Finding.Kind.WRONG_KIND,
                    Finding.record(record),
                    "it has events of the kind " + batch.kind() + " in a group of the kind "
                            + group.get().kind());
            fold = null;
            return;
        }
        if (batch.at().isBefore(decidedAt)) {
            found(
                    Finding.Kind.CLOCK_BACK,
                    Finding.record(record),
                    "it was decided at " + batch.at() + ", the one before it at " + decidedAt);
        }
        decidedAt = batch.at();
        batch.events().forEach(event -> checkOwn(record, event));
        apply(record, batch);
    }

    private void followWriter(StoredRecord record) {
        var before = last;
        last = record;
        if (before != null
                && before.writer().equals(record.writer())
                && Arrays.equals(before.payload(), record.payload())) {
            found(
                    Finding.Kind.DUPLICATE_RECORD,
                    Finding.record(record),
                    "it is the same as record " + before.sequence() + ", byte for byte");
        }
        if (!record.writer().equals(writer)) {
            if (!writersPast.add(record.writer())) {
                found(
                        Finding.Kind.OLD_WRITER,
                        Finding.record(record),
                        "its writer " + record.writer() + " was followed by another before: two masters hosted this"
                                + " group at once");
            }
            writer = record.writer();
        }
    }

    private void checkOwn(StoredRecord record, Recorded<?, ?> event) {
        if (group.isEmpty() || event.aggregate() instanceof RegistryId) {
            return;
        }
        int number = GroupKind.groupOf(event.aggregate().toString(), groups);
        if (number != group.get().number()) {
            found(
                    Finding.Kind.FOREIGN_EVENT,
                    Finding.record(record),
                    "it has an event of " + event.aggregate() + ", which "
                            + group.get().kind().persistenceId(number) + " hosts");
        }
    }

    private void apply(StoredRecord record, Batch<?, ?> batch) {
        if (fold == null) {
            return;
        }
        try {
            fold.apply(batch);
        } catch (RuntimeException e) {
            found(
                    Finding.Kind.IMPOSSIBLE_EVENT,
                    Finding.record(record),
                    "it does not fit the state before it: " + e.getMessage());
            fold = null;
        }
    }

    private void compare(StoredSnapshot snapshot) {
        var stored = decoded(snapshot);
        if (stored.isEmpty()) {
            return;
        }
        if (fold != null) {
            compared++;
            if (!fold.agreesWith(stored.get())) {
                found(Finding.Kind.STATE_DIFFERS, Finding.snapshot(snapshot), difference(fold.state(), stored.get()));
            }
        }
        adopt(stored.get());
    }

    private static String difference(GroupSnapshot<?> folded, GroupSnapshot<?> stored) {
        var mine = new HashSet<Object>(folded.aggregates());
        var theirs = new HashSet<Object>(stored.aggregates());
        var missing = folded.aggregates().stream()
                .filter(state -> !theirs.contains(state))
                .map(GroupCheck::id)
                .limit(NAMED_MAX)
                .toList();
        var other = stored.aggregates().stream()
                .filter(state -> !mine.contains(state))
                .map(GroupCheck::id)
                .limit(NAMED_MAX)
                .toList();
        return "the records give " + folded.aggregates().size() + " aggregates with the hash "
                + StateHash.of(folded).toString().substring(0, 12) + ", the snapshot has "
                + stored.aggregates().size() + " with "
                + StateHash.of(stored).toString().substring(0, 12)
                + "; only as the records have it: " + missing + ", only as the snapshot has it: " + other;
    }

    private static String id(Object state) {
        return switch (state) {
            case Agent agent -> agent.id().toString();
            case Job job -> job.key().toString();
            case Framework framework -> framework.id().toString();
            default -> "the registry";
        };
    }

    private void adopt(StoredSnapshot snapshot) {
        decoded(snapshot).ifPresent(this::adopt);
    }

    private void adopt(GroupSnapshot<?> state) {
        var fresh = group.map(known -> GroupFold.of(known.kind(), commandsMax)).orElse(null);
        if (fresh != null) {
            fresh.restore(state);
        }
        fold = fresh;
    }

    /** What a snapshot says, if it says anything of this group. */
    private Optional<GroupSnapshot<?>> decoded(StoredSnapshot snapshot) {
        GroupSnapshot<?> state;
        try {
            state = codec.decoded(snapshot);
        } catch (RecordCodec.LaterFormatException e) {
            found(Finding.Kind.LATER_FORMAT, Finding.snapshot(snapshot), String.valueOf(e.getMessage()));
            return Optional.empty();
        } catch (RuntimeException e) {
            found(Finding.Kind.SNAPSHOT_UNREADABLE, Finding.snapshot(snapshot), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
        if (group.isPresent() && state.kind() != group.get().kind()) {
            found(Finding.Kind.WRONG_KIND, Finding.snapshot(snapshot), "it is of a group of the kind " + state.kind());
            return Optional.empty();
        }
        return Optional.of(state);
    }

    private void found(Finding.Kind kind, String where, String what) {
        findings.accept(new Finding(kind, where, what));
    }
}
