package io.boreas.persistence.codec;

import io.boreas.core.agent.Notice;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.framework.TaskRun;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.Recorded;
import io.boreas.core.resource.Role;
import java.util.ArrayList;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Events of frameworks; see {@code boreas/journal/v1/framework.proto}. */
final class FrameworkEvents {
    private FrameworkEvents() {}

    static void write(Encoder out, int field, FrameworkId framework, Cause cause, FrameworkEvent event) {
        int record = out.begin(field);
        out.text(1, framework.value());
        out.cause(2, cause);
        switch (event) {
            case FrameworkEvent.Subscribed e -> {
                int mark = out.begin(3);
                out.number(1, e.stream());
                out.text(2, e.streamId());
                FrameworkValues.write(out, 3, e.info());
                e.suppressed().forEach(role -> out.text(4, role.name()));
                out.moment(5, e.at());
                out.end(mark);
            }
            case FrameworkEvent.Updated e -> {
                int mark = out.begin(4);
                FrameworkValues.write(out, 1, e.info());
                e.suppressed().forEach(role -> out.text(2, role.name()));
                out.moment(3, e.at());
                out.end(mark);
            }
            case FrameworkEvent.Disconnected e -> {
                int mark = out.begin(5);
                out.moment(1, e.at());
                out.moment(2, e.failoverAt());
                out.end(mark);
            }
            case FrameworkEvent.Removed e -> {
                int mark = out.begin(6);
                out.text(1, e.message());
                out.moment(2, e.at());
                out.end(mark);
            }
            case FrameworkEvent.Noticed e -> {
                int mark = out.begin(7);
                FrameworkValues.write(out, 1, e.run());
                e.notices().forEach(notice -> AgentStates.write(out, 2, notice));
                out.end(mark);
            }
            case FrameworkEvent.Acknowledged e -> {
                int mark = out.begin(8);
                out.text(1, e.task().value());
                out.number(2, e.sequence());
                out.end(mark);
            }
            case FrameworkEvent.AckTaken e -> FrameworkValues.write(out, 9, e.claim());
            case FrameworkEvent.KillOwed e -> FrameworkValues.write(out, 10, e.claim());
            case FrameworkEvent.KillTaken e -> FrameworkValues.write(out, 11, e.claim());
            case FrameworkEvent.RemovalOwed e -> FrameworkValues.write(out, 12, e.agent());
            case FrameworkEvent.RemovalTaken e -> FrameworkValues.write(out, 13, e.agent());
            case FrameworkEvent.Forgotten e -> out.end(out.begin(14));
        }
        out.end(record);
    }

    static Recorded<FrameworkId, FrameworkEvent> read(Decoder in) {
        @Nullable FrameworkId framework = null;
        var cause = Cause.SYSTEM;
        @Nullable FrameworkEvent event = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> framework = in.framework();
                case 2 -> cause = in.cause();
                case 3 -> event = subscribed(in);
                case 4 -> event = updated(in);
                case 5 -> event = disconnected(in);
                case 6 -> event = removed(in);
                case 7 -> event = noticed(in);
                case 8 -> event = acknowledged(in);
                case 9 -> event = new FrameworkEvent.AckTaken(FrameworkValues.claim(in));
                case 10 -> event = new FrameworkEvent.KillOwed(FrameworkValues.claim(in));
                case 11 -> event = new FrameworkEvent.KillTaken(FrameworkValues.claim(in));
                case 12 -> event = new FrameworkEvent.RemovalOwed(FrameworkValues.agent(in));
                case 13 -> event = new FrameworkEvent.RemovalTaken(FrameworkValues.agent(in));
                case 14 -> event = forgotten(in);
                default -> throw in.malformed("no framework event has the number " + in.field() + " in this version");
            }
        }
        in.close(outer);
        return new Recorded<>(
                in.required(framework, "the framework of an event"), cause, in.required(event, "a framework's event"));
    }

    private static FrameworkEvent subscribed(Decoder in) {
        long stream = 0;
        String streamId = "";
        @Nullable FrameworkInfo info = null;
        var suppressed = new TreeSet<Role>();
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> stream = in.int64();
                case 2 -> streamId = in.text();
                case 3 -> info = FrameworkValues.info(in);
                case 4 -> suppressed.add(new Role(in.sharedText()));
                case 5 -> at = in.signed();
                default -> in.unknown("Subscribed");
            }
        }
        in.close(outer);
        return new FrameworkEvent.Subscribed(
                stream, streamId, in.required(info, "Subscribed.info"), suppressed, in.moment(at));
    }

    private static FrameworkEvent updated(Decoder in) {
        @Nullable FrameworkInfo info = null;
        var suppressed = new TreeSet<Role>();
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> info = FrameworkValues.info(in);
                case 2 -> suppressed.add(new Role(in.sharedText()));
                case 3 -> at = in.signed();
                default -> in.unknown("FrameworkUpdated");
            }
        }
        in.close(outer);
        return new FrameworkEvent.Updated(in.required(info, "FrameworkUpdated.info"), suppressed, in.moment(at));
    }

    private static FrameworkEvent disconnected(Decoder in) {
        long at = 0;
        long failoverAt = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> at = in.signed();
                case 2 -> failoverAt = in.signed();
                default -> in.unknown("Disconnected");
            }
        }
        in.close(outer);
        return new FrameworkEvent.Disconnected(in.moment(at), in.moment(failoverAt));
    }

    private static FrameworkEvent removed(Decoder in) {
        String message = "";
        long at = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> message = in.sharedText();
                case 2 -> at = in.signed();
                default -> in.unknown("FrameworkRemoved");
            }
        }
        in.close(outer);
        return new FrameworkEvent.Removed(message, in.moment(at));
    }

    private static FrameworkEvent noticed(Decoder in) {
        @Nullable TaskRun run = null;
        var notices = new ArrayList<Notice>(2);
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> run = FrameworkValues.run(in);
                case 2 -> notices.add(AgentStates.notice(in));
                default -> in.unknown("Noticed");
            }
        }
        in.close(outer);
        return new FrameworkEvent.Noticed(in.required(run, "Noticed.run"), notices);
    }

    private static FrameworkEvent acknowledged(Decoder in) {
        @Nullable TaskId task = null;
        long sequence = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> task = in.task();
                case 2 -> sequence = in.int64();
                default -> in.unknown("UpdateAcknowledged");
            }
        }
        in.close(outer);
        return new FrameworkEvent.Acknowledged(in.required(task, "UpdateAcknowledged.task"), sequence);
    }

    private static FrameworkEvent forgotten(Decoder in) {
        int outer = in.open();
        while (in.next() != 0) {
            in.unknown("Forgotten");
        }
        in.close(outer);
        return new FrameworkEvent.Forgotten();
    }
}
