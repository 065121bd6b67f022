package io.boreas.core.allocator;

import static io.boreas.core.allocator.Cell.role;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Roles within roles: shares are fair at each level, whatever is below. */
class HierarchyTest {
    private final Cell cell = Cell.withDefaults();

    @Test
    void siblingsShareWhatTheirParentGets() {
        cell.join("f1", "a/x");
        cell.join("f2", "a/y");
        cell.join("f3", "b");
        agents(12);
        var grants = cell.round();
        assertThat(count(grants, "b")).isEqualTo(6);
        assertThat(count(grants, "a/x")).isEqualTo(3);
        assertThat(count(grants, "a/y")).isEqualTo(3);
    }

    @Test
    void weightsCountAmongSiblingsAtEveryLevel() {
        cell.allocator.setWeight(role("a"), 2);
        cell.allocator.setWeight(role("a/x"), 3);
        cell.join("f1", "a/x");
        cell.join("f2", "a/y");
        cell.join("f3", "b");
        agents(12);
        var grants = cell.round();
        assertThat(count(grants, "b")).isEqualTo(4);
        assertThat(count(grants, "a/x")).isEqualTo(6);
        assertThat(count(grants, "a/y")).isEqualTo(2);
    }

    @Test
    void frameworksDirectlyInARoleCompeteWithItsChildrenAsOne() {
        cell.join("f1", "a");
        cell.join("f2", "a");
        cell.join("f3", "a/x");
        agents(12);
        var grants = cell.round();
        assertThat(count(grants, "a/x")).isEqualTo(6);
        assertThat(grants.stream().filter(g -> g.framework().value().equals("f1")))
                .hasSize(3);
    }

    @Test
    void aChildThatComesLaterCompetesWithWhatTheParentHoldsAlready() {
        cell.join("f1", "a");
        agents(4);
        cell.round();
        cell.join("f2", "a/x");
        for (int i = 0; i < 5; i++) {
            cell.agent("late" + i, "cpus:4;mem:1024");
        }
        assertThat(count(cell.round(), "a/x")).isBetween(4L, 5L);
    }

    @Test
    void aRoleWithoutCompetitorsLeavesItsShareToOthersAndIsForgotten() {
        cell.join("f1", "a/b/c");
        cell.join("f2", "z");
        cell.allocator.suppress(Cell.framework("f1"), List.of(role("a/b/c")));
        agents(4);
        assertThat(count(cell.round(), "z")).isEqualTo(4);
        cell.allocator.removeFramework(Cell.framework("f1"));
        assertThat(cell.allocator.roles()).extracting(use -> use.role().name()).containsExactly("z");
    }

    @Test
    void theLotsOfASeedAreTheSameAndFairToWeightsAtEveryLevel() {
        assertThat(drawn(5)).isEqualTo(drawn(5)).isNotEqualTo(drawn(6));
        long heavy = count(drawn(5), "a/x");
        assertThat(heavy).as("three of four of a half of 400").isBetween(115L, 185L);
    }

    private static List<Grant> drawn(long seed) {
        var cell = new Cell(AllocatorSettings.DEFAULT.sorted(SharePolicy.RANDOM, SharePolicy.RANDOM, seed));
        cell.allocator.setWeight(role("a/x"), 3);
        cell.join("f1", "a/x");
        cell.join("f2", "a/y");
        cell.join("f3", "b");
        for (int i = 0; i < 400; i++) {
            cell.agent("a" + i, "cpus:4;mem:1024");
        }
        return cell.round();
    }

    private void agents(int count) {
        for (int i = 0; i < count; i++) {
            cell.agent("a" + i, "cpus:4;mem:1024");
        }
    }

    private static long count(List<Grant> grants, String role) {
        return grants.stream().filter(grant -> grant.role().name().equals(role)).count();
    }
}
