package io.boreas.drill.check;

import io.boreas.drill.history.Course;
import io.boreas.drill.history.Outcome;
import io.boreas.drill.history.TaskHistory;
import io.boreas.drill.history.TaskNote;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a framework asked and heard, told step by step: each is a second after the one before. */
final class TaskStory {
    static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

    private final List<TaskNote> notes = new ArrayList<>();
    private long now;

    private long tick() {
        now += Duration.ofSeconds(1).toNanos();
        return now;
    }

    /** Time passes. */
    TaskStory later(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
        return this;
    }

    TaskStory launched(String task, Course course) {
        return launched(task, course, Outcome.ACCEPTED);
    }

    TaskStory launched(String task, Course course, Outcome outcome) {
        long at = tick();
        notes.add(new TaskNote.Launched(task, "a1", course, 0, at, at + 1, outcome));
        return this;
    }

    /** Updates that were acknowledged, each with a uuid of its own. */
    TaskStory told(String task, String... states) {
        for (var state : states) {
            update(task, state, task + "-" + state).acknowledged(task, task + "-" + state, Outcome.ACCEPTED);
        }
        return this;
    }

    TaskStory update(String task, String state, String uuid) {
        notes.add(new TaskNote.Told(task, state, "", "EXECUTOR", "a1", uuid, 0, tick()));
        return this;
    }

    TaskStory reconciled(String task, String state) {
        notes.add(new TaskNote.Told(task, state, "RECONCILIATION", "MASTER", "a1", "", 0, tick()));
        return this;
    }

    TaskStory acknowledged(String task, String uuid, Outcome outcome) {
        long at = tick();
        notes.add(new TaskNote.Acknowledged(task, uuid, 0, at, at + 1, outcome));
        return this;
    }

    TaskStory killed(String task, Outcome outcome) {
        long at = tick();
        notes.add(new TaskNote.Killed(task, 0, at, at + 1, outcome));
        return this;
    }

    /** The time of day of the last step. */
    Instant time() {
        return BEGUN.plusNanos(now);
    }

    TaskHistory history() {
        return new TaskHistory(notes, BEGUN, 0);
    }
}
