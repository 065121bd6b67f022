package io.boreas.persistence.history;

import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEffect;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobMachine;
import io.boreas.core.job.JobReply;
import io.boreas.core.job.JobSettings;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/** A cell of two groups that goes on for as long as a test wants, decided by the real machine at times that chance gives; a snapshot each few records. */
public final class RandomHistory {
    private static final int JOBS = 24;
    private static final int SNAPSHOT_EVERY = 4;

    private final Random random;
    private final List<Group<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect>> groups = new ArrayList<>();
    private final long[] sequences = new long[WrittenHistory.GROUPS];
    private final List<Instant> decided = new ArrayList<>();
    private final List<List<Job>> jobs = new ArrayList<>();
    private final RecordCodec codec = new RecordCodec();
    private Instant now = WrittenHistory.START;
    private long commands;

    public RandomHistory(Random random) {
        this.random = random;
        for (int i = 0; i < WrittenHistory.GROUPS; i++) {
            groups.add(new Group<>(GroupKind.JOB, new JobMachine(JobSettings.DEFAULT), WrittenHistory.COMMANDS_MAX));
        }
    }

    /** Decides something and stores it. */
    public void next(JournalTarget target) {
        next(target, group -> true);
    }

    /** The same, in one of some groups. */
    public void next(JournalTarget target, IntPredicate groupsOf) {
        while (true) {
            rest(Duration.ofSeconds(1 + random.nextInt(120)));
            int number = random.nextInt(JOBS);
            var key = WrittenHistory.key(number);
            int group = GroupKind.groupOf(key.toString(), WrittenHistory.GROUPS);
            if (!groupsOf.test(group)) {
                continue;
            }
            var hosting = groups.get(group);
            JobCommand command = hosting.find(key).isEmpty()
                    ? new JobCommand.Create(WrittenHistory.spec(number), random.nextInt())
                    : new JobCommand.KillInstances(new TreeSet<>(List.of(random.nextInt(3))), "enough");
            var cause = new Cause("command-" + commands++, "alice");
            var result = hosting.decide(List.of(new Envelope<>(key, command, cause)), now);
            if (result.isEmpty()) {
                continue;
            }
            hosting.commit(result);
            target.append(List.of(WrittenHistory.record(group, ++sequences[group], result.batch(), "writer-1")));
            if (sequences[group] % SNAPSHOT_EVERY == 0) {
                target.save(WrittenHistory.snapshot(group, sequences[group], hosting.snapshot()));
            }
            decided.add(now);
            var all = new TreeMap<JobKey, Job>();
            groups.forEach(each -> all.putAll(each.all()));
            jobs.add(List.copyOf(all.values()));
            return;
        }
    }

    /** Nothing happens for a while. */
    public void rest(Duration time) {
        now = now.plus(time);
    }

    public Instant now() {
        return now;
    }

    /** How many there are of the whole cell. */
    public int records() {
        return decided.size();
    }

    /** How many were decided then or later. */
    public int recordsSince(Instant moment) {
        return (int) decided.stream().filter(at -> !at.isBefore(moment)).count();
    }

    /** When the record of this number of the cell was decided, from 1. */
    public Instant decidedAt(int count) {
        return decided.get(count - 1);
    }

    /** When a record that is stored was decided. */
    public Instant decidedAt(StoredRecord record) {
        return codec.batch(record).at();
    }

    /** The jobs after so many records of the cell, by key. */
    public List<Job> jobsAfter(int count) {
        return jobs.get(count - 1);
    }

    /** The jobs at a moment, by key. */
    public List<Job> jobsAt(Instant moment) {
        return jobsAfter(
                (int) decided.stream().filter(at -> !at.isAfter(moment)).count());
    }

    /** What a group hosts now. */
    public GroupSnapshot<Job> state(String name) {
        return groups.get(Optional.of(name)
                        .flatMap(GroupName::parse)
                        .orElseThrow()
                        .number())
                .snapshot();
    }
}
