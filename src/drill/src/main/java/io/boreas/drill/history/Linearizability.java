package io.boreas.drill.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a history of one key could have come from a single copy: each operation takes effect at one moment between its question and its
 * answer, and an unknown one at any later moment, or never.
 *
 * <p>Follows all orders that are still possible from answer to answer. Source: Wing and Gong, "Testing and Verifying Concurrent Objects",
 * 1993; Lowe, "Testing for Linearizability", 2017, the just-in-time algorithm.
 */
public final class Linearizability {
    /** Possible worlds looked at for one answer. A history with a few clients at a time needs some dozens. */
    public static final int WORLDS_MAX = 200_000;

    private Linearizability() {}

    /** What was found. */
    public sealed interface Verdict {
        /** There is an order. */
        record Linearizable() implements Verdict {}

        /**
         * There is none.
         *
         * @param operation the first, by time of its answer, that fits no order
         * @param states what could have been there when it was answered
         * @param before the operations on the key that led up to it
         */
        record Violated(Operation operation, Set<String> states, List<Operation> before) implements Verdict {}

        /** Too many orders are possible. */
        record Undecided(Operation operation) implements Verdict {}
    }

    /** What was done so far among the operations that are still going on, and what is there then. */
    private record World<S>(S state, Set<Operation> done) {}

    /** Looks at the operations of one key, in any order. */
    public static <S> Verdict check(Model<S> model, List<Operation> history) {
        var ordered = history.stream()
                .filter(operation -> !(operation.answer() instanceof Answer.Unknown) || operation.isMutation())
                .sorted(Comparator.comparingLong(Operation::invokedNanos))
                .toList();
        var answered = ordered.stream()
                .filter(operation -> !(operation.answer() instanceof Answer.Unknown))
                .sorted(Comparator.comparingLong(Operation::returnedNanos))
                .toList();
        Set<World<S>> worlds = Set.of(new World<>(model.initial(), Set.of()));
        var pending = new LinkedHashSet<Operation>();
        int next = 0;
        for (var returning : answered) {
            while (next < ordered.size() && ordered.get(next).invokedNanos() <= returning.returnedNanos()) {
                pending.add(ordered.get(next++));
            }
            var after = after(model, worlds, pending, returning);
            if (after.isEmpty()) {
                return new Verdict.Undecided(returning);
            }
            if (after.get().isEmpty()) {
                return violated(worlds, ordered, returning);
            }
            worlds = after.get();
            pending.remove(returning);
        }
        return new Verdict.Linearizable();
    }

    /** The worlds in which an operation was done before it was answered; empty if there are too many. */
    private static <S> Optional<Set<World<S>>> after(
            Model<S> model, Set<World<S>> worlds, Set<Operation> pending, Operation returning) {
        var seen = new HashSet<>(worlds);
        var open = new ArrayDeque<>(worlds);
        var after = new LinkedHashSet<World<S>>();
        while (!open.isEmpty()) {
            var world = open.poll();
            if (world.done().contains(returning)) {
                var others = new HashSet<>(world.done());
                others.remove(returning);
                after.add(new World<>(world.state(), Set.copyOf(others)));
                continue;
            }
            for (var operation : pending) {
                if (world.done().contains(operation)) {
                    continue;
                }
                model.apply(world.state(), operation).ifPresent(state -> {
                    if (operation.answer() instanceof Answer.Unknown && state.equals(world.state())) {
                        return; // as if it never took effect, and that world is looked at anyway
                    }
                    var done = new HashSet<>(world.done());
                    done.add(operation);
                    var further = new World<>(state, Set.copyOf(done));
                    if (seen.add(further)) {
                        open.add(further);
                    }
                });
            }
            if (seen.size() > WORLDS_MAX) {
                return Optional.empty();
            }
        }
        return Optional.of(after);
    }

    private static <S> Verdict violated(Set<World<S>> worlds, List<Operation> ordered, Operation at) {
        var states = new LinkedHashSet<String>();
        worlds.forEach(world -> states.add(String.valueOf(world.state())));
        var before = new ArrayList<>(ordered.stream()
                .filter(operation -> operation.invokedNanos() <= at.returnedNanos())
                .toList());
        int from = Math.max(0, before.size() - 12);
        return new Verdict.Violated(at, states, List.copyOf(before.subList(from, before.size())));
    }
}
