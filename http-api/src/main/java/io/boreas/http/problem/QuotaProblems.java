package io.boreas.http.problem;

import io.boreas.core.allocator.QuotaProblem;
import io.boreas.core.resource.Scalar;

/** Why quotas cannot be set, in words. */
public final class QuotaProblems {
    private QuotaProblems() {}

    /** Whether it can be set all the same. */
    public static boolean isForcible(QuotaProblem problem) {
        return switch (problem) {
            case QuotaProblem.ConsumedOverLimit p -> true;
            case QuotaProblem.OverCapacity p -> true;
            case QuotaProblem.GuaranteeOverLimit p -> false;
            case QuotaProblem.OverAncestorLimit p -> false;
            case QuotaProblem.ChildrenOverGuarantee p -> false;
        };
    }

    public static String text(QuotaProblem problem) {
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
