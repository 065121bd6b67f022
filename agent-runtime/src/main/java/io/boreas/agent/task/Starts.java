package io.boreas.agent.task;

import io.boreas.agent.process.RunFiles;
import io.boreas.agent.process.RunName;
import io.boreas.agent.process.Spawner;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs that are prepared and wait to be started: so many at a time that the cores are busy, and no more.
 *
 * <p>Used by one thread.
 */
final class Starts {
    private static final Logger LOG = LoggerFactory.getLogger(Starts.class);

    private final Spawner spawner;
    private final RunFiles files;
    private final int inFlightMax;
    private final Set<RunName> waiting = new LinkedHashSet<>();
    private final Set<RunName> inFlight = new LinkedHashSet<>();
    private boolean complained;

    Starts(Spawner spawner, RunFiles files, int inFlightMax) {
        this.spawner = spawner;
        this.files = files;
        this.inFlightMax = inFlightMax;
    }

    /** Queues a prepared run. */
    void add(RunName run) {
        waiting.add(run);
    }

    /** The run is known to have started, or is not to start any more. */
    void done(RunName run) {
        inFlight.remove(run);
        waiting.remove(run);
    }

    /** Hands over what may go. */
    void pump() {
        while (inFlight.size() < inFlightMax && !waiting.isEmpty()) {
            var run = waiting.iterator().next();
            boolean starts;
            try {
                starts = files.start(run) instanceof RunFiles.Start.Unknown;
            } catch (IOException e) {
                complain(run, e);
                waiting.remove(run);
                waiting.add(run); // behind those that may fare better
                return;
            }
            complained = false;
            waiting.remove(run);
            if (starts) {
                inFlight.add(run);
                try {
                    spawner.start(run);
                } catch (IOException e) {
                    LOG.warn("the spawner took no order; it is started again run={}", run, e);
                    return;
                }
            }
        }
    }

    /** Once, for it is tried again each time that anything happens. */
    private void complain(RunName run, IOException e) {
        if (!complained) {
            LOG.warn("cannot tell whether a run has started; it waits until that can be told run={}", run, e);
        }
        complained = true;
    }

    /** Starts the spawner again if it is gone, and repeats what it may not have done: it does nothing twice. */
    void revive() {
        try {
            if (spawner.revive()) {
                for (var run : inFlight) {
                    spawner.start(run);
                }
            }
            pump();
        } catch (IOException e) {
            LOG.error("cannot start the spawner: no process can be started until it can", e);
        }
    }
}
