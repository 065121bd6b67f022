package io.boreas.http.boreas;

import io.boreas.core.allocator.QuotaProblem;
import io.boreas.core.registry.RegistryReply;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import io.boreas.http.problem.QuotaProblems;
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
                .map(QuotaProblems::text)
                .distinct()
                .limit(REASONS_MAX)
                .toList();
        boolean forcible = problems.stream().allMatch(QuotaProblems::isForcible);
        return new ProblemException(Problem.conflict(
                        "quota-refused",
                        "The quota does not fit",
                        String.join("; ", reasons)
                                + (forcible ? "; with force it is set all the same." : "; nothing was done."))
                .with("reasons", reasons)
                .with("forcible", forcible));
    }
}
