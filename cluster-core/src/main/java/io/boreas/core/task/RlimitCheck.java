package io.boreas.core.task;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** The rules that the limits of a task's processes keep. Source: Mesos, {@code RLimitInfo}. */
public final class RlimitCheck {
    private RlimitCheck() {}

    /** @param path where they are in their document */
    public static List<Problem> check(SortedMap<String, Rlimit> rlimits, String path) {
        var problems = new ArrayList<Problem>();
        rlimits.forEach((name, limit) -> {
            var where = path + "." + name;
            if (!Rlimit.NAMES.contains(name)) {
                problems.add(new Problem(where, "is nothing to limit; known are " + String.join(", ", Rlimit.NAMES)));
            }
            if (limit.soft() < 0 || limit.hard() < 0) {
                problems.add(new Problem(where, "is 0 or more"));
            } else if (limit.soft() > limit.hard()) {
                problems.add(new Problem(
                        where,
                        "has a soft limit of " + Rlimit.text(limit.soft()) + ", above its hard limit of "
                                + Rlimit.text(limit.hard())));
            }
        });
        return problems;
    }
}
