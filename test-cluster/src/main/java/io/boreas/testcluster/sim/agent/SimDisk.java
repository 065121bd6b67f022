package io.boreas.testcluster.sim.agent;

import io.boreas.core.id.TaskId;
import io.boreas.testcluster.sim.Chance;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.Timeline;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** An agent's disk. What was written is there after a crash once it is synced; of the rest, a first part may be. */
final class SimDisk {
    private final Timeline timeline;
    private final Chance chance;
    private final Map<TaskId, Checkpoint> synced = new TreeMap<>();
    private final ArrayDeque<Write> writes = new ArrayDeque<>();
    private long lastAtMillis;

    private record Write(Runnable change) {}

    SimDisk(Timeline timeline, Chance chance) {
        this.timeline = timeline;
        this.chance = chance;
    }

    /** What is there after a crash. */
    Map<TaskId, Checkpoint> synced() {
        return Collections.unmodifiableMap(synced);
    }

    void put(TaskId task, Checkpoint checkpoint, Life life, Runnable done) {
        write(() -> synced.put(task, checkpoint), life, done);
    }

    void remove(TaskId task, Life life) {
        write(() -> synced.remove(task), life, () -> {});
    }

    /** Waits for all writes before. */
    void after(Life life, Runnable done) {
        write(() -> {}, life, done);
    }

    private void write(Runnable change, Life life, Runnable done) {
        var write = new Write(change);
        writes.add(write);
        long now = timeline.millis();
        lastAtMillis = Math.max(lastAtMillis, now + (chance.oneIn(20) ? chance.between(5, 300) : chance.between(0, 3)));
        timeline.after(lastAtMillis - now, life, () -> {
            writes.remove().change.run();
            done.run();
        });
    }

    /** The agent is gone. */
    void crash() {
        int kept = chance.between(0, writes.size());
        for (int i = 0; i < kept; i++) {
            writes.remove().change.run();
        }
        writes.clear();
    }
}
