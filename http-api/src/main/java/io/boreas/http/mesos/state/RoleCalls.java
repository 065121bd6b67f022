package io.boreas.http.mesos.state;

import io.boreas.actors.gateway.Cell;
import io.boreas.core.allocator.Quota;
import io.boreas.core.allocator.QuotaProblem;
import io.boreas.core.id.Cause;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.RegistryReply;
import io.boreas.core.resource.Role;
import io.boreas.core.resource.Scalar;
import io.boreas.http.mesos.proto.Master;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Quota.QuotaRequest;
import io.boreas.http.mesos.state.RegistryDoor.Reply;
import io.boreas.http.mesos.translate.RegistryMessages;
import io.boreas.http.problem.QuotaProblems;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Weights and quotas. Source of rules and texts: Mesos, {@code weights_handler.cpp} and {@code quota_handler.cpp}. */
record RoleCalls(Cell cell) {
    private static final String WEIGHTS = "Failed to validate update weights request JSON: ";
    private static final String SET = "Failed to validate set quota request: ";
    private static final String REMOVE = "Failed to validate remove quota request: ";
    private static final String CONFIG = "Invalid QuotaConfig: ";
    private static final int PROBLEMS_MAX = 20;

    CompletionStage<Reply> updateWeights(Master.Call.UpdateWeights call, Cause cause) {
        var weights = new TreeMap<Role, Double>();
        for (var info : call.getWeightInfosList()) {
            var role = role(info.getRole().strip(), WEIGHTS);
            if (weights.putIfAbsent(role, info.getWeight()) != null) {
                throw new BadCall(WEIGHTS + "Role '" + role + "' is given twice");
            }
        }
        return cell.registry(new RegistryCommand.UpdateWeights(weights), cause)
                .thenApply(reply -> reply(reply, WEIGHTS, 400));
    }

    CompletionStage<Reply> updateQuota(Master.Call.UpdateQuota call, Cause cause) {
        var quotas = new TreeMap<Role, Quota>();
        for (var config : call.getQuotaConfigsList()) {
            Quota quota;
            try {
                quota = RegistryMessages.quota(config);
            } catch (IllegalArgumentException e) {
                throw new BadCall(CONFIG + "role '" + config.getRole() + "': " + e.getMessage());
            }
            if (quotas.put(role(config.getRole(), CONFIG), quota) != null) {
                throw new BadCall(CONFIG + "Duplicate role '" + config.getRole() + "' found");
            }
        }
        return update(quotas, call.getForce(), cause).thenApply(reply -> reply(reply, CONFIG, 400));
    }

    /** What is guaranteed is the limit, too. */
    CompletionStage<Reply> setQuota(QuotaRequest request, Cause cause) {
        var role = role(request.getRole(), SET);
        if (role.isStar()) {
            throw new BadCall(SET + "QuotaInfo must not specify the default '*' role");
        }
        var amounts = guarantee(request.getGuaranteeList());
        return cell.registry().thenCompose(registry -> {
            if (registry.quotas().containsKey(role)) {
                return refused(SET + "Can not set quota for a role that already has quota");
            }
            return update(new TreeMap<>(Map.of(role, new Quota(amounts, amounts))), request.getForce(), cause)
                    .thenApply(reply -> reply(reply, "Heuristic capacity check for set quota request failed: ", 409));
        });
    }

    CompletionStage<Reply> removeQuota(String name, Cause cause) {
        var role = role(name, REMOVE);
        return cell.registry()
                .thenCompose(registry -> registry.quotas().containsKey(role)
                        ? update(new TreeMap<>(Map.of(role, Quota.NONE)), false, cause)
                                .thenApply(reply -> reply(reply, REMOVE, 400))
                        : refused(REMOVE + "Can not remove quota for a role that has no quota"));
    }

    private CompletionStage<RegistryReply> update(SortedMap<Role, Quota> quotas, boolean force, Cause cause) {
        return cell.registry(new RegistryCommand.UpdateQuotas(quotas, force, List.of()), cause);
    }

    private static CompletionStage<Reply> refused(String text) {
        return CompletableFuture.completedFuture(new Reply(400, text));
    }

    private static Role role(String name, String where) {
        try {
            return new Role(name);
        } catch (IllegalArgumentException e) {
            throw new BadCall(where + "Invalid role '" + name + "': " + e.getMessage());
        }
    }

    private static SortedMap<String, Long> guarantee(List<Mesos.Resource> resources) {
        if (resources.isEmpty()) {
            throw new BadCall(SET + "QuotaInfo with empty 'guarantee'");
        }
        var amounts = new TreeMap<String, Long>();
        for (var resource : resources) {
            check(resource);
            try {
                if (amounts.put(
                                resource.getName(),
                                Scalar.of(resource.getScalar().getValue()).milli())
                        != null) {
                    throw new BadCall(SET + "QuotaInfo contains duplicate resource name '" + resource.getName() + "'");
                }
            } catch (IllegalArgumentException e) {
                throw new BadCall(SET + "QuotaInfo with invalid resource: " + e.getMessage());
            }
        }
        return amounts;
    }

    @SuppressWarnings("deprecation") // reservations as older clients write them
    private static void check(Mesos.Resource resource) {
        if (resource.getReservationsCount() > 0
                || resource.hasReservation()
                || !resource.getRole().equals(Role.STAR.name()) && resource.hasRole()) {
            throw new BadCall(SET + "QuotaInfo must not contain any ReservationInfo");
        }
        if (resource.hasDisk()) {
            throw new BadCall(SET + "QuotaInfo must not contain DiskInfo");
        }
        if (resource.hasRevocable()) {
            throw new BadCall(SET + "QuotaInfo must not contain RevocableInfo");
        }
        if (resource.getType() != Mesos.Value.Type.SCALAR) {
            throw new BadCall(SET + "QuotaInfo must not contain non-scalar resources");
        }
    }

    private static Reply reply(RegistryReply reply, String where, int unkept) {
        return switch (reply) {
            case RegistryReply.Done d -> Reply.DONE;
            case RegistryReply.Invalid(var message) -> new Reply(400, where + message);
            case RegistryReply.QuotasRefused(var problems) -> {
                boolean forcible = problems.stream().allMatch(QuotaProblems::isForcible);
                yield new Reply(
                        forcible ? unkept : 400,
                        where + text(problems) + (forcible ? "; set 'force' to set it all the same" : ""));
            }
        };
    }

    private static String text(List<QuotaProblem> problems) {
        return problems.stream()
                .map(QuotaProblems::text)
                .distinct()
                .limit(PROBLEMS_MAX)
                .collect(Collectors.joining("; "));
    }
}
