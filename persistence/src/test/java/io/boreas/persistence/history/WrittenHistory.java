package io.boreas.persistence.history;

import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEffect;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobKind;
import io.boreas.core.job.JobMachine;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.JobSettings;
import io.boreas.core.job.JobSpec;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskSpec;
import io.boreas.persistence.codec.GroupCodec;
import io.boreas.persistence.codec.JournalSerializer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** A cell of two groups whose jobs come and go, a record each minute, decided by the real machine; with two snapshots of each group. */
public final class WrittenHistory {
    /** {@code boreas.groups.count}. */
    public static final int GROUPS = 2;

    /** {@code boreas.groups.commands-max}. */
    public static final int COMMANDS_MAX = 100;

    public static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    private static final int JOBS = 16;
    private static final int SNAPSHOT_EVERY = 6;
    private static final GroupCodec CODEC = new GroupCodec();

    private final List<Group<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect>> groups = new ArrayList<>();
    private final List<StoredRecord> records = new ArrayList<>();
    private final List<StoredSnapshot> snapshots = new ArrayList<>();
    private final List<List<Job>> jobsAfter = new ArrayList<>();
    private final long[] sequences = new long[GROUPS];

    private WrittenHistory() {
        for (int i = 0; i < GROUPS; i++) {
            groups.add(new Group<>(GroupKind.JOB, new JobMachine(JobSettings.DEFAULT), COMMANDS_MAX));
        }
    }

    /** Writes it into an empty store. */
    public static WrittenHistory into(JournalTarget target) {
        var history = new WrittenHistory();
        for (int i = 0; i < JOBS; i++) {
            history.command(key(i), new JobCommand.Create(spec(i), i), i);
            if (i >= 2) {
                history.command(
                        key(i - 2), new JobCommand.KillInstances(new TreeSet<>(List.of(0)), "enough"), 1_000 + i);
            }
        }
        target.append(history.records);
        history.snapshots.forEach(target::save);
        target.finish();
        return history;
    }

    private void command(JobKey key, JobCommand command, int number) {
        int group = GroupKind.groupOf(key.toString(), GROUPS);
        var hosting = groups.get(group);
        var at = START.plus(Duration.ofMinutes(records.size()));
        var cause = new Cause("command-" + number, number % 2 == 0 ? "alice" : "bob");
        var decided = hosting.decide(List.of(new Envelope<>(key, command, cause)), at);
        hosting.commit(decided);
        records.add(record(group, ++sequences[group], decided.batch(), "writer-1"));
        jobsAfter.add(jobs());
        if (sequences[group] % SNAPSHOT_EVERY == 0) {
            snapshots.add(snapshot(group, sequences[group], hosting.snapshot()));
        }
    }

    private List<Job> jobs() {
        var all = new TreeMap<JobKey, Job>();
        groups.forEach(group -> all.putAll(group.all()));
        return List.copyOf(all.values());
    }

    public static JobKey key(int number) {
        return new JobKey("www-data", "prod", "service-" + number);
    }

    public static JobSpec spec(int number) {
        var task = new TaskSpec(
                "service-" + number,
                List.of(ProcessSpec.of("serve", "exec ./serve")),
                List.of(),
                Resources.plain(500, 512_000, 1_024_000, Ranges.empty()),
                new TreeSet<>(List.of("http")),
                1,
                0,
                Duration.ofSeconds(30),
                "www-data",
                new TreeMap<>(),
                LogPolicy.DEFAULT);
        return new JobSpec(key(number), JobKind.SERVICE, 3, task, new TreeMap<>(), 0, 1, "", new TreeMap<>());
    }

    /** A record of a jobs' group as a master stores it. */
    public static StoredRecord record(int group, long sequence, Batch<?, ?> batch, String writer) {
        return new StoredRecord(
                0,
                GroupKind.JOB.persistenceId(group),
                sequence,
                batch.at().toEpochMilli() + 2,
                JournalSerializer.IDENTIFIER,
                JournalSerializer.BATCH,
                writer,
                CODEC.encode(batch));
    }

    /** A snapshot of a jobs' group as a master stores it. */
    public static StoredSnapshot snapshot(int group, long sequence, GroupSnapshot<?> state) {
        return new StoredSnapshot(
                GroupKind.JOB.persistenceId(group),
                sequence,
                START.toEpochMilli(),
                JournalSerializer.IDENTIFIER,
                JournalSerializer.SNAPSHOT,
                CODEC.encode(state));
    }

    /** All records, in the cell's order. */
    public List<StoredRecord> records() {
        return List.copyOf(records);
    }

    /** Those of one group, in order. */
    public List<StoredRecord> recordsOf(int group) {
        return records.stream()
                .filter(record -> record.group().equals(GroupKind.JOB.persistenceId(group)))
                .toList();
    }

    public List<StoredSnapshot> snapshots() {
        return List.copyOf(snapshots);
    }

    /** The jobs after so many records of the cell, by key. */
    public List<Job> jobsAfter(int count) {
        return count == 0 ? List.of() : jobsAfter.get(count - 1);
    }

    /** When the record of this number of the cell was decided, from 1. */
    public static Instant decidedAt(int count) {
        return START.plus(Duration.ofMinutes(count - 1L));
    }
}
