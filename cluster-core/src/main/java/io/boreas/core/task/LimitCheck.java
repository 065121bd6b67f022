package io.boreas.core.task;

import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules that the limits of a task keep. */
final class LimitCheck {
    private LimitCheck() {}

    /** @param path where the limits are in their document */
    static List<Problem> check(ResourceLimits limits, Resources promised, String path) {
        var problems = new ArrayList<Problem>();
        if (limits.cpus().isEmpty() && limits.mem().isEmpty()) {
            problems.add(new Problem(path, "has cpus, mem or both"));
        }
        check(limits.cpus(), promised.cpusMilli(), "cpus", path, problems);
        check(limits.mem(), promised.memMilli(), "mem", path, problems);
        return problems;
    }

    private static void check(
            Optional<ResourceLimits.Limit> limit, long promised, String name, String path, List<Problem> problems) {
        limit.filter(most -> most.milli() < promised)
                .ifPresent(most -> problems.add(new Problem(
                        path + "." + name,
                        "is no less than the task's resources, which are " + Scalar.format(promised) + "; not "
                                + most)));
    }
}
