package io.boreas.http.mesos.state;

import io.boreas.core.task.ResourceLimits;
import io.boreas.http.mesos.proto.Mesos;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The limits of tasks by resource, as {@code TaskInfo} has them: infinite for none. */
public final class ShownLimits {
    private ShownLimits() {}

    /** What a task's specification says, or what its framework said of it. */
    public static SortedMap<String, Mesos.Value.Scalar> of(TaskRow row) {
        return of(row, Said.of(row));
    }

    /** The same where it is known already what its framework said. */
    public static SortedMap<String, Mesos.Value.Scalar> of(TaskRow row, Optional<Mesos.TaskInfo> said) {
        return row.limits().map(ShownLimits::of).orElseGet(() -> said.map(info -> new TreeMap<>(info.getLimitsMap()))
                .orElseGet(TreeMap::new));
    }

    private static TreeMap<String, Mesos.Value.Scalar> of(ResourceLimits limits) {
        var shown = new TreeMap<String, Mesos.Value.Scalar>();
        limits.cpus().ifPresent(most -> shown.put("cpus", scalar(most)));
        limits.mem().ifPresent(most -> shown.put("mem", scalar(most)));
        return shown;
    }

    private static Mesos.Value.Scalar scalar(ResourceLimits.Limit most) {
        return Mesos.Value.Scalar.newBuilder()
                .setValue(most.isUnlimited() ? Double.POSITIVE_INFINITY : most.milli() / 1_000.0)
                .build();
    }
}
