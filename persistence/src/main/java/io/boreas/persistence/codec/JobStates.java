package io.boreas.persistence.codec;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.Constraint;
import io.boreas.core.job.InstanceTask;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobKind;
import io.boreas.core.job.JobSpec;
import io.boreas.core.job.Placement;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.job.StatusChange;
import io.boreas.core.machine.OrderedMap;
import io.boreas.core.task.TaskSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Jobs in snapshots, and their specifications; see {@code boreas/journal/v1/job.proto}. */
final class JobStates {
    static final CodeTable<ScheduleStatus> STATUSES = new CodeTable<>(ScheduleStatus.class, ScheduleStatus::code);

    private JobStates() {}

    static void write(Encoder out, int field, Job job) {
        int mark = out.begin(field);
        out.job(1, job.key());
        job.spec().ifPresent(spec -> write(out, 2, spec));
        out.fixed(3, job.seed());
        out.number(4, job.runs());
        out.moment(5, job.createdAt());
        job.active().forEachValue(task -> write(out, 6, task));
        job.ended().forEach(task -> write(out, 7, task));
        for (var owed : job.owedKills()) {
            killOwed(out, 8, owed.getKey(), owed.getValue());
        }
        out.end(mark);
    }

    static Job read(Decoder in) {
        @Nullable JobKey key = null;
        var spec = Optional.<JobSpec>empty();
        long seed = 0;
        long runs = 0;
        long createdAt = 0;
        var active = OrderedMap.<Integer, InstanceTask>empty();
        List<InstanceTask> ended = new ArrayList<>();
        var owedKills = OrderedMap.<TaskId, AgentId>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> key = in.job();
                case 2 -> spec = Optional.of(jobSpec(in));
                case 3 -> seed = in.fixed();
                case 4 -> runs = in.int64();
                case 5 -> createdAt = in.signed();
                case 6 -> {
                    var task = instanceTask(in);
                    active = active.with(task.instance(), task);
                }
                case 7 -> ended.add(instanceTask(in));
                case 8 -> {
                    var owed = killOwed(in);
                    owedKills = owedKills.with(owed.task(), owed.agent());
                }
                default -> in.unknown("Job");
            }
        }
        in.close(outer);
        return new Job(
                in.required(key, "a job's key"),
                spec,
                seed,
                runs,
                in.moment(createdAt),
                active,
                List.copyOf(ended),
                owedKills);
    }

    static void write(Encoder out, int field, JobSpec spec) {
        int mark = out.begin(field);
        out.job(1, spec.key());
        out.number(2, spec.kind().code());
        out.number(3, spec.instances());
        out.spec(4, spec.task());
        spec.constraints().forEach((attribute, constraint) -> write(out, 5, attribute, constraint));
        out.number(6, spec.priority());
        out.signed(7, spec.maxTaskFailures());
        out.text(8, spec.contact());
        spec.metadata().forEach((name, value) -> SpecValues.pair(out, 9, name, value));
        out.end(mark);
    }

    static JobSpec jobSpec(Decoder in) {
        @Nullable JobKey key = null;
        int kind = 0;
        int instances = 0;
        @Nullable TaskSpec task = null;
        var constraints = new TreeMap<String, Constraint>();
        int priority = 0;
        int maxTaskFailures = 0;
        String contact = "";
        var metadata = new TreeMap<String, String>();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> key = in.job();
                case 2 -> kind = in.int32();
                case 3 -> instances = in.int32();
                case 4 -> task = in.spec();
                case 5 -> constraint(in, constraints);
                case 6 -> priority = in.int32();
                case 7 -> maxTaskFailures = (int) in.signed();
                case 8 -> contact = in.sharedText();
                case 9 -> {
                    var pair = SpecValues.pair(in);
                    metadata.put(pair.key(), pair.value());
                }
                default -> in.unknown("JobSpec");
            }
        }
        in.close(outer);
        return new JobSpec(
                in.required(key, "JobSpec.job"),
                JobKind.ofCode(kind),
                instances,
                in.required(task, "JobSpec.task"),
                constraints,
                priority,
                maxTaskFailures,
                contact,
                metadata);
    }

    private static void write(Encoder out, int field, String attribute, Constraint constraint) {
        int mark = out.begin(field);
        out.text(1, attribute);
        switch (constraint) {
            case Constraint.Values(boolean negated, var values) -> ResourceValues.items(out, negated ? 3 : 2, values);
            case Constraint.Limit(int max) -> out.present(4, max);
        }
        out.end(mark);
    }

    private static void constraint(Decoder in, SortedMap<String, Constraint> constraints) {
        String attribute = "";
        @Nullable Constraint constraint = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> attribute = in.sharedText();
                case 2 -> constraint = new Constraint.Values(false, new TreeSet<>(ResourceValues.items(in)));
                case 3 -> constraint = new Constraint.Values(true, new TreeSet<>(ResourceValues.items(in)));
                case 4 -> constraint = new Constraint.Limit(in.int32());
                default -> in.unknown("Constraint");
            }
        }
        in.close(outer);
        constraints.put(attribute, in.required(constraint, "what a constraint asks"));
    }

    private static void write(Encoder out, int field, InstanceTask task) {
        int mark = out.begin(field);
        out.text(1, task.id().value());
        out.number(2, task.instance());
        out.spec(3, task.spec());
        out.number(4, task.status().code());
        task.history().forEach(change -> write(out, 5, change));
        out.number(6, task.failures());
        out.number(7, task.flaps());
        task.ancestor().ifPresent(ancestor -> out.text(8, ancestor.value()));
        task.placement().ifPresent(placement -> TaskValues.write(out, 9, placement));
        out.momentIfAny(10, task.throttledUntil());
        out.number(11, task.noticeSequence());
        out.end(mark);
    }

    private static InstanceTask instanceTask(Decoder in) {
        @Nullable TaskId id = null;
        int instance = 0;
        @Nullable TaskSpec spec = null;
        int status = 0;
        var history = new ArrayList<StatusChange>(4);
        int failures = 0;
        int flaps = 0;
        var ancestor = Optional.<TaskId>empty();
        var placement = Optional.<Placement>empty();
        var throttledUntil = Instant.EPOCH;
        long noticeSequence = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> id = in.task();
                case 2 -> instance = in.int32();
                case 3 -> spec = in.spec();
                case 4 -> status = in.int32();
                case 5 -> history.add(statusChange(in));
                case 6 -> failures = in.int32();
                case 7 -> flaps = in.int32();
                case 8 -> ancestor = Optional.of(in.task());
                case 9 -> placement = Optional.of(TaskValues.placement(in));
                case 10 -> throttledUntil = in.moment();
                case 11 -> noticeSequence = in.int64();
                default -> in.unknown("InstanceTask");
            }
        }
        in.close(outer);
        return new InstanceTask(
                in.required(id, "InstanceTask.id"),
                instance,
                in.required(spec, "InstanceTask.spec"),
                STATUSES.of(status),
                history,
                failures,
                flaps,
                ancestor,
                placement,
                throttledUntil,
                noticeSequence);
    }

    private static void write(Encoder out, int field, StatusChange change) {
        int mark = out.begin(field);
        out.moment(1, change.at());
        out.number(2, change.status().code());
        out.text(3, change.message());
        out.end(mark);
    }

    private static StatusChange statusChange(Decoder in) {
        long at = 0;
        int status = 0;
        String message = "";
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> at = in.signed();
                case 2 -> status = in.int32();
                case 3 -> message = in.sharedText();
                default -> in.unknown("StatusChange");
            }
        }
        in.close(outer);
        return new StatusChange(in.moment(at), STATUSES.of(status), message);
    }

    /** A kill that an agent's group must still be told of. */
    record Owed(TaskId task, AgentId agent) {}

    static void killOwed(Encoder out, int field, TaskId task, AgentId agent) {
        int mark = out.begin(field);
        out.text(1, task.value());
        out.text(2, agent.value());
        out.end(mark);
    }

    static Owed killOwed(Decoder in) {
        @Nullable TaskId task = null;
        @Nullable AgentId agent = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> task = in.task();
                case 2 -> agent = in.agent();
                default -> in.unknown("KillOwed");
            }
        }
        in.close(outer);
        return new Owed(in.required(task, "KillOwed.task"), in.required(agent, "KillOwed.agent"));
    }
}
