package io.boreas.core.allocator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the paper, and the law that shares stay within one task of each other. */
class DrfSorterTest {
    private final DrfSorter<String> sorter = new DrfSorter<>();

    /** Section 4.1: 9 cpus and 18 GB, A's tasks need 1 cpu and 4 GB, B's 3 cpus and 1 GB. */
    @Test
    void thePapersTwoUsersGetThreeAndTwoTasks() {
        assertThat(run(new long[] {9, 18}, new TreeMap<>(Map.of("A", new long[] {1, 4}, "B", new long[] {3, 1}))))
                .isEqualTo(Map.of("A", 3, "B", 2));
        assertThat(sorter.share("A")).isEqualTo(12 / 18.0);
        assertThat(sorter.share("B")).isEqualTo(6 / 9.0);
    }

    /** The steps of the paper's table 1 start with B's tie lost: A and B alternate as their shares grow. */
    @Test
    void theLowestDominantShareIsNext() {
        sorter.setTotal(new long[] {9, 18});
        sorter.add("A", 1);
        sorter.add("B", 1);
        sorter.allocated("B", new long[] {3, 1});
        assertThat(sorter.order()).as("B has 1/3").containsExactly("A", "B");
        sorter.allocated("A", new long[] {1, 4});
        assertThat(sorter.order()).as("A has 2/9").containsExactly("A", "B");
        sorter.allocated("A", new long[] {1, 4});
        assertThat(sorter.order()).as("A has 4/9").containsExactly("B", "A");
    }

    @Test
    void twiceTheWeightIsTwiceTheShare() {
        sorter.setTotal(new long[] {30});
        sorter.add("gold", 2);
        sorter.add("tin", 1);
        for (int i = 0; i < 30; i++) {
            sorter.allocated(sorter.first().orElseThrow(), new long[] {1});
        }
        assertThat(sorter.share("gold")).isEqualTo(20 / 30.0 / 2);
        assertThat(sorter.share("tin")).isEqualTo(10 / 30.0);

        sorter.setWeight("tin", 4);
        assertThat(sorter.first()).contains("tin");
    }

    @Test
    void equalSharesGoByFewerAllocationsAndThenByName() {
        sorter.setTotal(new long[] {10, 10});
        for (String name : List.of("c", "a", "b")) {
            sorter.add(name, 1);
        }
        assertThat(sorter.order()).containsExactly("a", "b", "c");
        sorter.allocated("a", new long[] {1});
        sorter.allocated("a", new long[] {1});
        sorter.allocated("b", new long[] {2});
        sorter.allocated("c", new long[] {2});
        assertThat(sorter.order()).containsExactly("b", "c", "a");
        sorter.released("a", new long[] {2}, 2);
        assertThat(sorter.first()).contains("a");
    }

    @Test
    void whoDoesNotCompeteKeepsItsShare() {
        sorter.setTotal(new long[] {10});
        sorter.add("a", 1);
        sorter.add("b", 1);
        sorter.allocated("a", new long[] {5});
        sorter.deactivate("b");
        assertThat(sorter.order()).containsExactly("a");
        sorter.activate("b");
        sorter.deactivate("a");
        sorter.activate("a");
        assertThat(sorter.order()).containsExactly("b", "a");
    }

    @Test
    void anotherTotalIsAnotherOrder() {
        sorter.setTotal(new long[] {10, 100});
        sorter.add("cpu", 1);
        sorter.add("mem", 1);
        sorter.allocated("cpu", new long[] {2, 0});
        sorter.allocated("mem", new long[] {0, 30});
        assertThat(sorter.order()).containsExactly("cpu", "mem");
        sorter.setTotal(new long[] {10, 1_000});
        assertThat(sorter.order()).containsExactly("mem", "cpu");
    }

    @Test
    void aKindThatNobodyHasDoesNotCount() {
        sorter.setTotal(new long[] {10});
        sorter.add("a", 1);
        sorter.allocated("a", new long[] {1, 99});
        assertThat(sorter.share("a")).isEqualTo(0.1);
    }

    @Test
    void badWeightsAndUnknownClientsAreRefused() {
        for (double weight : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> sorter.add("a", weight)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(sorter.contains("a")).isFalse();
        assertThatThrownBy(() -> sorter.allocated("a", new long[] {1})).hasMessageContaining("a");
        sorter.add("a", 1);
        assertThatThrownBy(() -> sorter.add("a", 1)).isInstanceOf(IllegalArgumentException.class);
        sorter.remove("a");
        assertThat(sorter.first()).isEmpty();
    }

    /**
     * Clients that always want more, given a task each time they are next: at any moment, what the richest has beyond the
     * poorest is at most its last task.
     */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void sharesStayWithinOneTaskOfFair(long seed) {
        var random = new Random(seed);
        var total = new long[] {10_000 + random.nextInt(90_000), 10_000 + random.nextInt(90_000), 50_000};
        sorter.setTotal(total);
        var tasks = new TreeMap<String, long[]>();
        var weights = new TreeMap<String, Double>();
        var biggest = 0.0;
        for (int i = 0; i < 2 + random.nextInt(20); i++) {
            var task = new long[] {1 + random.nextInt(50), 1 + random.nextInt(50), random.nextInt(50)};
            tasks.put("c" + i, task);
            weights.put("c" + i, 0.5 + random.nextInt(4));
            sorter.add("c" + i, weights.get("c" + i));
            double step = 0;
            for (int k = 0; k < task.length; k++) {
                step = Math.max(step, (double) task[k] / total[k]);
            }
            biggest = Math.max(biggest, step / weights.get("c" + i));
        }
        for (int step = 0; step < 2_000; step++) {
            String next = sorter.first().orElseThrow();
            sorter.allocated(next, tasks.get(next));
            double least = Double.MAX_VALUE;
            double most = 0;
            for (String client : tasks.keySet()) {
                least = Math.min(least, sorter.share(client));
                most = Math.max(most, sorter.share(client));
            }
            assertThat(most - least).isLessThanOrEqualTo(biggest + 1e-12);
        }
    }

    /** Random calls; the order is that of a plain sort. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13})
    void theOrderIsThatOfAPlainSort(long seed) {
        var random = new Random(seed);
        var allocations = new TreeMap<String, Integer>();
        var known = new ArrayList<String>();
        for (int i = 0; i < 30; i++) {
            known.add("c" + random.nextInt(1_000_000));
        }
        known.stream().distinct().forEach(name -> {
            sorter.add(name, 1 + random.nextInt(3));
            allocations.put(name, 0);
        });
        for (int step = 0; step < 500; step++) {
            String name = known.get(random.nextInt(known.size()));
            if (random.nextInt(20) == 0) {
                sorter.setTotal(new long[] {1 + random.nextInt(1_000), 1 + random.nextInt(1_000)});
            }
            sorter.allocated(name, new long[] {random.nextInt(5), random.nextInt(5)});
            allocations.merge(name, 1, Integer::sum);
            var expected = new ArrayList<>(allocations.keySet());
            expected.sort(Comparator.<String>comparingDouble(sorter::share)
                    .thenComparing(allocations::get)
                    .thenComparing(c -> c));
            assertThat(sorter.order()).isEqualTo(expected);
        }
    }

    /** Gives each time the next client a task, until the next one's does not fit; returns how many each has. */
    private TreeMap<String, Integer> run(long[] total, TreeMap<String, long[]> tasks) {
        sorter.setTotal(total);
        var counts = new TreeMap<String, Integer>();
        tasks.keySet().forEach(name -> {
            sorter.add(name, 1);
            counts.put(name, 0);
        });
        var left = total.clone();
        while (true) {
            String next = sorter.first().orElseThrow();
            var task = tasks.get(next);
            for (int k = 0; k < left.length; k++) {
                if (left[k] < task[k]) {
                    return counts;
                }
            }
            for (int k = 0; k < left.length; k++) {
                left[k] -= task[k];
            }
            sorter.allocated(next, task);
            counts.merge(next, 1, Integer::sum);
        }
    }
}
