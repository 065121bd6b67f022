package io.boreas.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.allocator.Quota;
import io.boreas.core.allocator.QuotaProblem;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.resource.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryTest {
    private static final Role WWW = new Role("www");
    private static final Role EU = new Role("www/eu");
    private static final MachineId ONE = new MachineId("one", "10.0.0.1");
    private static final MachineId TWO = new MachineId("Two", "");
    private static final Unavailability SOON =
            new Unavailability(RegistryRun.NOW.plusSeconds(60), Optional.of(Duration.ofHours(1)));

    private final RegistryRun run = new RegistryRun();

    @Test
    void weightsReplaceThoseTheRolesHad() {
        run.tell(weights(Map.of(WWW, 2.0, EU, 0.5)));
        assertThat(run.tell(weights(Map.of(EU, 3.0)))).isEqualTo(RegistryReply.Done.DONE);
        assertThat(run.registry().weight(WWW)).isEqualTo(2.0);
        assertThat(run.registry().weight(EU)).isEqualTo(3.0);
        assertThat(run.registry().weight(Role.STAR)).isEqualTo(1.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void weightThatIsNotPositiveIsRefusedAndWithItAllOthers(double weight) {
        assertThat(run.tell(weights(Map.of(EU, weight, WWW, 2.0))))
                .isEqualTo(new RegistryReply.Invalid(
                        "Invalid weight '" + weight + "' of role 'www/eu': Weights must be positive"));
        assertThat(run.events()).isZero();
    }

    @Test
    void whatChangesNothingWritesNothing() {
        for (var command : List.of(
                weights(Map.of(WWW, 2.0)),
                quotas(Map.of(WWW, limit(4_000)), false),
                new RegistryCommand.UpdateSchedule(List.of(window(ONE))))) {
            run.tell(command);
            int events = run.events();
            assertThat(run.tell(command)).isEqualTo(RegistryReply.Done.DONE);
            assertThat(run.events()).isEqualTo(events);
        }
    }

    @Test
    void quotaOfNothingRemovesIt() {
        run.tell(quotas(Map.of(WWW, limit(4_000)), false));
        run.tell(quotas(Map.of(WWW, Quota.NONE), false));
        assertThat(run.registry().quotas()).isEmpty();
    }

    @Test
    void quotasThatContradictEachOtherAreRefusedForcedOrNot() {
        run.tell(quotas(Map.of(WWW, limit(4_000)), false));
        for (boolean force : new boolean[] {false, true}) {
            assertThat(run.tell(quotas(Map.of(EU, limit(5_000)), force)))
                    .isEqualTo(new RegistryReply.QuotasRefused(
                            List.of(new QuotaProblem.OverAncestorLimit(EU, WWW, "cpus", 5_000, 4_000))));
        }
        assertThat(run.registry().quotas()).containsOnlyKeys(WWW);
    }

    @Test
    void whatTheCellCannotKeepIsRefusedUnlessForced() {
        var found = List.<QuotaProblem>of(new QuotaProblem.OverCapacity(WWW, "cpus", 9_000, 8_000));
        var quotas = new TreeMap<>(Map.of(WWW, limit(9_000)));
        assertThat(run.tell(new RegistryCommand.UpdateQuotas(quotas, false, found)))
                .isEqualTo(new RegistryReply.QuotasRefused(found));
        assertThat(run.tell(new RegistryCommand.UpdateQuotas(quotas, true, found)))
                .isEqualTo(RegistryReply.Done.DONE);
        assertThat(run.registry().quota(WWW)).isEqualTo(limit(9_000));
    }

    @Test
    void everyoneHasNoQuota() {
        assertThat(run.tell(quotas(Map.of(Role.STAR, limit(1)), true))).isInstanceOf(RegistryReply.Invalid.class);
    }

    @Test
    void machineGoesFromUpThroughDrainingAndDownToUp() {
        assertThat(run.registry().mode(ONE)).isEqualTo(MachineMode.UP);
        run.tell(new RegistryCommand.UpdateSchedule(List.of(window(ONE, TWO))));
        assertThat(run.registry().mode(ONE)).isEqualTo(MachineMode.DRAINING);
        assertThat(run.registry().unavailability("TWO")).contains(SOON);
        assertThat(run.owed()).isEmpty();

        assertThat(run.tell(new RegistryCommand.StartMaintenance(List.of(ONE)))).isEqualTo(RegistryReply.Done.DONE);
        assertThat(run.registry().mode(ONE)).isEqualTo(MachineMode.DOWN);
        assertThat(run.registry().isDown("one")).isTrue();
        assertThat(run.owed()).containsExactly(new RegistryEffect.KeepDown(ONE));

        assertThat(run.tell(new RegistryCommand.StopMaintenance(List.of(ONE)))).isEqualTo(RegistryReply.Done.DONE);
        assertThat(run.registry().mode(ONE)).isEqualTo(MachineMode.UP);
        assertThat(run.registry().scheduled()).containsExactly(TWO);
        assertThat(run.owed()).containsExactly(new RegistryEffect.BringUp(ONE));

        run.tell(new RegistryCommand.RisesTaken(List.of(ONE, TWO)));
        assertThat(run.owed()).isEmpty();
    }

    @Test
    void lastMachineOfAWindowTakesTheWindowAlong() {
        run.tell(new RegistryCommand.UpdateSchedule(List.of(window(ONE), window(TWO))));
        run.tell(new RegistryCommand.StartMaintenance(List.of(ONE)));
        run.tell(new RegistryCommand.StopMaintenance(List.of(ONE)));
        assertThat(run.registry().schedule()).containsExactly(window(TWO));
    }

    @Test
    void schedulesThatMesosRefusesAreRefusedInItsWords() {
        var late = new Unavailability(RegistryRun.NOW, Optional.of(Duration.ofSeconds(-1)));
        assertThat(Stream.of(
                                new Window(List.of(), SOON),
                                new Window(List.of(ONE), late),
                                window(new MachineId("", "")),
                                window(ONE, ONE),
                                window(new MachineId("ONE", "10.0.0.1"), ONE),
                                window(new MachineId("one", "10.0.0.300")))
                        .map(window -> run.tell(new RegistryCommand.UpdateSchedule(List.of(window)))))
                .containsExactly(
                        new RegistryReply.Invalid("List of machines in the maintenance window is empty"),
                        new RegistryReply.Invalid("Unavailability 'duration' is negative"),
                        new RegistryReply.Invalid("Both 'hostname' and 'ip' for a machine are empty"),
                        new RegistryReply.Invalid("Machine 'one (10.0.0.1)' appears more than once in the schedule"),
                        new RegistryReply.Invalid("Machine 'one (10.0.0.1)' appears more than once in the schedule"),
                        new RegistryReply.Invalid(
                                "Failed to parse the IP '10.0.0.300' of a machine: it is no IPv4 address"));
        assertThat(run.events()).isZero();
    }

    @Test
    void machineThatIsDownStaysInTheSchedule() {
        run.tell(new RegistryCommand.UpdateSchedule(List.of(window(ONE, TWO))));
        run.tell(new RegistryCommand.StartMaintenance(List.of(TWO)));
        assertThat(run.tell(new RegistryCommand.UpdateSchedule(List.of(window(ONE)))))
                .isEqualTo(new RegistryReply.Invalid(
                        "Machine 'two' is deactivated and cannot be removed from the schedule"));
        assertThat(run.tell(new RegistryCommand.UpdateSchedule(List.of(window(TWO)))))
                .isEqualTo(RegistryReply.Done.DONE);
        assertThat(run.registry().mode(TWO)).isEqualTo(MachineMode.DOWN);
        assertThat(run.registry().mode(ONE)).isEqualTo(MachineMode.UP);
    }

    @Test
    void machinesAreBroughtDownAndUpFromTheRightModeOnly() {
        run.tell(new RegistryCommand.UpdateSchedule(List.of(window(TWO))));
        assertThat(run.tell(new RegistryCommand.StartMaintenance(List.of(TWO, ONE))))
                .isEqualTo(new RegistryReply.Invalid("Machine 'one (10.0.0.1)' is not part of a maintenance schedule"));
        assertThat(run.tell(new RegistryCommand.StopMaintenance(List.of(TWO))))
                .isEqualTo(new RegistryReply.Invalid("Machine 'two' is not in DOWN mode and cannot be brought up"));
        run.tell(new RegistryCommand.StartMaintenance(List.of(TWO)));
        assertThat(run.tell(new RegistryCommand.StartMaintenance(List.of(TWO))))
                .isEqualTo(
                        new RegistryReply.Invalid("Machine 'two' is not in DRAINING mode and cannot be brought down"));
        assertThat(run.tell(new RegistryCommand.StartMaintenance(List.of())))
                .isEqualTo(new RegistryReply.Invalid("List of machines is empty"));
    }

    @Test
    void damagedJournalIsNoticed() {
        var machine = new RegistryMachine();
        var event = new RegistryEvent.MaintenanceStopped(new TreeSet<>(List.of(ONE)));
        assertThatThrownBy(() -> machine.evolve(Registry.EMPTY, event)).isInstanceOf(IllegalStateException.class);
    }

    private static RegistryCommand weights(Map<Role, Double> weights) {
        return new RegistryCommand.UpdateWeights(new TreeMap<>(weights));
    }

    private static RegistryCommand quotas(Map<Role, Quota> quotas, boolean force) {
        return new RegistryCommand.UpdateQuotas(new TreeMap<>(quotas), force, List.of());
    }

    private static Quota limit(long cpusMilli) {
        return new Quota(new TreeMap<>(), new TreeMap<>(Map.of("cpus", cpusMilli)));
    }

    private static Window window(MachineId... machines) {
        return new Window(List.of(machines), SOON);
    }
}
