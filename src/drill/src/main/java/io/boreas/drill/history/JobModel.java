package io.boreas.drill.history;

import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A job of which nothing runs: its state is the numbers of its active instances. A job can be created while none is active; more are
 * numbered after the last; killing takes effect at once, because there is nothing to wait for.
 */
public final class JobModel implements Model<SortedSet<Integer>> {
    @Override
    public SortedSet<Integer> initial() {
        return new TreeSet<>();
    }

    @Override
    public Optional<SortedSet<Integer>> apply(SortedSet<Integer> state, Operation operation) {
        var answer = operation.answer();
        return switch (operation.action()) {
            case Action.Read read -> {
                boolean fits =
                        switch (answer) {
                            case Answer.Values(var values) -> values.equals(state);
                            case Answer.Refused unknownJob -> state.isEmpty();
                            case Answer.Done done -> true;
                            case Answer.Unknown unknown -> true;
                        };
                yield fits ? Optional.of(state) : Optional.empty();
            }
            case Action.Create(int instances) -> change(state, answer, state.isEmpty(), numbers(0, instances), true);
            case Action.KillAll all -> change(state, answer, !state.isEmpty(), state, false);
            case Action.Kill(int instance) ->
                change(state, answer, state.contains(instance), new TreeSet<>(Set.of(instance)), false);
            case Action.Add(int template, int count) ->
                change(
                        state,
                        answer,
                        state.contains(template),
                        numbers(state.isEmpty() ? 0 : state.last() + 1, count),
                        true);
            case Action.SetQuota a -> throw notOfJobs(operation);
            case Action.RemoveQuota a -> throw notOfJobs(operation);
        };
    }

    private static Optional<SortedSet<Integer>> change(
            SortedSet<Integer> state, Answer answer, boolean possible, SortedSet<Integer> which, boolean added) {
        var after = state;
        if (possible) {
            after = new TreeSet<>(state);
            if (added) {
                after.addAll(which);
            } else {
                after.removeAll(which);
            }
        }
        return switch (answer) {
            case Answer.Unknown unknown -> Optional.of(after);
            case Answer.Done done -> possible ? Optional.of(after) : Optional.empty();
            case Answer.Values(var told) -> possible && told.equals(which) ? Optional.of(after) : Optional.empty();
            case Answer.Refused refused -> possible ? Optional.empty() : Optional.of(state);
        };
    }

    private static SortedSet<Integer> numbers(int first, int count) {
        return IntStream.range(first, first + count).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private static IllegalArgumentException notOfJobs(Operation operation) {
        return new IllegalArgumentException("nothing that is asked of a job: " + operation);
    }
}
