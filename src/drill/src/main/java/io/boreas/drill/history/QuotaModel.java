package io.boreas.drill.history;

import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** A role's limit of cpus: a register that is set, removed and read. Its state is the one value, or none. */
public final class QuotaModel implements Model<SortedSet<Integer>> {
    @Override
    public SortedSet<Integer> initial() {
        return new TreeSet<>();
    }

    @Override
    public Optional<SortedSet<Integer>> apply(SortedSet<Integer> state, Operation operation) {
        return switch (operation.action()) {
            case Action.Read read -> fits(state, operation.answer()) ? Optional.of(state) : Optional.empty();
            case Action.SetQuota(int cpus) -> changed(new TreeSet<>(Set.of(cpus)), operation.answer());
            case Action.RemoveQuota remove -> changed(new TreeSet<>(), operation.answer());
            case Action.Create a -> throw notOfQuotas(operation);
            case Action.KillAll a -> throw notOfQuotas(operation);
            case Action.Kill a -> throw notOfQuotas(operation);
            case Action.Add a -> throw notOfQuotas(operation);
        };
    }

    private static boolean fits(SortedSet<Integer> state, Answer answer) {
        return switch (answer) {
            case Answer.Values(var values) -> values.equals(state);
            case Answer.Refused refused -> state.isEmpty();
            case Answer.Done done -> true;
            case Answer.Unknown unknown -> true;
        };
    }

    /** Nothing about a quota depends on the one before: to refuse one would need a reason that this model does not know. */
    private static Optional<SortedSet<Integer>> changed(SortedSet<Integer> after, Answer answer) {
        return answer instanceof Answer.Refused ? Optional.empty() : Optional.of(after);
    }

    private static IllegalArgumentException notOfQuotas(Operation operation) {
        return new IllegalArgumentException("nothing that is asked of a quota: " + operation);
    }
}
