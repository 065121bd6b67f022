package io.boreas.core.registry;

import io.boreas.core.machine.Decision;
import io.boreas.core.machine.Machine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The registry's decisions. A command that would change nothing is done, and writes nothing. */
public final class RegistryMachine
        implements Machine<RegistryId, Registry, RegistryCommand, RegistryEvent, RegistryReply, RegistryEffect> {
    /** Roles with a weight, and roles with a quota, at most. */
    public static final int ROLES_MAX = 10_000;

    /** Machines in the schedule at most. */
    public static final int MACHINES_MAX = 100_000;

    @Override
    public Registry vacant(RegistryId id) {
        return Registry.EMPTY;
    }

    @Override
    public boolean isVacant(Registry registry) {
        return registry.revision() == 0;
    }

    @Override
    public Decision<RegistryEvent, RegistryReply> decide(Registry registry, RegistryCommand command, Instant now) {
        return switch (command) {
            case RegistryCommand.UpdateWeights c -> RoleRules.weights(registry, c);
            case RegistryCommand.UpdateQuotas c -> RoleRules.quotas(registry, c);
            case RegistryCommand.UpdateSchedule c -> MaintenanceRules.schedule(registry, c);
            case RegistryCommand.StartMaintenance c -> MaintenanceRules.start(registry, c);
            case RegistryCommand.StopMaintenance c -> MaintenanceRules.stop(registry, c);
            case RegistryCommand.RisesTaken c -> MaintenanceRules.taken(registry, c);
        };
    }

    @Override
    public Registry evolve(Registry registry, RegistryEvent event) {
        return switch (event) {
            case RegistryEvent.WeightsUpdated(var weights) -> {
                var after = new TreeMap<>(registry.weights());
                after.putAll(weights);
                yield new Registry(
                        registry.revision() + 1,
                        after,
                        registry.quotas(),
                        registry.schedule(),
                        registry.down(),
                        registry.rising());
            }
            case RegistryEvent.QuotasUpdated(var quotas) ->
                new Registry(
                        registry.revision() + 1,
                        registry.weights(),
                        RoleRules.updated(registry.quotas(), quotas),
                        registry.schedule(),
                        registry.down(),
                        registry.rising());
            case RegistryEvent.ScheduleUpdated(var windows) ->
                moved(registry, event, windows, registry.down(), registry.rising());
            case RegistryEvent.MaintenanceStarted(var machines) -> {
                check(registry.scheduled().containsAll(machines), registry, event);
                yield moved(
                        registry,
                        event,
                        registry.schedule(),
                        union(registry.down(), machines),
                        difference(registry.rising(), machines));
            }
            case RegistryEvent.MaintenanceStopped(var machines) -> {
                check(registry.down().containsAll(machines), registry, event);
                yield moved(
                        registry,
                        event,
                        without(registry.schedule(), machines),
                        difference(registry.down(), machines),
                        union(registry.rising(), machines));
            }
            case RegistryEvent.RisesTaken(var machines) -> {
                check(registry.rising().containsAll(machines), registry, event);
                yield moved(
                        registry, event, registry.schedule(), registry.down(), difference(registry.rising(), machines));
            }
        };
    }

    @Override
    public List<RegistryEffect> outstanding(Registry registry) {
        var effects = new ArrayList<RegistryEffect>();
        registry.down().forEach(machine -> effects.add(new RegistryEffect.KeepDown(machine)));
        registry.rising().forEach(machine -> effects.add(new RegistryEffect.BringUp(machine)));
        return effects;
    }

    @Override
    public RegistryReply repeated(Registry registry, RegistryCommand command) {
        return RegistryReply.Done.DONE;
    }

    private static Registry moved(
            Registry registry,
            RegistryEvent event,
            List<Window> schedule,
            SortedSet<MachineId> down,
            SortedSet<MachineId> rising) {
        var after =
                new Registry(registry.revision() + 1, registry.weights(), registry.quotas(), schedule, down, rising);
        check(after.scheduled().containsAll(down), registry, event);
        return after;
    }

    private static List<Window> without(List<Window> schedule, SortedSet<MachineId> machines) {
        var left = new ArrayList<Window>();
        for (var window : schedule) {
            var staying = window.machines().stream()
                    .filter(machine -> !machines.contains(machine))
                    .toList();
            if (!staying.isEmpty()) {
                left.add(new Window(staying, window.unavailability()));
            }
        }
        return left;
    }

    private static SortedSet<MachineId> union(SortedSet<MachineId> some, SortedSet<MachineId> others) {
        var all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    private static SortedSet<MachineId> difference(SortedSet<MachineId> some, SortedSet<MachineId> others) {
        var left = new TreeSet<>(some);
        left.removeAll(others);
        return left;
    }

    private static void check(boolean fits, Registry registry, RegistryEvent event) {
        if (!fits) {
            throw new IllegalStateException(
                    "the registry at revision " + registry.revision() + " cannot have seen " + event);
        }
    }
}
