package io.boreas.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.allocator.Quota;
import io.boreas.core.allocator.QuotaCheck;
import io.boreas.core.allocator.Unavailability;
import io.boreas.core.gen.Gen;
import io.boreas.core.resource.Role;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands in any order, senseless and repeated ones among them: what is kept makes sense after each. */
class RegistryLawsTest {
    private static final int COMMANDS = 200;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void theRegistryMakesSenseWhateverItIsTold(long seed) {
        var gen = Gen.seeded(seed);
        var run = new RegistryRun();
        for (int i = 0; i < COMMANDS; i++) {
            var before = run.registry();
            var command = command(gen);
            var reply = run.tell(command);
            if (!(reply instanceof RegistryReply.Done)) {
                assertThat(run.registry()).as("a refusal changes nothing").isSameAs(before);
            }
            audit(run.registry());
            if (gen.oneIn(4)) {
                var after = run.registry();
                run.tell(command);
                assertThat(run.registry()).as("%s again", command).isEqualTo(after);
            }
        }
        assertThat(run.replayed()).isEqualTo(run.registry());
    }

    private static void audit(Registry registry) {
        assertThat(QuotaCheck.structural(registry.quotas())).isEmpty();
        assertThat(registry.quotas().values()).noneMatch(Quota::isNone);
        assertThat(registry.weights().values()).allMatch(weight -> weight > 0);
        assertThat(registry.schedule().stream()
                        .mapToLong(window -> window.machines().size())
                        .sum())
                .as("each machine in one window")
                .isEqualTo(registry.scheduled().size());
        registry.down().forEach(machine -> assertThat(registry.mode(machine)).isEqualTo(MachineMode.DOWN));
    }

    private static RegistryCommand command(Gen gen) {
        return gen.any(
                () -> new RegistryCommand.UpdateWeights(
                        map(gen, () -> gen.pick(0.0, -1.0, 0.5, 1.0, 2.0, 7.25, Double.NaN))),
                () -> new RegistryCommand.UpdateQuotas(map(gen, () -> quota(gen)), gen.flip(), List.of()),
                () -> new RegistryCommand.UpdateSchedule(gen.list(0, 3, () -> window(gen))),
                () -> new RegistryCommand.StartMaintenance(gen.list(0, 2, () -> machine(gen))),
                () -> new RegistryCommand.StopMaintenance(gen.list(0, 2, () -> machine(gen))),
                () -> new RegistryCommand.RisesTaken(gen.list(0, 2, () -> machine(gen))));
    }

    private static <V> SortedMap<Role, V> map(Gen gen, Supplier<V> value) {
        var map = new TreeMap<Role, V>();
        for (int left = gen.evenly(0, 3); left > 0; left--) {
            map.put(new Role(gen.pick("a", "a/b", "a/b/c", "a/d", "e", "*")), value.get());
        }
        return map;
    }

    private static Quota quota(Gen gen) {
        return new Quota(amounts(gen), amounts(gen));
    }

    private static SortedMap<String, Long> amounts(Gen gen) {
        var amounts = new TreeMap<String, Long>();
        if (gen.flip()) {
            amounts.put(gen.pick("cpus", "mem"), gen.between(0L, 8_000L));
        }
        return amounts;
    }

    private static Window window(Gen gen) {
        return new Window(
                gen.list(0, 3, () -> machine(gen)),
                new Unavailability(
                        RegistryRun.NOW.plusNanos(gen.between(0L, 10_000_000_000L)),
                        gen.flip() ? Optional.empty() : Optional.of(Duration.ofSeconds(gen.between(-1, 100)))));
    }

    private static MachineId machine(Gen gen) {
        return new MachineId(gen.pick("one", "two", "three", "Four", ""), gen.pick("", "", "10.0.0.1", "10.0.0.x"));
    }
}
