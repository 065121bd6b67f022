package io.boreas.persistence.codec;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand.Choice;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobSpec;
import io.boreas.core.job.Placement;
import io.boreas.core.machine.Recorded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Events of jobs; see {@code boreas/journal/v1/job.proto}. */
final class JobEvents {
    private JobEvents() {}

    static void write(Encoder out, int field, JobKey job, Cause cause, JobEvent event) {
        int record = out.begin(field);
        out.job(1, job);
        out.cause(2, cause);
        switch (event) {
            case JobEvent.Created e -> {
                int mark = out.begin(3);
                JobStates.write(out, 1, e.spec());
                out.fixed(2, e.seed());
                out.moment(3, e.at());
                out.end(mark);
            }
            case JobEvent.InstancesAdded e -> {
                int mark = out.begin(4);
                out.number(1, e.template());
                out.number(2, e.first());
                out.number(3, e.count());
                out.moment(4, e.at());
                out.end(mark);
            }
            case JobEvent.PlacesChosen e -> {
                int mark = out.begin(5);
                e.choices().forEach(choice -> write(out, 1, choice));
                out.moment(2, e.at());
                out.end(mark);
            }
            case JobEvent.PlaceRefused e -> {
                int mark = out.begin(6);
                out.number(1, e.instance());
                out.text(2, e.task().value());
                out.text(3, e.message());
                out.moment(4, e.at());
                out.end(mark);
            }
            case JobEvent.Moved e -> write(out, 7, e);
            case JobEvent.NoticeNoted e -> {
                int mark = out.begin(8);
                out.number(1, e.instance());
                out.text(2, e.task().value());
                out.number(3, e.noticeSequence());
                out.end(mark);
            }
            case JobEvent.Rescheduled e -> {
                int mark = out.begin(9);
                out.number(1, e.instance());
                out.text(2, e.ancestor().value());
                out.number(3, e.flaps());
                out.momentIfAny(4, e.throttledUntil());
                out.moment(5, e.at());
                out.end(mark);
            }
            case JobEvent.Withdrawn e -> {
                int mark = out.begin(10);
                out.number(1, e.instance());
                out.text(2, e.task().value());
                out.end(mark);
            }
            case JobEvent.KillOwed e -> JobStates.killOwed(out, 11, e.task(), e.agent());
            case JobEvent.KillsTaken e -> {
                int mark = out.begin(12);
                if (!e.tasks().isEmpty()) {
                    int list = out.begin(1);
                    e.tasks().forEach(task -> out.packed(out.index(task.value())));
                    out.end(list);
                }
                out.end(mark);
            }
            case JobEvent.HistoryPruned e -> {
                int mark = out.begin(13);
                out.number(1, e.count());
                out.end(mark);
            }
        }
        out.end(record);
    }

    private static void write(Encoder out, int field, JobEvent.Moved moved) {
        int mark = out.begin(field);
        out.number(1, moved.instance());
        out.text(2, moved.task().value());
        out.number(3, moved.to().code());
        out.number(4, moved.noticeSequence());
        moved.placement().ifPresent(placement -> TaskValues.write(out, 5, placement));
        out.flag(6, moved.failed());
        out.text(7, moved.message());
        out.moment(8, moved.at());
        out.end(mark);
    }

    private static void write(Encoder out, int field, Choice choice) {
        int mark = out.begin(field);
        out.number(1, choice.instance());
        out.text(2, choice.task().value());
        out.text(3, choice.agent().value());
        out.text(4, choice.host());
        out.end(mark);
    }

    static Recorded<JobKey, JobEvent> read(Decoder in) {
        @Nullable JobKey job = null;
        var cause = Cause.SYSTEM;
        @Nullable JobEvent event = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> job = in.job();
                case 2 -> cause = in.cause();
                case 3 -> event = created(in);
                case 4 -> event = instancesAdded(in);
                case 5 -> event = placesChosen(in);
                case 6 -> event = placeRefused(in);
                case 7 -> event = moved(in);
                case 8 -> event = noticeNoted(in);
                case 9 -> event = rescheduled(in);
                case 10 -> event = withdrawn(in);
                case 11 -> {
                    var owed = JobStates.killOwed(in);
                    event = new JobEvent.KillOwed(owed.task(), owed.agent());
                }
                case 12 -> event = killsTaken(in);
                case 13 -> event = historyPruned(in);
                default -> throw in.malformed("no job event has the number " + in.field() + " in this version");
            }
        }
        in.close(outer);
        return new Recorded<>(in.required(job, "the job of an event"), cause, in.required(event, "a job's event"));
    }

    private static JobEvent created(Decoder in) {
        @Nullable JobSpec spec = null;
        long seed = 0;
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> spec = JobStates.jobSpec(in);
                case 2 -> seed = in.fixed();
                case 3 -> at = in.signed();
                default -> in.unknown("Created");
            }
        }
        in.close(outer);
        return new JobEvent.Created(in.required(spec, "Created.spec"), seed, in.moment(at));
    }

    private static JobEvent instancesAdded(Decoder in) {
        int template = 0;
        int first = 0;
        int count = 0;
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> template = in.int32();
                case 2 -> first = in.int32();
                case 3 -> count = in.int32();
                case 4 -> at = in.signed();
                default -> in.unknown("InstancesAdded");
            }
        }
        in.close(outer);
        return new JobEvent.InstancesAdded(template, first, count, in.moment(at));
    }

    private static JobEvent placesChosen(Decoder in) {
        var choices = new ArrayList<Choice>();
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> choices.add(choice(in));
                case 2 -> at = in.signed();
                default -> in.unknown("PlacesChosen");
            }
        }
        in.close(outer);
        return new JobEvent.PlacesChosen(choices, in.moment(at));
    }

    private static Choice choice(Decoder in) {
        int instance = 0;
        @Nullable TaskId task = null;
        @Nullable AgentId agent = null;
        String host = "";
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> instance = in.int32();
                case 2 -> task = in.task();
                case 3 -> agent = in.agent();
                case 4 -> host = in.sharedText();
                default -> in.unknown("Choice");
            }
        }
        in.close(outer);
        return new Choice(instance, in.required(task, "Choice.task"), in.required(agent, "Choice.agent"), host);
    }

    private static JobEvent placeRefused(Decoder in) {
        int instance = 0;
        @Nullable TaskId task = null;
        String message = "";
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> instance = in.int32();
                case 2 -> task = in.task();
                case 3 -> message = in.sharedText();
                case 4 -> at = in.signed();
                default -> in.unknown("PlaceRefused");
            }
        }
        in.close(outer);
        return new JobEvent.PlaceRefused(instance, in.required(task, "PlaceRefused.task"), message, in.moment(at));
    }

    private static JobEvent moved(Decoder in) {
        int instance = 0;
        @Nullable TaskId task = null;
        int to = 0;
        long noticeSequence = 0;
        var placement = Optional.<Placement>empty();
        boolean failed = false;
        String message = "";
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> instance = in.int32();
                case 2 -> task = in.task();
                case 3 -> to = in.int32();
                case 4 -> noticeSequence = in.int64();
                case 5 -> placement = Optional.of(TaskValues.placement(in));
                case 6 -> failed = in.bool();
                case 7 -> message = in.sharedText();
                case 8 -> at = in.signed();
                default -> in.unknown("Moved");
            }
        }
        in.close(outer);
        return new JobEvent.Moved(
                instance,
                in.required(task, "Moved.task"),
                JobStates.STATUSES.of(to),
                noticeSequence,
                placement,
                failed,
                message,
                in.moment(at));
    }

    private static JobEvent noticeNoted(Decoder in) {
        int instance = 0;
        @Nullable TaskId task = null;
        long noticeSequence = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> instance = in.int32();
                case 2 -> task = in.task();
                case 3 -> noticeSequence = in.int64();
                default -> in.unknown("NoticeNoted");
            }
        }
        in.close(outer);
        return new JobEvent.NoticeNoted(instance, in.required(task, "NoticeNoted.task"), noticeSequence);
    }

    private static JobEvent rescheduled(Decoder in) {
        int instance = 0;
        @Nullable TaskId ancestor = null;
        int flaps = 0;
        var throttledUntil = Instant.EPOCH;
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> instance = in.int32();
                case 2 -> ancestor = in.task();
                case 3 -> flaps = in.int32();
                case 4 -> throttledUntil = in.moment();
                case 5 -> at = in.signed();
                default -> in.unknown("Rescheduled");
            }
        }
        in.close(outer);
        return new JobEvent.Rescheduled(
                instance, in.required(ancestor, "Rescheduled.ancestor"), flaps, throttledUntil, in.moment(at));
    }

    private static JobEvent withdrawn(Decoder in) {
        int instance = 0;
        @Nullable TaskId task = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> instance = in.int32();
                case 2 -> task = in.task();
                default -> in.unknown("Withdrawn");
            }
        }
        in.close(outer);
        return new JobEvent.Withdrawn(instance, in.required(task, "Withdrawn.task"));
    }

    private static JobEvent killsTaken(Decoder in) {
        var tasks = new ArrayList<TaskId>();
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                int list = in.open();
                while (in.hasMore()) {
                    tasks.add(in.packedTask());
                }
                in.close(list);
            } else {
                in.unknown("KillsTaken");
            }
        }
        in.close(outer);
        return new JobEvent.KillsTaken(tasks);
    }

    private static JobEvent historyPruned(Decoder in) {
        int count = 0;
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() == 1) {
                count = in.int32();
            } else {
                in.unknown("HistoryPruned");
            }
        }
        in.close(outer);
        return new JobEvent.HistoryPruned(count);
    }
}
