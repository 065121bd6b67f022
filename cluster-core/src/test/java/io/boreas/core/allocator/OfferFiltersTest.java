package io.boreas.core.allocator;

import static io.boreas.core.allocator.Cell.framework;
import static io.boreas.core.allocator.Cell.role;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** How long a decline holds, and what ends it before its time. */
class OfferFiltersTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final Cell cell = Cell.withDefaults();

    @Test
    void aDeclineOfNoTimeHoldsForTheLeastTime() {
        cell.join("f1", "a");
        cell.agent("h1", "cpus:4");
        cell.decline(cell.round().get(0), Duration.ZERO);
        cell.now = Cell.START.plusMillis(9);
        assertThat(cell.round()).isEmpty();
        cell.now = Cell.START.plusMillis(10);
        assertThat(cell.round()).hasSize(1);
    }

    @Test
    void aDeclineInOneRoleSaysNothingOfAnother() {
        cell.join("f1", "a", "b");
        cell.agent("h1", "cpus:4");
        cell.decline(cell.round().get(0), DAY);
        assertThat(cell.round()).extracting(grant -> grant.role().name()).containsExactly("b");
    }

    @Test
    void aDeclineOfOneAgentSaysNothingOfAnother() {
        cell.join("f1", "a");
        cell.agent("h1", "cpus:4");
        cell.decline(cell.round().get(0), DAY);
        cell.agent("h2", "cpus:4");
        assertThat(cell.round()).extracting(grant -> grant.agent().value()).containsExactly("h2");
    }

    @Test
    void aFrameworkThatComesBackHasDeclinedNothing() {
        cell.join("f1", "a");
        cell.agent("h1", "cpus:4");
        cell.decline(cell.round().get(0), DAY);
        cell.join("f1", "a");
        assertThat(cell.round()).as("nothing changed").isEmpty();
        cell.allocator.upsertFramework(Cell.terms("f1", "a").active(false));
        cell.join("f1", "a");
        assertThat(cell.round()).hasSize(1);
    }

    @Test
    void anAgentThatComesBackWasNotDeclined() {
        cell.join("f1", "a");
        cell.agent("h1", "cpus:4");
        cell.decline(cell.round().get(0), DAY);
        cell.allocator.removeAgent(cell.agents.firstKey());
        cell.agent("h1", "cpus:4");
        assertThat(cell.round()).hasSize(1);
    }

    @Test
    void aTaskThatEndsMakesMoreThanWasDeclined() {
        cell.join("f1", "a");
        cell.agent("h1", "cpus:4;mem:64");
        var task = cell.launch(cell.round().get(0), "cpus:1");
        cell.decline(cell.round().get(0), DAY);
        assertThat(cell.round()).isEmpty();
        cell.end(task);
        assertThat(cell.round()).extracting(Grant::resources).containsExactly(Cell.all("cpus:4;mem:64"));
    }

    @Test
    void theOneThatEndsFirstGoesWhereThereAreTooMany() {
        var settings = AllocatorSettings.DEFAULT;
        var small = new Cell(new AllocatorSettings(
                settings.roles(),
                settings.frameworks(),
                0,
                settings.minAllocatable(),
                new TreeSet<>(),
                settings.agents(),
                1,
                settings.region(),
                true,
                settings.filterLeast(),
                2));
        small.join("f1", "a");
        for (int i = 0; i < 3; i++) {
            small.agent("h" + i, "cpus:4");
            small.decline(small.round().get(0), DAY.plusHours(i));
        }
        assertThat(small.round()).extracting(grant -> grant.agent().value()).containsExactly("h0");
    }

    @Test
    void suppressingARoleLeavesTheOthers() {
        cell.join("f1", "a", "b");
        cell.allocator.suppress(framework("f1"), List.of(role("a")));
        cell.agent("h1", "cpus:4");
        cell.agent("h2", "cpus:4");
        assertThat(cell.round()).extracting(grant -> grant.role().name()).containsExactly("b", "b");
    }

    @Test
    void subscribingWithSuppressedRolesSuppressesThem() {
        cell.allocator.upsertFramework(Cell.terms("f1", "a").suppressing(List.of(role("a"))));
        cell.agent("h1", "cpus:4");
        assertThat(cell.round()).isEmpty();
        cell.join("f1", "a");
        assertThat(cell.round()).hasSize(1);
    }

    @Test
    void secondsAreTakenAsMesosTakesThem() {
        assertThat(Refusal.of(1.5)).isEqualTo(Duration.ofMillis(1_500));
        assertThat(Refusal.of(0)).isZero();
        assertThat(Refusal.of(-1)).isEqualTo(Refusal.DEFAULT);
        assertThat(Refusal.of(Double.NaN)).isEqualTo(Refusal.DEFAULT);
        assertThat(Refusal.of(1e300)).isEqualTo(Duration.ofDays(365));
    }
}
