package io.boreas.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of rounds of random histories, each from a seed. The cell itself fails where more is leased than there is. */
class AllocatorSimulationTest {
    private static final List<String> ROLES = List.of("a", "a/x", "a/y", "a/y/deep", "b", "c/z", "*");
    private static final long CPUS = 4_000;

    /** Suppression, filters and shares: whoever was granted something was next, and nobody was forgotten. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whoIsGrantedSomethingIsWhomTheNaiveAllocatorNames(long seed) {
        var random = new Random(seed);
        var cell = Cell.withDefaults();
        var naive = new NaiveAllocator();
        for (var role : ROLES) {
            double weight = 1 + random.nextInt(3);
            cell.allocator.setWeight(new Role(role), weight);
            naive.setWeight(new Role(role), weight);
        }
        int grants = 0;
        for (int round = 0; round < 500; round++) {
            cell.now = cell.now.plusMillis(random.nextInt(1_500));
            changeSomething(random, cell, naive, round);
            var free = new TreeMap<>(cell.agents);
            var made = cell.round();
            for (var grant : made) {
                var offered = grant.resources();
                assertThat(offered)
                        .as("all that is left")
                        .isEqualTo(free.get(grant.agent()).available());
                var next = naive.next(grant.agent(), offered, cell.now).orElseThrow();
                assertThat(List.of(grant.framework(), grant.role())).isEqualTo(List.of(next.framework, next.role));
                naive.hold(grant.framework(), grant.role(), offered, 1);
            }
            for (var agent : cell.agents.values()) {
                assertThat(naive.next(agent.id(), agent.available(), cell.now))
                        .as("round %s: nobody wants what is left of %s", round, agent.id())
                        .isEmpty();
            }
            grants += made.size();
        }
        assertThat(grants).isGreaterThan(200);
    }

    private static void changeSomething(Random random, Cell cell, NaiveAllocator naive, int round) {
        var framework = new FrameworkId("f" + random.nextInt(6));
        var role = new Role(ROLES.get(random.nextInt(ROLES.size())));
        switch (random.nextInt(8)) {
            case 0 -> {
                if (cell.agents.size() < 12) {
                    var total = "cpus:" + (1 + random.nextInt(8)) + ";mem:" + (64 + random.nextInt(1_000));
                    cell.agent("h" + round, total);
                    naive.addTotal(Resources.parse(total));
                }
            }
            case 1 -> {
                if (naive.member(framework, role).competes) {
                    cell.allocator.suppress(framework, List.of(role));
                    naive.member(framework, role).competes = false;
                }
            }
            case 2 -> {
                // It takes part in all roles, and in those it was not asked for yet it suppresses its offers.
                cell.allocator.upsertFramework(terms(framework, naive));
                cell.allocator.revive(framework, List.of(role));
                naive.member(framework, role).competes = true;
                naive.revive(framework, role);
            }
            case 3, 4 -> {
                for (var task : List.copyOf(cell.tasks)) {
                    if (random.nextInt(3) == 0) {
                        cell.end(task);
                        naive.hold(task.framework(), task.role(), task.resources(), -1);
                    }
                }
            }
            default -> {
                for (var lease : List.copyOf(cell.leases.values())) {
                    answer(random, cell, naive, lease);
                }
            }
        }
    }

    private static AllocatorFramework terms(FrameworkId framework, NaiveAllocator naive) {
        var all = ROLES.stream().map(Role::new).toArray(Role[]::new);
        var suppressed = new TreeSet<Role>();
        for (var role : all) {
            if (!naive.member(framework, role).competes) {
                suppressed.add(role);
            }
        }
        return AllocatorFramework.of(framework, all).suppressing(suppressed);
    }

    private static void answer(Random random, Cell cell, NaiveAllocator naive, Grant lease) {
        switch (random.nextInt(4)) {
            case 0 -> cell.launch(lease);
            case 1 -> {
                var half = Resources.plain(
                        lease.resources().cpusMilli() / 2,
                        lease.resources().memMilli() / 2,
                        0,
                        lease.resources().ports());
                if (!half.isEmpty()) {
                    cell.launch(lease, half.toString());
                    naive.hold(lease.framework(), lease.role(), lease.resources(), -1);
                    naive.hold(lease.framework(), lease.role(), half, 1);
                }
            }
            case 2 -> {
                var refusal = Duration.ofMillis(10 + random.nextInt(20_000));
                cell.decline(lease, refusal);
                naive.hold(lease.framework(), lease.role(), lease.resources(), -1);
                naive.refuse(lease.framework(), lease.role(), lease.agent(), lease.resources(), cell.now.plus(refusal));
            }
            default -> {}
        }
    }

    /** One agent, one task: shares grow by one task at a time and stay within one of each other at each level. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void withEqualDemandSharesStayWithinOneTaskOfFairAtEveryLevel(long seed) {
        var random = new Random(seed);
        var cell = Cell.withDefaults();
        var naive = new NaiveAllocator();
        int agents = 300;
        for (int i = 0; i < agents; i++) {
            naive.addTotal(Resources.parse("cpus:4;mem:1024"));
        }
        for (var name : ROLES) {
            double weight = 1 + random.nextInt(4);
            cell.allocator.setWeight(new Role(name), weight);
            naive.setWeight(new Role(name), weight);
            for (int i = 0; i <= random.nextInt(3); i++) {
                cell.join(name.replace('/', '-').replace('*', 's') + i, name);
                naive.member(new FrameworkId(name.replace('/', '-').replace('*', 's') + i), new Role(name));
            }
        }
        for (int i = 0; i < agents; i++) {
            cell.agent("h" + i, "cpus:4;mem:1024");
            for (var grant : cell.round()) {
                naive.hold(grant.framework(), grant.role(), grant.resources(), 1);
                cell.launch(grant);
            }
            assertThat(naive.unfairness(CPUS)).as("after %s tasks", i + 1).isLessThanOrEqualTo(1 + 1e-9);
        }
        assertThat(cell.tasks).hasSize(agents);
    }

    /** Limits and guarantees at two levels under a random load, with every policy. */
    @ParameterizedTest(name = "{0}")
    @EnumSource(AgentOrder.class)
    void limitsAreNeverPassedAndGuaranteesAreMetWhenThereIsEnough(AgentOrder order) {
        for (long seed = 0; seed < 6; seed++) {
            for (int split : List.of(1, 3)) {
                var policy = seed % 2 == 0 ? SharePolicy.DRF : SharePolicy.RANDOM;
                new QuotaLoad(
                                new Random(seed),
                                AllocatorSettings.DEFAULT
                                        .sorted(policy, policy, seed)
                                        .agents(order, split))
                        .run(300);
            }
        }
    }

    /** The load and its quotas. */
    private static final class QuotaLoad {
        private final Random random;
        private final Cell cell;
        private final TreeMap<String, Long> limits = new TreeMap<>(Map.of("a", 24_000L, "a/x", 10_000L, "b", 12_000L));
        private final TreeMap<String, Long> guarantees =
                new TreeMap<>(Map.of("a", 12_000L, "a/x", 8_000L, "b", 6_000L));

        QuotaLoad(Random random, AllocatorSettings settings) {
            this.random = random;
            this.cell = new Cell(settings);
            for (var role : limits.keySet()) {
                cell.allocator.setQuota(
                        new Role(role),
                        new Quota(
                                new TreeMap<>(Map.of("cpus", guarantees.get(role))),
                                new TreeMap<>(Map.of("cpus", limits.get(role)))));
            }
            for (var role : List.of("a/x", "a/y", "b", "c", "c/z")) {
                cell.join("f-" + role.replace('/', '-'), role);
            }
            for (int i = 0; i < 20; i++) {
                cell.agent("h" + i, i % 5 == 0 ? "cpus:4;mem:1024;cpus(a):1" : "cpus:4;mem:1024;ports:[1-9]");
            }
        }

        void run(int rounds) {
            for (int i = 0; i < rounds; i++) {
                cell.now = cell.now.plusMillis(random.nextInt(1_000));
                cell.round();
                check(i);
                if (i % 50 == 49) {
                    drain();
                } else {
                    change();
                }
            }
        }

        private void change() {
            for (var lease : List.copyOf(cell.leases.values())) {
                switch (random.nextInt(3)) {
                    case 0 -> cell.launch(lease);
                    case 1 -> cell.decline(lease, Duration.ofMillis(random.nextInt(2_000)));
                    default -> {}
                }
            }
            for (var task : List.copyOf(cell.tasks)) {
                if (random.nextInt(4) == 0) {
                    cell.end(task);
                }
            }
        }

        /** Everything ends and nobody has declined anything: then every guarantee is met at once. */
        private void drain() {
            List.copyOf(cell.tasks).forEach(cell::end);
            List.copyOf(cell.leases.values()).forEach(lease -> cell.decline(lease, Duration.ZERO));
            cell.now = cell.now.plusSeconds(10);
            cell.round();
            check(-1);
            guarantees.forEach((role, guarantee) ->
                    assertThat(cell.consumed(role, "cpus")).as(role).isGreaterThanOrEqualTo(guarantee));
        }

        private void check(int round) {
            var held = new TreeMap<String, Long>();
            var all = new ArrayList<>(cell.leases.values());
            all.addAll(cell.tasks);
            all.forEach(each -> held.merge(each.role().name(), each.resources().cpusMilli(), Long::sum));
            limits.forEach((role, limit) -> {
                long sum = held.entrySet().stream()
                        .filter(entry ->
                                entry.getKey().equals(role) || entry.getKey().startsWith(role + "/"))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
                assertThat(sum).as("round %s, %s", round, role).isLessThanOrEqualTo(limit);
                assertThat(cell.consumed(role, "cpus")).as("with reservations").isLessThanOrEqualTo(limit);
            });
            long others = held.getOrDefault("c", 0L) + held.getOrDefault("c/z", 0L);
            long lacking = guarantees.get("a") - cell.consumed("a", "cpus");
            lacking = Math.max(lacking, guarantees.get("a/x") - cell.consumed("a/x", "cpus"));
            long lackingOfB = guarantees.get("b") - cell.consumed("b", "cpus");
            long free = cell.agents.values().stream()
                    .mapToLong(agent -> agent.available().unreserved().cpusMilli())
                    .sum();
            if (others > 0) {
                assertThat(free)
                        .as("round %s: what is guaranteed and not taken is still there", round)
                        .isGreaterThanOrEqualTo(Math.max(0, lacking) + Math.max(0, lackingOfB));
            }
        }
    }

    /** The same history gives the same grants. */
    @Test
    void equalHistoriesGiveEqualGrants() {
        for (var policy : SharePolicy.values()) {
            assertThat(history(policy, 3)).isNotEmpty().isEqualTo(history(policy, 3));
        }
    }

    private static List<Grant> history(SharePolicy policy, long seed) {
        var random = new Random(seed);
        var cell = new Cell(AllocatorSettings.DEFAULT.sorted(policy, policy, seed));
        var naive = new NaiveAllocator();
        var grants = new ArrayList<Grant>();
        for (int round = 0; round < 300; round++) {
            cell.now = cell.now.plusMillis(random.nextInt(1_500));
            changeSomething(random, cell, naive, round);
            grants.addAll(cell.round());
        }
        return grants;
    }
}
