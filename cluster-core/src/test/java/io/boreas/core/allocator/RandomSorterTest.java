package io.boreas.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lots are fair to weights and follow from the seed. */
class RandomSorterTest {
    @Test
    void equalSeedsDrawEqualOrders() {
        assertThat(orders(7)).isEqualTo(orders(7)).isNotEqualTo(orders(8));
    }

    @Test
    void everyoneWhoCompetesIsInTheOrderOnce() {
        var sorter = sorter(1);
        sorter.deactivate("b");
        assertThat(sorter.order()).containsExactlyInAnyOrder("a", "c");
        sorter.activate("b");
        sorter.remove("c");
        assertThat(sorter.order()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void threeTimesTheWeightIsFirstThreeTimesAsOften() {
        var sorter = new RandomSorter<String>(3);
        sorter.add("heavy", 3);
        sorter.add("light", 1);
        int heavy = 0;
        for (int i = 0; i < 10_000; i++) {
            heavy += sorter.first().orElseThrow().equals("heavy") ? 1 : 0;
        }
        assertThat(heavy).isBetween(7_300, 7_700);
    }

    private static List<List<String>> orders(long seed) {
        var sorter = sorter(seed);
        var orders = new ArrayList<List<String>>();
        for (int i = 0; i < 20; i++) {
            orders.add(sorter.order());
        }
        return orders;
    }

    private static RandomSorter<String> sorter(long seed) {
        var sorter = new RandomSorter<String>(seed);
        for (String name : List.of("a", "b", "c")) {
            sorter.add(name, 1);
        }
        return sorter;
    }
}
