package io.boreas.core.registry;

import io.boreas.core.allocator.Unavailability;
import io.boreas.core.machine.Decision;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What may be said of machines. Source of rules and texts: Mesos, {@code master/maintenance.cpp} and {@code http.cpp}. */
final class MaintenanceRules {
    private MaintenanceRules() {}

    static Decision<RegistryEvent, RegistryReply> schedule(Registry registry, RegistryCommand.UpdateSchedule command) {
        var machines = new TreeSet<MachineId>();
        for (var window : command.windows()) {
            var problem = problem(window, machines);
            if (problem.isPresent()) {
                return invalid(problem.get());
            }
        }
        for (var machine : registry.down()) {
            if (!machines.contains(machine)) {
                return invalid("Machine '" + machine + "' is deactivated and cannot be removed from the schedule");
            }
        }
        if (machines.size() > RegistryMachine.MACHINES_MAX) {
            return invalid("A schedule has at most " + RegistryMachine.MACHINES_MAX + " machines");
        }
        var windows = command.windows().stream().map(MaintenanceRules::toMillis).toList();
        return windows.equals(registry.schedule())
                ? Decision.answer(RegistryReply.Done.DONE)
                : Decision.of(List.of(new RegistryEvent.ScheduleUpdated(windows)), RegistryReply.Done.DONE);
    }

    /** Adds the window's machines to those of the windows before it. */
    private static Optional<String> problem(Window window, SortedSet<MachineId> machines) {
        if (window.machines().isEmpty()) {
            return Optional.of("List of machines in the maintenance window is empty");
        }
        if (window.unavailability().duration().filter(Duration::isNegative).isPresent()) {
            return Optional.of("Unavailability 'duration' is negative");
        }
        for (var machine : window.machines()) {
            var problem = machine.problem();
            if (problem.isPresent()) {
                return problem;
            }
            if (!machines.add(machine)) {
                return Optional.of("Machine '" + machine + "' appears more than once in the schedule");
            }
        }
        return Optional.empty();
    }

    private static Window toMillis(Window window) {
        var when = window.unavailability();
        return new Window(
                window.machines(), new Unavailability(when.start().truncatedTo(ChronoUnit.MILLIS), when.duration()));
    }

    static Decision<RegistryEvent, RegistryReply> start(Registry registry, RegistryCommand.StartMaintenance command) {
        return moved(
                registry,
                command.machines(),
                MachineMode.DRAINING,
                "is not in DRAINING mode and cannot be brought down",
                new RegistryEvent.MaintenanceStarted(new TreeSet<>(command.machines())));
    }

    static Decision<RegistryEvent, RegistryReply> stop(Registry registry, RegistryCommand.StopMaintenance command) {
        return moved(
                registry,
                command.machines(),
                MachineMode.DOWN,
                "is not in DOWN mode and cannot be brought up",
                new RegistryEvent.MaintenanceStopped(new TreeSet<>(command.machines())));
    }

    private static Decision<RegistryEvent, RegistryReply> moved(
            Registry registry, List<MachineId> machines, MachineMode from, String misfit, RegistryEvent event) {
        if (machines.isEmpty()) {
            return invalid("List of machines is empty");
        }
        var scheduled = registry.scheduled();
        var seen = new TreeSet<MachineId>();
        for (var machine : machines) {
            var problem = machine.problem();
            if (problem.isPresent()) {
                return invalid(problem.get());
            }
            if (!seen.add(machine)) {
                return invalid("Machine '" + machine + "' appears more than once in the list");
            }
            if (!scheduled.contains(machine)) {
                return invalid("Machine '" + machine + "' is not part of a maintenance schedule");
            }
            if (registry.down().contains(machine) != (from == MachineMode.DOWN)) {
                return invalid("Machine '" + machine + "' " + misfit);
            }
        }
        return Decision.of(List.of(event), RegistryReply.Done.DONE);
    }

    static Decision<RegistryEvent, RegistryReply> taken(Registry registry, RegistryCommand.RisesTaken command) {
        var machines = new TreeSet<>(command.machines());
        machines.retainAll(registry.rising());
        return machines.isEmpty()
                ? Decision.answer(RegistryReply.Done.DONE)
                : Decision.of(List.of(new RegistryEvent.RisesTaken(machines)), RegistryReply.Done.DONE);
    }

    private static Decision<RegistryEvent, RegistryReply> invalid(String message) {
        return Decision.answer(new RegistryReply.Invalid(message));
    }
}
