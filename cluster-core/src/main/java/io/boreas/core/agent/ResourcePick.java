package io.boreas.core.agent;

import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.resource.Scalar;
import io.boreas.core.resource.TextSet;
import io.boreas.core.task.TaskSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which of an agent's free resources a task gets: what is reserved for its role first, then what is for everyone; of the
 * ports, the lowest. Source of who may use what: Mesos, reservations. Revocable resources, volumes and given disks are not
 * for these tasks.
 */
sealed interface ResourcePick {
    /**
     * It fits.
     *
     * @param resources on the terms they are free on, ports included
     * @param ports the number of each named port
     */
    record Picked(Resources resources, SortedMap<String, Integer> ports) implements ResourcePick {
        public Picked {
            ports = Collections.unmodifiableSortedMap(new TreeMap<>(ports));
        }
    }

    /** It does not fit. */
    record Lacking(String message) implements ResourcePick {}

    static ResourcePick of(Resources free, Role role, TaskSpec spec) {
        var slots = slots(free, role);
        var picked = new ArrayList<Resource>();
        var lacks = new ArrayList<String>();
        for (var need : spec.resources().toList()) {
            switch (need.value()) {
                case Scalar(long milli) -> pickAmount(slots, need.name(), milli, picked, lacks);
                case Ranges ranges -> pickExactly(free, need, picked, lacks);
                case TextSet items -> pickExactly(free, need, picked, lacks);
            }
        }
        var ports = new TreeMap<String, Integer>();
        pickPorts(slots, spec, ports, picked, lacks);
        return lacks.isEmpty() ? new Picked(Resources.of(picked), ports) : new Lacking(String.join("; ", lacks));
    }

    private static List<Resource> slots(Resources free, Role role) {
        if (free.isPlain()) {
            return free.toList();
        }
        var usable = free.filter(r -> r.terms().isAllocatableTo(role)
                && r.terms().disk().isEmpty()
                && !r.terms().revocable()
                && !r.terms().shared());
        var slots = new ArrayList<>(usable.reserved().toList());
        slots.addAll(usable.unreserved().toList());
        return slots;
    }

    private static void pickAmount(
            List<Resource> slots, String name, long milli, List<Resource> picked, List<String> lacks) {
        long left = milli;
        for (var slot : slots) {
            if (left > 0 && slot.name().equals(name) && slot.value() instanceof Scalar(long here)) {
                long taken = Math.min(left, here);
                picked.add(slot.with(new Scalar(taken)));
                left -= taken;
            }
        }
        if (left > 0) {
            lacks.add(name + ": " + new Scalar(milli) + " needed, " + new Scalar(milli - left) + " free");
        }
    }

    private static void pickExactly(Resources free, Resource need, List<Resource> picked, List<String> lacks) {
        if (free.contains(need)) {
            picked.add(need);
        } else {
            lacks.add(need.name() + ": " + need.value() + " needed and not free");
        }
    }

    private static void pickPorts(
            List<Resource> slots,
            TaskSpec spec,
            SortedMap<String, Integer> ports,
            List<Resource> picked,
            List<String> lacks) {
        var names = new ArrayList<>(spec.ports());
        // Number 0 asks the system for any port, so it cannot be given.
        var valid = Ranges.of(1, 65_535);
        for (var slot : slots) {
            if (ports.size() == names.size()) {
                return;
            }
            if (slot.name().equals("ports") && slot.value() instanceof Ranges here) {
                var usable = here.intersection(valid);
                var taken = usable.lowest(Math.min(usable.size(), names.size() - ports.size()));
                if (!taken.isEmpty()) {
                    picked.add(slot.with(taken));
                    taken.numbers().forEach(number -> ports.put(names.get(ports.size()), Math.toIntExact(number)));
                }
            }
        }
        if (ports.size() < names.size()) {
            lacks.add("ports: " + names.size() + " needed, " + ports.size() + " free");
        }
    }
}
