package io.boreas.actors.allocator;

import io.boreas.actors.gateway.InverseAnswers;
import io.boreas.core.allocator.Allocator;
import io.boreas.core.allocator.InverseOffer;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.id.AgentId;
import io.boreas.core.registry.Registry;
import io.boreas.core.resource.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What operators have said of roles and machines, as far as the allocator has heard of it. */
final class RegistryTerms {
    /** Answers told at once: more of them have no room in one message to another master. */
    private static final int ANSWERS_MAX = 100_000;

    private final Map<String, Double> weightsConfigured;
    private final Consumer<InverseOffer> withdraw;
    private final Map<AgentId, String> hosts = new HashMap<>();
    private final Map<String, Unavailability> schedule = new HashMap<>();
    private Registry known = Registry.EMPTY;

    /**
     * @param weightsConfigured by role, for those of which no operator has said anything
     * @param withdraw is told of each inverse offer that is void because of what operators say, or because its agent is gone
     */
    RegistryTerms(Map<String, Double> weightsConfigured, Consumer<InverseOffer> withdraw) {
        this.weightsConfigured = Map.copyOf(weightsConfigured);
        this.withdraw = withdraw;
    }

    /** Tells the allocator what has changed; whether anything has. */
    boolean apply(Registry now, Allocator allocator) {
        if (now.revision() <= known.revision()) {
            return false;
        }
        var weighed = new TreeSet<Role>(known.weights().keySet());
        weighed.addAll(now.weights().keySet());
        for (var role : weighed) {
            allocator.setWeight(
                    role, now.weights().getOrDefault(role, weightsConfigured.getOrDefault(role.name(), 1.0)));
        }
        var limited = new TreeSet<Role>(known.quotas().keySet());
        limited.addAll(now.quotas().keySet());
        for (var role : limited) {
            if (!known.quota(role).equals(now.quota(role))) {
                allocator.setQuota(role, now.quota(role));
            }
        }
        known = now;
        schedule.clear();
        now.schedule().forEach(window -> window.machines()
                .forEach(machine -> schedule.putIfAbsent(key(machine.agentHostname()), window.unavailability())));
        return true;
    }

    /** Tells the allocator of the schedule's change; for which agents it is another. */
    List<AgentId> reschedule(Allocator allocator) {
        return hosts.entrySet().stream()
                .filter(entry -> schedule(entry.getKey(), entry.getValue(), allocator))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The agent is there, on this host. */
    void seen(AgentId agent, String host, Allocator allocator) {
        hosts.put(agent, host);
        schedule(agent, host, allocator);
    }

    /** The agent is not there any more. */
    void lost(AgentId agent, Allocator allocator) {
        hosts.remove(agent);
        allocator.setUnavailability(agent, Optional.empty()).forEach(withdraw);
    }

    /** What frameworks have said of the agents that are there. */
    InverseAnswers answers(Allocator allocator) {
        var answers = new ArrayList<InverseAnswers.Said>();
        new TreeMap<>(hosts).forEach((agent, host) -> allocator
                .inverseAnswers(agent)
                .forEach((framework, answer) -> answers.add(new InverseAnswers.Said(agent, host, framework, answer))));
        return new InverseAnswers(answers.subList(0, Math.min(answers.size(), ANSWERS_MAX)));
    }

    private boolean schedule(AgentId agent, String host, Allocator allocator) {
        var now = Optional.ofNullable(schedule.get(key(host)));
        if (now.equals(allocator.unavailability(agent))) {
            return false;
        }
        allocator.setUnavailability(agent, now).forEach(withdraw);
        return true;
    }

    private static String key(String host) {
        return host.toLowerCase(Locale.ROOT);
    }
}
