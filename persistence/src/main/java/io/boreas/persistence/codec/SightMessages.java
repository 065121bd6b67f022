package io.boreas.persistence.codec;

import io.boreas.core.link.TaskSight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/** What agents see of tasks; see {@code boreas/link/v1/link.proto}. */
final class SightMessages {
    private SightMessages() {}

    static void write(Encoder out, int field, TaskSight sight) {
        int mark = out.begin(field);
        sight.processes().forEach(line -> write(out, 1, line));
        sight.living().forEach(living -> write(out, 2, living));
        sight.points().forEach(point -> write(out, 3, point));
        out.end(mark);
    }

    static TaskSight read(Decoder in) {
        var processes = new ArrayList<TaskSight.Line>();
        var living = new ArrayList<TaskSight.Living>();
        var points = new ArrayList<TaskSight.Point>();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> processes.add(line(in));
                case 2 -> living.add(living(in));
                case 3 -> points.add(point(in));
                default -> in.unknown("Seen");
            }
        }
        in.close(outer);
        return new TaskSight(processes, living, points);
    }

    private static void write(Encoder out, int field, TaskSight.Line line) {
        int mark = out.begin(field);
        out.text(1, line.name());
        out.text(2, line.state());
        out.number(3, line.runs());
        out.number(4, line.failures());
        out.number(5, line.pid());
        if (line.startedAt().isPresent()) {
            out.present(6, line.startedAt().get().toEpochMilli());
        }
        if (line.finishedAt().isPresent()) {
            out.present(7, line.finishedAt().get().toEpochMilli());
        }
        if (line.exitCode().isPresent()) {
            out.present(8, line.exitCode().get());
        }
        out.end(mark);
    }

    private static TaskSight.Line line(Decoder in) {
        String name = "";
        String state = "";
        int runs = 0;
        int failures = 0;
        long pid = 0;
        var startedAt = Optional.<Instant>empty();
        var finishedAt = Optional.<Instant>empty();
        var exitCode = Optional.<Integer>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> name = in.sharedText();
                case 2 -> state = in.sharedText();
                case 3 -> runs = in.int32();
                case 4 -> failures = in.int32();
                case 5 -> pid = in.int64();
                case 6 -> startedAt = Optional.of(Instant.ofEpochMilli(in.int64()));
                case 7 -> finishedAt = Optional.of(Instant.ofEpochMilli(in.int64()));
                case 8 -> exitCode = Optional.of(in.int32());
                default -> in.unknown("Line");
            }
        }
        in.close(outer);
        return new TaskSight.Line(name, state, runs, failures, pid, startedAt, finishedAt, exitCode);
    }

    private static void write(Encoder out, int field, TaskSight.Living living) {
        int mark = out.begin(field);
        out.number(1, living.pid());
        out.number(2, living.parent());
        out.text(3, living.name());
        out.text(4, living.process());
        out.text(5, living.state());
        out.number(6, living.threads());
        out.number(7, living.cpuMillis());
        out.number(8, living.cpuMilliCores());
        out.number(9, living.rssBytes());
        out.number(10, living.readBytes());
        out.number(11, living.writtenBytes());
        out.number(12, living.startedAt().toEpochMilli());
        out.end(mark);
    }

    private static TaskSight.Living living(Decoder in) {
        var numbers = new long[13];
        String name = "";
        String process = "";
        String state = "";
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 3 -> name = in.sharedText();
                case 4 -> process = in.sharedText();
                case 5 -> state = in.sharedText();
                case 1, 2, 6, 7, 8, 9, 10, 11, 12 -> numbers[in.field()] = in.int64();
                default -> in.unknown("Living");
            }
        }
        in.close(outer);
        return new TaskSight.Living(
                numbers[1],
                numbers[2],
                name,
                process,
                state,
                (int) numbers[6],
                numbers[7],
                (int) numbers[8],
                numbers[9],
                numbers[10],
                numbers[11],
                Instant.ofEpochMilli(numbers[12]));
    }

    private static void write(Encoder out, int field, TaskSight.Point point) {
        int mark = out.begin(field);
        out.number(1, point.at().toEpochMilli());
        out.number(2, point.userMillis());
        out.number(3, point.systemMillis());
        out.number(4, point.rssBytes());
        out.number(5, point.memBytes());
        out.number(6, point.processes());
        out.number(7, point.threads());
        out.number(8, point.readBytes());
        out.number(9, point.writtenBytes());
        out.end(mark);
    }

    private static TaskSight.Point point(Decoder in) {
        var numbers = new long[10];
        int outer = in.open();
        while (in.next() != 0) {
            if (in.field() >= 1 && in.field() < numbers.length) {
                numbers[in.field()] = in.int64();
            } else {
                in.unknown("Point");
            }
        }
        in.close(outer);
        return new TaskSight.Point(
                Instant.ofEpochMilli(numbers[1]),
                numbers[2],
                numbers[3],
                numbers[4],
                numbers[5],
                (int) numbers[6],
                (int) numbers[7],
                numbers[8],
                numbers[9]);
    }
}
