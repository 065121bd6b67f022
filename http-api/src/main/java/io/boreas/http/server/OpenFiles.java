package io.boreas.http.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that connections leave descriptors for what cannot wait: journals, files and processes of tasks, links.
 *
 * <p>A connection that is not accepted waits in the kernel; one that cannot be accepted for want of a descriptor is tried
 * again and again, and everything else fails meanwhile.
 */
public final class OpenFiles {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

    /** Of what is free at the start, a door may take one part of so many: a process can have the doors of both. */
    private static final long PARTS = 3;

    private static final long CONNECTIONS_MIN = 4;

    private OpenFiles() {}

    /**
     * How many connections a door may hold in this process; says so in the log if they are fewer than wanted.
     *
     * @param key the setting that says how many are wanted
     */
    public static int connections(String key, int wanted) {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return wanted;
        }
        long max = system.getMaxFileDescriptorCount();
        int connections = connections(wanted, max, system.getOpenFileDescriptorCount());
        if (connections < wanted) {
            LOG.warn(
                    "too few open files for {}={}: this process may have {}, so its door takes {} connections at a time."
                            + " Raise the limit, LimitNOFILE of its unit or ulimit -n, or lower the setting",
                    key,
                    wanted,
                    max,
                    connections);
        }
        return connections;
    }

    static int connections(int wanted, long max, long open) {
        long room = Math.max(CONNECTIONS_MIN, (max - open) / PARTS);
        return Math.toIntExact(Math.min(wanted, room));
    }
}
