package io.boreas.drill.check;

import io.boreas.drill.history.Action;
import io.boreas.drill.history.Answer;
import io.boreas.drill.history.JobModel;
import io.boreas.drill.history.Linearizability;
import io.boreas.drill.history.Linearizability.Verdict;
import io.boreas.drill.history.Operation;
import io.boreas.drill.history.QuotaModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Checks of what clients asked and were answered. */
public final class Histories {
    private static final int SHOWN_MAX = 3;

    private Histories() {}

    /** Each key was, to all its clients, as if there were one copy of it; reads at the end are among what is checked. */
    public static Finding areLinearizable(List<Operation> history, Predicate<String> isRole) {
        Map<String, List<Operation>> byKey = new LinkedHashMap<>();
        history.forEach(operation -> byKey.computeIfAbsent(operation.key(), none -> new ArrayList<>())
                .add(operation));
        var wrong = new ArrayList<String>();
        byKey.forEach((key, operations) -> {
            var verdict = isRole.test(key)
                    ? Linearizability.check(new QuotaModel(), operations)
                    : Linearizability.check(new JobModel(), operations);
            switch (verdict) {
                case Verdict.Linearizable fine -> {}
                case Verdict.Violated(var operation, var states, var before) ->
                    wrong.add(key + ": " + told(operation) + " fits no order; before it there could be " + states
                            + "; after " + before.stream().map(Histories::told).toList());
                case Verdict.Undecided(var operation) ->
                    wrong.add(key + ": too many orders are possible at " + told(operation) + " to decide");
            }
        });
        long acknowledged = history.stream()
                .filter(operation -> operation.isMutation() && operation.isAcknowledged())
                .count();
        long unknown = history.stream()
                .filter(operation -> operation.isMutation() && operation.answer() instanceof Answer.Unknown)
                .count();
        return Finding.of(
                "every key answers as if there were one copy of it (linearizability)",
                wrong.isEmpty() && acknowledged > 0,
                wrong.isEmpty()
                        ? byKey.size() + " keys, " + history.size() + " operations, " + acknowledged
                                + " acknowledged changes, " + unknown + " of which nobody knows"
                        : wrong.size() + " keys: "
                                + String.join("; ", wrong.subList(0, Math.min(SHOWN_MAX, wrong.size()))));
    }

    private static String told(Operation operation) {
        return "client " + operation.client() + " " + operation.action() + " at master " + operation.master() + " ["
                + operation.invokedNanos() / 1_000_000 + ".." + operation.returnedNanos() / 1_000_000 + " ms] -> "
                + operation.answer();
    }

    /**
     * Whatever was acknowledged, and touched by nobody since, is there.
     *
     * @param missing what was found to be missing, and where
     */
    public static Finding acknowledgedIsThere(long acknowledged, Collection<String> missing) {
        return Finding.of(
                "every job that was acknowledged is there, at every master",
                missing.isEmpty() && acknowledged > 0,
                missing.isEmpty()
                        ? acknowledged + " jobs"
                        : missing.size() + " of " + acknowledged + " are missing: "
                                + missing.stream().limit(SHOWN_MAX).toList());
    }

    /** The names of the jobs that were created and left alone. */
    public static List<String> created(List<Operation> history, Predicate<String> isKept) {
        return history.stream()
                .filter(operation -> isKept.test(operation.key())
                        && operation.action() instanceof Action.Create
                        && operation.isAcknowledged())
                .map(Operation::key)
                .toList();
    }
}
