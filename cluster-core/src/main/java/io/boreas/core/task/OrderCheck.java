package io.boreas.core.task;

import io.boreas.core.task.TaskSpec.Order;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rules of the order of processes. Source: Thermos's {@code TaskPlanner} and {@code ThermosConfigLoader}. */
final class OrderCheck {
    private OrderCheck() {}

    static void check(TaskSpec task, String path, List<Problem> problems) {
        if (task.order().size() > TaskSpecCheck.ORDERS_MAX) {
            problems.add(new Problem(
                    path,
                    "has at most " + TaskSpecCheck.ORDERS_MAX + " pairs, not "
                            + task.order().size()));
            return;
        }
        Map<String, ProcessSpec> byName = new LinkedHashMap<>();
        task.processes().forEach(process -> byName.putIfAbsent(process.name(), process));
        for (int i = 0; i < task.order().size(); i++) {
            var order = task.order().get(i);
            var first = byName.get(order.first());
            var then = byName.get(order.then());
            var at = path + "[" + i + "]";
            if (first == null || then == null) {
                var unknown = first == null ? order.first() : order.then();
                problems.add(new Problem(at, "names \"" + unknown + "\", which is no process of the task"));
            } else {
                pair(first, then, at, problems);
            }
        }
        var cycle = cycle(byName.keySet(), task.order());
        if (!cycle.isEmpty()) {
            problems.add(new Problem(path, "goes in a circle: these can never start: " + String.join(", ", cycle)));
        }
    }

    private static void pair(ProcessSpec first, ProcessSpec then, String at, List<Problem> problems) {
        if (first.daemon()) {
            problems.add(
                    new Problem(at, "waits for \"" + first.name() + "\", a daemon, which never finishes for good"));
        }
        if (first.ephemeral() && !then.ephemeral()) {
            problems.add(new Problem(
                    at,
                    "lets \"" + then.name() + "\", which is not ephemeral, wait for \"" + first.name()
                            + "\", which is and may never finish"));
        }
        if (first.isFinal() != then.isFinal()) {
            problems.add(new Problem(
                    at,
                    "mixes \"" + first.name() + "\" and \"" + then.name()
                            + "\": final processes run after all regular ones anyway"));
        }
    }

    /**
     * The processes that wait for each other, or for those that do; none if the order can be kept. Source: Kahn, "Topological
     * sorting of large networks", CACM 1962.
     */
    private static Set<String> cycle(Set<String> names, List<Order> order) {
        Map<String, Set<String>> successors = new LinkedHashMap<>();
        Map<String, Integer> waitsFor = new LinkedHashMap<>();
        names.forEach(name -> waitsFor.put(name, 0));
        for (var pair : order) {
            if (names.contains(pair.first())
                    && names.contains(pair.then())
                    && successors
                            .computeIfAbsent(pair.first(), name -> new LinkedHashSet<>())
                            .add(pair.then())) {
                waitsFor.merge(pair.then(), 1, Integer::sum);
            }
        }
        var free = new ArrayDeque<String>();
        waitsFor.forEach((name, count) -> {
            if (count == 0) {
                free.add(name);
            }
        });
        var left = new LinkedHashSet<>(names);
        while (!free.isEmpty()) {
            var name = free.remove();
            left.remove(name);
            for (var successor : successors.getOrDefault(name, Set.of())) {
                if (waitsFor.merge(successor, -1, Integer::sum) == 0) {
                    free.add(successor);
                }
            }
        }
        return left;
    }
}
