package io.boreas.core.registry;

import io.boreas.core.allocator.Quota;
import io.boreas.core.allocator.QuotaCheck;
import io.boreas.core.machine.Decision;
import io.boreas.core.resource.Role;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What may be said of roles. Source of rules and texts: Mesos, {@code weights_handler.cpp} and {@code quota_handler.cpp}. */
final class RoleRules {
    private RoleRules() {}

    static Decision<RegistryEvent, RegistryReply> weights(Registry registry, RegistryCommand.UpdateWeights command) {
        for (var entry : command.weights().entrySet()) {
            double weight = entry.getValue();
            if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
                return invalid(
                        "Invalid weight '" + weight + "' of role '" + entry.getKey() + "': Weights must be positive");
            }
        }
        var after = new TreeMap<>(registry.weights());
        after.putAll(command.weights());
        if (after.size() > RegistryMachine.ROLES_MAX) {
            return invalid("At most " + RegistryMachine.ROLES_MAX + " roles have a weight");
        }
        return after.equals(registry.weights())
                ? Decision.answer(RegistryReply.Done.DONE)
                : Decision.of(List.of(new RegistryEvent.WeightsUpdated(command.weights())), RegistryReply.Done.DONE);
    }

    static Decision<RegistryEvent, RegistryReply> quotas(Registry registry, RegistryCommand.UpdateQuotas command) {
        if (command.quotas().containsKey(Role.STAR)) {
            return invalid("Invalid 'QuotaConfig.role': setting quota for the default '*' role is not supported");
        }
        var after = updated(registry.quotas(), command.quotas());
        if (after.size() > RegistryMachine.ROLES_MAX) {
            return invalid("At most " + RegistryMachine.ROLES_MAX + " roles have a quota");
        }
        var problems = QuotaCheck.structural(after);
        if (problems.isEmpty() && !command.force()) {
            problems = command.found();
        }
        if (!problems.isEmpty()) {
            return Decision.answer(new RegistryReply.QuotasRefused(problems));
        }
        return after.equals(registry.quotas())
                ? Decision.answer(RegistryReply.Done.DONE)
                : Decision.of(List.of(new RegistryEvent.QuotasUpdated(command.quotas())), RegistryReply.Done.DONE);
    }

    /** The quotas with these in place of the roles' own. */
    static SortedMap<Role, Quota> updated(SortedMap<Role, Quota> quotas, SortedMap<Role, Quota> changes) {
        var after = new TreeMap<>(quotas);
        after.putAll(changes);
        after.values().removeIf(Quota::isNone);
        return after;
    }

    private static Decision<RegistryEvent, RegistryReply> invalid(String message) {
        return Decision.answer(new RegistryReply.Invalid(message));
    }
}
