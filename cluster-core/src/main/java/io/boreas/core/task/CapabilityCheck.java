package io.boreas.core.task;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The rules that the capabilities of a task keep. Source: Mesos, the isolator {@code linux/capabilities}. */
public final class CapabilityCheck {
    private CapabilityCheck() {}

    /** What is wrong with them. */
    public static List<Problem> check(Capabilities capabilities, String path) {
        var problems = new ArrayList<Problem>();
        if (capabilities.effective().isEmpty() && capabilities.bounding().isEmpty()) {
            problems.add(new Problem(path, "has effective ones, bounding ones or both"));
        }
        capabilities.effective().ifPresent(names -> known(names, path + ".effective", problems));
        capabilities.bounding().ifPresent(names -> known(names, path + ".bounding", problems));
        if (capabilities.effective().isPresent() && capabilities.bounding().isPresent()) {
            var beyond = new TreeSet<>(capabilities.effective().get());
            beyond.removeAll(capabilities.bounding().get());
            if (!beyond.isEmpty()) {
                problems.add(new Problem(
                        path + ".effective",
                        "is within the bounding ones, and these have no " + String.join(", ", beyond)));
            }
        }
        return problems;
    }

    private static void known(SortedSet<String> names, String path, List<Problem> problems) {
        names.stream()
                .filter(name -> !Capabilities.NAMES.contains(name))
                .forEach(name -> problems.add(new Problem(
                        path,
                        "has \"" + name + "\", which is no capability; known are "
                                + String.join(", ", Capabilities.NAMES))));
    }
}
