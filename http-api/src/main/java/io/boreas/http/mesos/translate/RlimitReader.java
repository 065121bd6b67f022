package io.boreas.http.mesos.translate;

import io.boreas.core.task.Rlimit;
import io.boreas.core.task.RlimitCheck;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Mesos.RLimitInfo.RLimit;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Limits of the processes of frameworks' tasks. Source: Mesos, {@code RLimitInfo} and {@code posix/rlimits.cpp}. */
final class RlimitReader {
    private static final String WHERE = "TaskInfo.container.rlimit_info";
    private static final String PREFIX = "RLMT_";

    private RlimitReader() {}

    /** The limits by their names here; of one name the last counts, as there. */
    static SortedMap<String, Rlimit> rlimits(Mesos.ContainerInfo container) {
        var rlimits = new TreeMap<String, Rlimit>();
        for (var limit : container.getRlimitInfo().getRlimitsList()) {
            if (limit.getType() != RLimit.Type.UNKNOWN && limit.hasSoft() == limit.hasHard()) {
                rlimits.put(name(limit), rlimit(limit));
            }
        }
        return rlimits;
    }

    /** What is wrong with them. */
    static void problems(Mesos.ContainerInfo container, List<String> problems) {
        for (var limit : container.getRlimitInfo().getRlimitsList()) {
            if (limit.getType() == RLimit.Type.UNKNOWN) {
                problems.add("'" + WHERE + "' has a limit of no known type");
            } else if (limit.hasSoft() != limit.hasHard()) {
                problems.add("'" + WHERE + "' has one of 'soft' and 'hard' for " + limit.getType()
                        + ": it has both, or none for no limit");
            }
        }
        RlimitCheck.check(rlimits(container), WHERE)
                .forEach(problem -> problems.add("'" + problem.path() + "' " + problem.message()));
    }

    private static String name(RLimit limit) {
        return limit.getType().name().substring(PREFIX.length()).toLowerCase(Locale.ROOT);
    }

    private static Rlimit rlimit(RLimit limit) {
        return limit.hasSoft()
                ? new Rlimit(value(limit.getSoft()), value(limit.getHard()))
                : new Rlimit(Rlimit.UNLIMITED, Rlimit.UNLIMITED);
    }

    /** More than 63 bits can say is what the kernel takes for no limit, or no less than that. */
    private static long value(long unsigned) {
        return unsigned < 0 ? Rlimit.UNLIMITED : unsigned;
    }
}
