package io.boreas.http.mesos.translate;

import io.boreas.core.task.Capabilities;
import io.boreas.core.task.CapabilityCheck;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Mesos.CapabilityInfo.Capability;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Capabilities that containers of frameworks and operators wish. Source: Mesos, {@code LinuxInfo} and the isolator {@code linux/capabilities}. */
public final class CapabilityReader {
    private CapabilityReader() {}

    /** What is wished of them; {@code capability_info} is what the effective ones were called before. */
    public static Optional<Capabilities> capabilities(Mesos.ContainerInfo container) {
        var info = container.getLinuxInfo();
        var effective = info.hasEffectiveCapabilities()
                ? Optional.of(names(info.getEffectiveCapabilities()))
                : info.hasCapabilityInfo()
                        ? Optional.of(names(info.getCapabilityInfo()))
                        : Optional.<SortedSet<String>>empty();
        var bounding = info.hasBoundingCapabilities()
                ? Optional.of(names(info.getBoundingCapabilities()))
                : Optional.<SortedSet<String>>empty();
        return effective.isEmpty() && bounding.isEmpty()
                ? Optional.empty()
                : Optional.of(new Capabilities(effective, bounding));
    }

    private static SortedSet<String> names(Mesos.CapabilityInfo info) {
        var names = new TreeSet<String>();
        info.getCapabilitiesList().stream()
                .filter(capability -> capability != Capability.UNKNOWN)
                .forEach(capability -> names.add(capability.name().toLowerCase(Locale.ROOT)));
        return names;
    }

    /**
     * What is wrong with them.
     *
     * @param of what the container is called
     */
    public static void problems(String of, Mesos.ContainerInfo container, List<String> problems) {
        var where = of + ".linux_info";
        var info = container.getLinuxInfo();
        if (info.hasCapabilityInfo() && info.hasEffectiveCapabilities()) {
            problems.add(
                    "'" + where + "' has 'capability_info' and 'effective_capabilities', which are the same: it has one"
                            + " of them at most");
        }
        if (hasUnknown(info.getCapabilityInfo())
                || hasUnknown(info.getEffectiveCapabilities())
                || hasUnknown(info.getBoundingCapabilities())) {
            problems.add("'" + where + "' has a capability that is not known");
        }
        capabilities(container).ifPresent(wish -> CapabilityCheck.check(wish, where)
                .forEach(problem -> problems.add("'" + problem.path() + "_capabilities' " + problem.message())));
    }

    /** One that was made after Mesos ended comes as a field that is not known. */
    private static boolean hasUnknown(Mesos.CapabilityInfo info) {
        return info.getCapabilitiesList().contains(Capability.UNKNOWN)
                || !info.getUnknownFields().asMap().isEmpty();
    }
}
