package io.boreas.core.allocator;

import static io.boreas.core.allocator.Cell.all;
import static io.boreas.core.allocator.Cell.guarantee;
import static io.boreas.core.allocator.Cell.limit;
import static io.boreas.core.allocator.Cell.role;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Guarantees and limits at every level, what is held back for them, and how they are enforced. */
class QuotaTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final Cell cell = Cell.withDefaults();

    @Test
    void aRoleNeverGetsMoreThanItsLimit() {
        cell.allocator.setQuota(role("a"), limit("cpus", 6));
        cell.join("f1", "a");
        cell.agent("h1", "cpus:4;mem:1024");
        cell.agent("h2", "cpus:4;mem:1024");
        cell.agent("h3", "cpus:4;mem:1024");
        assertThat(cell.round()).extracting(Grant::resources).contains(all("cpus:4;mem:1024"), all("cpus:2;mem:1024"));
        assertThat(cell.consumed("a", "cpus")).isEqualTo(6_000);
    }

    @Test
    void theLimitOfAParentBindsAllBelow() {
        cell.allocator.setQuota(role("a"), limit("cpus", 4));
        cell.join("f1", "a/x");
        cell.join("f2", "a/y");
        cell.join("f3", "a");
        cell.agent("h1", "cpus:3;mem:1024");
        cell.agent("h2", "cpus:3;mem:1024");
        cell.round();
        assertThat(cell.consumed("a", "cpus")).isEqualTo(4_000);
    }

    @Test
    void aChildKeepsToItsOwnLimitWithinItsParents() {
        cell.allocator.setQuota(role("a"), limit("cpus", 8));
        cell.allocator.setQuota(role("a/x"), limit("cpus", 1));
        cell.join("f1", "a/x");
        cell.agent("h1", "cpus:4;mem:1024");
        cell.round();
        assertThat(cell.consumed("a/x", "cpus")).isEqualTo(1_000);
    }

    @Test
    void whatARoleHasWithoutOneHolderIsWhatItsLimitLeavesTheHolder() {
        cell.allocator.setQuota(role("a"), limit("cpus", 9));
        cell.allocator.setQuota(role("b"), limit("cpus", 9));
        cell.join("f1", "a/x");
        cell.join("f2", "a");
        cell.agent("h1", "cpus:4;mem:1024;cpus(a):1");
        cell.agent("h2", "cpus:3;mem:512");
        cell.round().forEach(cell::launch);
        cell.allocator.setQuota(role("c"), guarantee("cpus", 1));

        var others = cell.allocator.limitedWithout(Cell.framework("f1"));

        assertThat(others.keySet()).containsExactly(role("a"), role("b"));
        assertThat(others.get(role("b"))).isEmpty();
        long held = cell.tasks.stream()
                .filter(task -> task.framework().equals(Cell.framework("f1")))
                .mapToLong(task -> task.resources().cpusMilli())
                .sum();
        assertThat(held).isPositive();
        assertThat(others.get(role("a")).get("cpus")).isEqualTo(8_000 - held);
    }

    @Test
    void aTaskThatEndsMakesRoomUnderTheLimitAtOnce() {
        cell.allocator.setQuota(role("a"), limit("cpus", 4));
        cell.join("f1", "a");
        cell.agent("h1", "cpus:4");
        cell.agent("h2", "cpus:4");
        var task = cell.launch(cell.round().get(0));
        assertThat(cell.round()).isEmpty();
        cell.end(task);
        assertThat(cell.round()).hasSize(1);
    }

    @Test
    void whatIsReservedCountsForTheLimitAndIsStillOffered() {
        cell.allocator.setQuota(role("a"), limit("cpus", 3));
        cell.join("f1", "a");
        cell.agent("h1", "cpus:4;mem:1024;cpus(a):2");
        assertThat(cell.round()).extracting(Grant::resources).containsExactly(all("cpus:1;mem:1024;cpus(a):2"));
        assertThat(cell.consumed("a", "cpus")).isEqualTo(3_000);
    }

    @Test
    void whatIsGuaranteedIsHeldBackForTheRole() {
        cell.allocator.setQuota(role("a"), guarantee("cpus", 6));
        cell.join("f2", "b");
        cell.agent("h1", "cpus:4;mem:1024");
        cell.agent("h2", "cpus:4;mem:1024");
        cell.round();
        assertThat(cell.consumed("b", "cpus")).isEqualTo(2_000);

        cell.join("f1", "a");
        cell.round();
        assertThat(cell.consumed("a", "cpus")).isEqualTo(6_000);
    }

    @Test
    void aGuaranteedRoleComesFirstWhateverItsShare() {
        cell.join("f1", "a");
        cell.join("f2", "b");
        cell.agent("h1", "cpus:4;mem:1024");
        cell.agent("h2", "cpus:4;mem:1024");
        cell.allocator.setQuota(role("a"), guarantee("cpus", 8));
        cell.round();
        assertThat(cell.consumed("a", "cpus")).isEqualTo(8_000);
        assertThat(cell.consumed("b", "cpus")).isZero();
    }

    @Test
    void beyondItsGuaranteeARoleSharesFairly() {
        cell.join("f1", "a");
        cell.join("f2", "b");
        cell.allocator.setQuota(role("a"), guarantee("cpus", 4));
        for (int i = 0; i < 8; i++) {
            cell.agent("h" + i, "cpus:4;mem:1024");
        }
        cell.round();
        assertThat(cell.consumed("a", "cpus")).isEqualTo(16_000);
        assertThat(cell.consumed("b", "cpus")).isEqualTo(16_000);
    }

    @Test
    void whatAChildIsGuaranteedIsHeldBackFromItsSiblings() {
        cell.allocator.setQuota(role("a"), guarantee("cpus", 6));
        cell.allocator.setQuota(role("a/x"), guarantee("cpus", 4));
        cell.join("f1", "a/y");
        cell.agent("h1", "cpus:8;mem:1024");
        cell.round();
        assertThat(cell.consumed("a/y", "cpus"))
                .as("2 of the parent's, 2 of nobody's")
                .isEqualTo(4_000);

        cell.join("f2", "a/x");
        cell.round();
        assertThat(cell.consumed("a/x", "cpus")).isEqualTo(4_000);
    }

    @Test
    void aLoweredLimitRescindsTheNewestLeasesAndSaysSoOnce() {
        cell.join("f1", "a/x");
        for (int i = 0; i < 4; i++) {
            cell.agent("h" + i, "cpus:4");
        }
        var grants = cell.round();
        assertThat(cell.allocator.rescissions()).isEmpty();
        cell.allocator.setQuota(role("a"), limit("cpus", 8));

        assertThat(cell.allocator.rescissions()).containsExactlyInAnyOrder(grants.get(2), grants.get(3));
        assertThat(cell.allocator.rescissions()).isEmpty();
        assertThat(cell.consumed("a", "cpus")).as("until they are back").isEqualTo(16_000);
        cell.decline(grants.get(2), LONG);
        cell.decline(grants.get(3), LONG);
        assertThat(cell.round()).isEmpty();
        assertThat(cell.consumed("a", "cpus")).isEqualTo(8_000);
    }

    @Test
    void tasksAreNotRescinded() {
        cell.join("f1", "a");
        cell.agent("h1", "cpus:4");
        cell.launch(cell.round().get(0));
        cell.allocator.setQuota(role("a"), limit("cpus", 1));
        assertThat(cell.allocator.rescissions()).isEmpty();
    }

    @Test
    void aRaisedGuaranteeRescindsWhatOthersHaveTooMuchOf() {
        cell.join("f1", "a");
        cell.join("f2", "b");
        for (int i = 0; i < 4; i++) {
            cell.agent("h" + i, "cpus:4");
        }
        cell.round();
        cell.allocator.setQuota(role("a"), guarantee("cpus", 12));

        var back = cell.allocator.rescissions();
        assertThat(back).extracting(grant -> grant.role().name()).containsExactly("b");
        cell.decline(back.get(0), LONG);
        cell.round();
        assertThat(cell.consumed("a", "cpus")).isEqualTo(12_000);
    }

    @Test
    void whatCanBeServedFromFreeResourcesRescindsNothing() {
        cell.join("f2", "b");
        cell.agent("h1", "cpus:4");
        cell.round();
        cell.agent("h2", "cpus:4");
        cell.allocator.setQuota(role("a"), guarantee("cpus", 4));
        assertThat(cell.allocator.rescissions()).isEmpty();
    }

    @Test
    void quotasThatDoNotFitEachOtherAreNamed() {
        cell.agent("h1", "cpus:10");
        cell.join("f1", "c");
        cell.round();
        var changes = new TreeMap<>(Map.of(
                role("a"), limit("cpus", 4),
                role("a/x"), limit("cpus", 5),
                role("b"), new Quota(new TreeMap<>(Map.of("cpus", 2_000L)), new TreeMap<>(Map.of("cpus", 1_000L))),
                role("b/x"), guarantee("cpus", 1),
                role("b/y"), guarantee("cpus", 2),
                role("c"), limit("cpus", 9),
                role("d"), guarantee("cpus", 9)));
        assertThat(cell.allocator.problems(changes, true))
                .containsExactlyInAnyOrder(
                        new QuotaProblem.OverAncestorLimit(role("a/x"), role("a"), "cpus", 5_000, 4_000),
                        new QuotaProblem.GuaranteeOverLimit(role("b"), "cpus", 2_000, 1_000),
                        new QuotaProblem.ChildrenOverGuarantee(role("b"), "cpus", 3_000, 2_000),
                        new QuotaProblem.OverAncestorLimit(role("b/y"), role("b"), "cpus", 2_000, 1_000));
        assertThat(cell.allocator.problems(changes, false))
                .contains(
                        new QuotaProblem.ConsumedOverLimit(role("c"), "cpus", 10_000, 9_000),
                        new QuotaProblem.OverCapacity(role("d"), "cpus", 11_000, 10_000));
        assertThat(cell.allocator.problems(new TreeMap<>(Map.of(role("a"), limit("cpus", 4))), false))
                .isEmpty();
        assertThat(cell.allocator.quotas()).as("asking changes nothing").isEmpty();
    }

    @Test
    void aQuotaThatIsTakenAwayBindsNobody() {
        cell.allocator.setQuota(role("a"), guarantee("cpus", 100));
        cell.join("f2", "b");
        cell.agent("h1", "cpus:4");
        assertThat(cell.round()).isEmpty();
        cell.allocator.setQuota(role("a"), Quota.NONE);
        assertThat(cell.round()).hasSize(1);
        assertThat(cell.allocator.quotas()).isEmpty();
        assertThat(cell.allocator.grants(role("b"))).hasSize(1);
        assertThat(List.copyOf(cell.allocator.roles())).hasSize(1);
    }
}
