package io.boreas.launcher;

import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;

/** How several agents share what one machine has. */
final class Shares {
    private Shares() {}

    /** One agent's part of everything. */
    static Resources all(Resources machine, int number, int count) {
        return Resources.plain(
                machine.cpusMilli() / count,
                machine.memMilli() / count,
                machine.diskMilli() / count,
                part(machine.ports(), number, count));
    }

    /** What one agent was told to have, with its part of the ports: a machine has each port once. */
    static Resources ports(Resources each, int number, int count) {
        return Resources.plain(each.cpusMilli(), each.memMilli(), each.diskMilli(), part(each.ports(), number, count));
    }

    private static Ranges part(Ranges ports, int number, int count) {
        long size = ports.size() / count;
        return ports.take(size * number).left().take(size).taken();
    }
}
