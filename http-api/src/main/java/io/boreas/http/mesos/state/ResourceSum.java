package io.boreas.http.mesos.state;

import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import java.util.ArrayList;
import java.util.List;

/** Adds up many resources; joins their ports once, at the end. Not thread-safe. */
public final class ResourceSum {
    private final List<Ranges.Span> ports = new ArrayList<>();
    private long cpusMilli;
    private long memMilli;
    private long diskMilli;
    private Resources others = Resources.empty();

    public void add(Resources more) {
        if (!more.isPlain() || more.gpusMilli() > 0) {
            others = others.plus(more);
            return;
        }
        cpusMilli += more.cpusMilli();
        memMilli += more.memMilli();
        diskMilli += more.diskMilli();
        var morePorts = more.ports();
        for (int i = 0; i < morePorts.spanCount(); i++) {
            ports.add(new Ranges.Span(morePorts.begin(i), morePorts.end(i)));
        }
    }

    public Resources total() {
        return others.plus(Resources.plain(cpusMilli, memMilli, diskMilli, Ranges.of(ports)));
    }
}
