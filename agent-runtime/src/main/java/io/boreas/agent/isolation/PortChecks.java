package io.boreas.agent.isolation;

import io.boreas.core.resource.Ranges;
import java.time.Duration;

/**
 * How {@code network/ports} looks at what tasks listen on.
 *
 * @param enforced whether a task is ended for it; if not, the log says so. Source: Mesos, {@code --enforce_container_ports}
 * @param among the ports that are looked at; empty for all. Source: Mesos, {@code --container_ports_isolated_range}
 * @param every how often, 50 ms to 1 h
 */
public record PortChecks(boolean enforced, Ranges among, Duration every) {
    public static final PortChecks DEFAULT = new PortChecks(false, Ranges.empty(), Duration.ofSeconds(10));

    private static final long PORT_MAX = 65_535;

    public PortChecks {
        if (!among.isEmpty() && (among.lowest() < 1 || among.end(among.spanCount() - 1) > PORT_MAX)) {
            throw new IllegalArgumentException("ports that tasks listen on are of 1 to " + PORT_MAX + ", not " + among);
        }
    }

    /** Those of these ports that are looked at. */
    Ranges checked(Ranges ports) {
        return among.isEmpty() ? ports : ports.intersection(among);
    }
}
