package io.boreas.persistence.codec;

import io.boreas.core.agent.Notice;
import io.boreas.core.framework.Claim;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.framework.KnownTask;
import io.boreas.core.framework.Phase;
import io.boreas.core.framework.TaskRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.OrderedMap;
import io.boreas.core.resource.Role;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Frameworks in snapshots; see {@code boreas/journal/v1/framework.proto}. */
final class FrameworkStates {
    private FrameworkStates() {}

    static void write(Encoder out, int field, Framework framework) {
        int mark = out.begin(field);
        out.text(1, framework.id().value());
        framework.info().ifPresent(info -> FrameworkValues.write(out, 2, info));
        out.number(3, framework.phase().code());
        out.number(4, framework.stream());
        out.text(5, framework.streamId());
        out.momentIfAny(6, framework.registeredAt());
        out.momentIfAny(7, framework.since());
        out.momentIfAny(8, framework.failoverAt());
        framework.suppressed().forEach(role -> out.text(9, role.name()));
        framework.tasks().forEachValue(task -> write(out, 10, task));
        out.number(11, framework.endings());
        framework.ended().forEach(ended -> {
            int one = out.begin(12);
            out.number(1, ended.getKey());
            write(out, 2, ended.getValue());
            out.end(one);
        });
        framework.owedAcks().forEachValue(task -> write(out, 13, task));
        framework.owedKills().forEach(owed -> FrameworkValues.write(out, 14, owed.getKey()));
        framework.owedRemovals().forEach(owed -> FrameworkValues.write(out, 15, owed.getKey()));
        out.end(mark);
    }

    static Framework read(Decoder in) {
        @Nullable FrameworkId id = null;
        var info = Optional.<FrameworkInfo>empty();
        int phase = 0;
        long stream = 0;
        String streamId = "";
        var registeredAt = Instant.EPOCH;
        var since = Instant.EPOCH;
        var failoverAt = Instant.EPOCH;
        var suppressed = new TreeSet<Role>();
        var tasks = OrderedMap.<TaskId, KnownTask>empty();
        long endings = 0;
        var ended = OrderedMap.<Long, KnownTask>empty();
        var endedTasks = OrderedMap.<TaskId, Long>empty();
        var owedAcks = OrderedMap.<Claim, KnownTask>empty();
        var owedKills = OrderedMap.<Claim, Boolean>empty();
        var owedRemovals = OrderedMap.<AgentId, Boolean>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> id = in.framework();
                case 2 -> info = Optional.of(FrameworkValues.info(in));
                case 3 -> phase = in.int32();
                case 4 -> stream = in.int64();
                case 5 -> streamId = in.text();
                case 6 -> registeredAt = in.moment();
                case 7 -> since = in.moment();
                case 8 -> failoverAt = in.moment();
                case 9 -> suppressed.add(new Role(in.sharedText()));
                case 10 -> {
                    var task = task(in);
                    tasks = tasks.with(task.run().task(), task);
                }
                case 11 -> endings = in.int64();
                case 12 -> {
                    var one = ended(in);
                    ended = ended.with(one.number, one.task);
                    // In the order of their endings: the last one of a task counts.
                    endedTasks = endedTasks.with(one.task.run().task(), one.number);
                }
                case 13 -> {
                    var task = task(in);
                    owedAcks = owedAcks.with(
                            new Claim(task.run().agent(), task.run().key()), task);
                }
                case 14 -> owedKills = owedKills.with(FrameworkValues.claim(in), true);
                case 15 -> owedRemovals = owedRemovals.with(FrameworkValues.agent(in), true);
                default -> in.unknown("Framework");
            }
        }
        in.close(outer);
        return new Framework(
                in.required(id, "a framework's id"),
                info,
                Phase.ofCode(phase),
                stream,
                streamId,
                registeredAt,
                since,
                failoverAt,
                suppressed,
                tasks,
                endings,
                ended,
                endedTasks,
                owedAcks,
                owedKills,
                owedRemovals);
    }

    /** A task that ended, and the number of its ending. */
    private record Ended(long number, KnownTask task) {}

    private static Ended ended(Decoder in) {
        long number = 0;
        @Nullable KnownTask task = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> number = in.int64();
                case 2 -> task = task(in);
                default -> in.unknown("EndedTask");
            }
        }
        in.close(outer);
        return new Ended(number, in.required(task, "an ended task"));
    }

    private static void write(Encoder out, int field, KnownTask task) {
        int mark = out.begin(field);
        FrameworkValues.write(out, 1, task.run());
        TaskValues.write(out, 2, task.latest());
        out.number(3, task.heard());
        task.pending().forEach(notice -> AgentStates.write(out, 4, notice));
        out.end(mark);
    }

    private static KnownTask task(Decoder in) {
        @Nullable TaskRun run = null;
        @Nullable TaskStatus latest = null;
        long heard = 0;
        var pending = new ArrayList<Notice>(2);
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> run = FrameworkValues.run(in);
                case 2 -> latest = TaskValues.status(in);
                case 3 -> heard = in.int64();
                case 4 -> pending.add(AgentStates.notice(in));
                default -> in.unknown("KnownTask");
            }
        }
        in.close(outer);
        return new KnownTask(
                in.required(run, "a known task's run"), in.required(latest, "a known task's status"), heard, pending);
    }
}
