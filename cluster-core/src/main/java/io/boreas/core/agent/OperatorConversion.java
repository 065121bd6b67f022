package io.boreas.core.agent;

import io.boreas.core.machine.Decision;
import io.boreas.core.machine.OrderedMap;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import io.boreas.core.resource.TextSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * An operator makes resources into others. What is available is known here, so that only those offers end that hold what is
 * missing, and none if it would not suffice. Source: Mesos, {@code Master::Http::_operation}, which has to guess.
 */
final class OperatorConversion {
    private OperatorConversion() {}

    static Decision<AgentEvent, AgentReply> decide(Agent agent, AgentCommand.Convert command, Instant at) {
        if (agent.presence() != Presence.REGISTERED) {
            return Decision.answer(new AgentReply.UnknownAgent(agent.id()));
        }
        var unoffered = agent.withLeases(OrderedMap.empty(), Resources.empty()).available();
        var rules = new Conversion.Rules(agent, Optional.empty(), unoffered, command.principal(), true);
        return switch (rules.of(command.operation())) {
            case Conversion.Misfit(var message) -> Decision.answer(new AgentReply.ConversionInvalid(message));
            case Conversion.Lacks(var consumed, var message) ->
                Decision.answer(new AgentReply.ConversionLacks(message));
            case Conversion.Fits fits -> convert(agent, command.operation(), fits, at);
        };
    }

    private static Decision<AgentEvent, AgentReply> convert(
            Agent agent, Operation.OnResources operation, Conversion.Fits fits, Instant at) {
        var draft = new Draft(agent);
        var rescinded = new ArrayList<Lease>();
        if (operation instanceof Operation.Destroy(var id, var volumes)) {
            rescinded.addAll(withdraw(draft, volumes));
        }
        for (var lease : agent.leases().values()) {
            var available = draft.agent().available();
            if (available.contains(fits.consumed())) {
                break;
            }
            if (helps(lease, fits.consumed(), available)) {
                rescinded.addAll(FrameworkRequests.release(
                        draft, other -> other.equals(lease), "an operator needs what it held"));
            }
        }
        draft.add(new AgentEvent.Converted(fits.consumed(), fits.made(), at));
        return draft.reply(new AgentReply.Converted(rescinded));
    }

    /** Ends the offers of volumes that are to be no more. */
    static List<Lease> withdraw(Draft draft, Resources volumes) {
        return FrameworkRequests.release(
                draft,
                lease -> volumes.toList().stream().anyMatch(lease.resources().unallocate()::contains),
                "its volume is destroyed");
    }

    /** Whether the lease has something of a resource of which not enough is available. */
    private static boolean helps(Lease lease, Resources consumed, Resources available) {
        var held = lease.resources().unallocate().toList();
        return consumed.toList().stream()
                .filter(wanted -> !available.contains(wanted))
                .anyMatch(wanted -> held.stream().anyMatch(has -> isOfOneKind(has, wanted)));
    }

    private static boolean isOfOneKind(Resource has, Resource wanted) {
        return has.name().equals(wanted.name())
                && has.terms().equals(wanted.terms())
                && switch (wanted.value()) {
                    case Scalar amount -> true;
                    case Ranges numbers -> has.value() instanceof Ranges its && its.intersects(numbers);
                    case TextSet items ->
                        has.value() instanceof TextSet its && !Collections.disjoint(its.items(), items.items());
                };
    }
}
