package io.boreas.agent.task;

import io.boreas.agent.process.Machine;
import io.boreas.agent.process.RunFiles;
import io.boreas.agent.process.RunFiles.Start;
import io.boreas.agent.process.RunName;
import io.boreas.agent.sandbox.LogKeeper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Learns what became of runs from their files and from the kernel. Used by one thread. */
final class RunWatch {
    private static final Logger LOG = LoggerFactory.getLogger(RunWatch.class);

    /** How long a start may take. Source: Thermos, which calls a process LOST when it is silent for so long. */
    private static final Duration CLAIM_MAX = Duration.ofSeconds(60);

    private static final Duration COMPLAINT_INTERVAL = Duration.ofSeconds(10);

    private final RunFiles files;
    private final Starts starts;
    private final TaskFolders folders;
    private final LogKeeper logs;
    private final InstantSource clock;
    private final String bootId;
    private final Instant bootTime;
    private Instant complainAgainAt = Instant.MIN;

    RunWatch(RunFiles files, Starts starts, TaskFolders folders, LogKeeper logs, InstantSource clock)
            throws IOException {
        this.files = files;
        this.starts = starts;
        this.folders = folders;
        this.logs = logs;
        this.clock = clock;
        this.bootId = Machine.bootId();
        this.bootTime = Machine.bootTime();
    }

    /** A run begins to write. */
    void begin(LiveTask task, RunName run) {
        logs.watch(
                folders.logs(task.prepared(), run),
                task.prepared().launch().spec().logs());
    }

    /** Reads what the files say of the task's runs; whether that was anything new. */
    boolean look(LiveTask task) {
        boolean news = false;
        for (var run : task.runs()) {
            try {
                news |= look(task, run);
            } catch (IOException e) {
                complain(run.name(), e);
            }
        }
        return news;
    }

    /** Not for each run, each time: what makes one unreadable, such as want of descriptors, makes all. */
    private void complain(RunName run, IOException e) {
        var now = clock.instant();
        if (!now.isBefore(complainAgainAt)) {
            complainAgainAt = now.plus(COMPLAINT_INTERVAL);
            LOG.warn("cannot read what became of a run, and maybe of others; trying again run={}", run, e);
        }
    }

    /** Reads what the files say of one run; whether that was anything new. */
    boolean look(LiveTask task, LiveTask.LiveRun run) throws IOException {
        boolean news = false;
        if (!run.isKnown()) {
            switch (files.start(run.name())) {
                case Start.Unknown() -> {
                    return false;
                }
                case Start.Claimed(var at) -> {
                    return giveUp(task, run, at);
                }
                case Start.CalledOff() -> {
                    over(task, run);
                    task.calledOff(run, clock.instant());
                    return true;
                }
                case Start.Started started -> {
                    starts.done(run.name());
                    task.running(run, started, started.bootId().equals(bootId));
                    news = true;
                }
            }
        }
        boolean sameBoot = run.bootId().equals(bootId);
        if (sameBoot && RunFiles.isAlive(run.id())) {
            return news; // its end is written after it
        }
        var end = files.end(run.name());
        if (end.isPresent()) {
            over(task, run);
            task.ended(run, end.get(), Machine.uptimeTicks());
            return true;
        }
        if (!sameBoot || run.isLost(clock.instant())) {
            over(task, run);
            task.ended(run, files.lose(run.name()), 0);
            return true;
        }
        return news;
    }

    /** Who set about starting the run and then said nothing may be gone. */
    private boolean giveUp(LiveTask task, LiveTask.LiveRun run, Instant claimedAt) throws IOException {
        boolean silent = clock.instant().isAfter(claimedAt.plus(CLAIM_MAX)) || claimedAt.isBefore(bootTime);
        if (silent) {
            over(task, run);
            task.ended(run, files.lose(run.name()), 0);
        }
        return silent;
    }

    /** Runs that have no process yet never get one. */
    void callOff(LiveTask task) {
        for (var run : task.runs()) {
            try {
                if (!run.isKnown() && (!run.isPrepared() || files.callOff(run.name()))) {
                    over(task, run);
                    task.calledOff(run, clock.instant());
                }
            } catch (IOException e) {
                LOG.warn("cannot call a run off; it is stopped once it has started run={}", run.name(), e);
            }
        }
    }

    private void over(LiveTask task, LiveTask.LiveRun run) {
        starts.done(run.name());
        logs.leave(folders.logs(task.prepared(), run.name()));
    }
}
