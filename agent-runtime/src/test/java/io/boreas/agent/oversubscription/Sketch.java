package io.boreas.agent.oversubscription;

import io.boreas.core.id.TaskId;
import io.boreas.core.link.TaskSight.Point;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Holdings of an agent, at a moment. */
final class Sketch {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final int STEP_SECONDS = 20;

    private Sketch() {}

    static Resources revocable(String resources) {
        return Resources.parse(resources).onTerms(Terms::asRevocable);
    }

    /** A task of this age that was looked at all the time, and used so many thousandths of a core from one look to the next. */
    static Holding using(String task, Resources resources, Duration age, long... milli) {
        var points = new ArrayList<Point>();
        long cpu = 0;
        var at = NOW.minusSeconds((long) STEP_SECONDS * milli.length);
        points.add(point(at, cpu));
        for (long used : milli) {
            at = at.plusSeconds(STEP_SECONDS);
            cpu += used * STEP_SECONDS;
            points.add(point(at, cpu));
        }
        return holding(task, resources, age, points);
    }

    static Holding holding(String task, Resources resources, Duration age, List<Point> points) {
        return new Holding(new Holder.OfTask(new TaskId(task)), resources, NOW.minus(age), List.of(points));
    }

    static Point point(Instant at, long cpuMillis) {
        return new Point(at, cpuMillis, 0, 0, 0, 1, 1, 0, 0);
    }
}
