package io.boreas.http.boreas;

import io.boreas.core.allocator.QuotaProblem;
import io.boreas.core.registry.RegistryReply;
import io.boreas.core.resource.Scalar;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import java.util.List;

/** The native dialect's translation of what the registry answers. */
final class RegistryReplies {
    private static final int REASONS_MAX = 100;

    private RegistryReplies() {}

    /**
     * Passes if it was done.
     *
     * @throws ProblemException if the registry refused it
     */
    static void check(RegistryReply reply) {
        switch (reply) {
            case RegistryReply.Done done -> {}
            case RegistryReply.Invalid(var message) ->
                throw new ProblemException(
                        Problem.badRequest("invalid-setting", "This cannot be set", message + "; nothing was done."));
            case RegistryReply.QuotasRefused(var problems) -> throw refused(problems);
        }
    }

    private static ProblemException refused(List<QuotaProblem> problems) {
        var reasons = problems.stream()
                .map(RegistryReplies::text)
                .distinct()
                .limit(REASONS_MAX)
                .toList();
        boolean forcible = problems.stream().allMatch(RegistryReplies::isForcible);
        return new ProblemException(Problem.conflict(
                        "quota-refused",
                        "The quota does not fit",
                        String.join("; ", reasons)
                                + (forcible ? "; with force it is set all the same." : "; nothing was done."))
                .with("reasons", reasons)
                .with("forcible", forcible));
    }

    private static boolean isForcible(QuotaProblem problem) {
        return switch (problem) {
            case QuotaProblem.ConsumedOverLimit p -> true;
            case QuotaProblem.OverCapacity p -> true;
            case QuotaProblem.GuaranteeOverLimit p -> false;
            case QuotaProblem.OverAncestorLimit p -> false;
            case QuotaProblem.ChildrenOverGuarantee p -> false;
        };
    }

    private static String text(QuotaProblem problem) {
        return switch (problem) {
            case QuotaProblem.GuaranteeOverLimit(var role, var name, long guarantee, long limit) ->
                role + " would be guaranteed " + amount(guarantee, name) + " and may have only " + amount(limit, name);
            case QuotaProblem.OverAncestorLimit(var role, var ancestor, var name, long wanted, long limit) ->
                role + " would get " + amount(wanted, name) + " and " + ancestor + " above it may have only "
                        + amount(limit, name);
            case QuotaProblem.ChildrenOverGuarantee(var role, var name, long children, long guarantee) ->
                "the roles below " + role + " would be guaranteed " + amount(children, name) + " and it has only "
                        + amount(guarantee, name);
            case QuotaProblem.ConsumedOverLimit(var role, var name, long consumed, long limit) ->
                role + " has " + amount(consumed, name) + " now, more than the limit of " + amount(limit, name);
            case QuotaProblem.OverCapacity(var role, var name, long guaranteed, long capacity) ->
                "all guarantees together would be " + amount(guaranteed, name) + " and the cell has only "
                        + amount(capacity, name);
        };
    }

    private static String amount(long milli, String name) {
        return Scalar.format(milli) + " " + name;
    }
}
