package io.boreas.agent.sandbox;

import io.boreas.core.task.LogPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks after the output of runs that go on, so that no file of it grows without end. Safe for use by any thread. */
public final class LogKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LogKeeper.class);

    private final ProcessLogs logs;
    private final Map<Path, LogPolicy> watched = new ConcurrentHashMap<>();

    public LogKeeper(ProcessLogs logs) {
        this.logs = logs;
    }

    /** The run that writes into this folder goes on. */
    public void watch(Path folder, LogPolicy policy) {
        watched.put(folder, policy);
    }

    /** The run that wrote into this folder has ended. */
    public void leave(Path folder) {
        watched.remove(folder);
    }

    /** Rotates what is full. */
    public void rotate() {
        watched.forEach((folder, policy) -> {
            for (String stream : new String[] {"stdout", "stderr"}) {
                try {
                    logs.rotate(folder, stream, policy);
                } catch (IOException e) {
                    LOG.warn("cannot rotate the output of a process file={}/{}", folder, stream, e);
                }
            }
        });
    }
}
