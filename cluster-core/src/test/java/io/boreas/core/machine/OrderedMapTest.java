package io.boreas.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.gen.Gen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OrderedMapTest {
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void changesLikeATreeMapAndLeavesOldCopiesAlone(long seed) {
        var gen = Gen.seeded(seed);
        int keys = gen.between(1, 200);
        var model = new TreeMap<Integer, String>();
        OrderedMap<Integer, String> map = OrderedMap.empty();
        var versions = new ArrayList<Map.Entry<OrderedMap<Integer, String>, TreeMap<Integer, String>>>();
        for (int i = 0; i < 200; i++) {
            int key = gen.evenly(0, keys);
            if (gen.oneIn(3)) {
                map = map.without(key);
                model.remove(key);
            } else {
                map = map.with(key, "v" + i);
                model.put(key, "v" + i);
            }
            assertThat(map.size()).isEqualTo(model.size());
            assertThat(map.get(key)).isEqualTo(Optional.ofNullable(model.get(key)));
            assertThat(map.containsKey(key)).isEqualTo(model.containsKey(key));
            if (gen.oneIn(10)) {
                versions.add(Map.entry(map, new TreeMap<>(model)));
            }
        }
        versions.forEach(version -> assertSame(version.getKey(), version.getValue()));
    }

    private static void assertSame(OrderedMap<Integer, String> map, TreeMap<Integer, String> model) {
        assertThat(new ArrayList<>(entries(map))).isEqualTo(new ArrayList<>(model.entrySet()));
        var values = new ArrayList<String>();
        map.forEachValue(values::add);
        assertThat(values).isEqualTo(new ArrayList<>(model.values()));
        assertThat(map.values()).containsExactlyElementsOf(model.values());
        assertThat(map.last()).isEqualTo(Optional.ofNullable(model.lastEntry()));
        assertThat(map.isEmpty()).isEqualTo(model.isEmpty());
        assertThat(map).hasToString(model.toString());
    }

    private static List<Map.Entry<Integer, String>> entries(OrderedMap<Integer, String> map) {
        var entries = new ArrayList<Map.Entry<Integer, String>>();
        map.iterator().forEachRemaining(entries::add);
        return entries;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void isEqualHoweverItWasMade(long seed) {
        var gen = Gen.seeded(seed);
        var keys =
                gen.list(0, 100, () -> gen.evenly(0, 1_000)).stream().distinct().toList();
        var one = filled(keys);
        var other = filled(gen.shuffled(keys)).with(5_000, "").without(5_000);

        assertThat(other).isEqualTo(one).hasSameHashCodeAs(one);
        assertThat(one.with(5_000, "")).isNotEqualTo(one);
        assertThat(one.with(5_000, "")).isNotEqualTo(one.with(5_000, "x"));
    }

    private static OrderedMap<Integer, String> filled(List<Integer> keys) {
        OrderedMap<Integer, String> map = OrderedMap.empty();
        for (int key : keys) {
            map = map.with(key, "v" + key);
        }
        return map;
    }

    @Test
    void withoutWhatItDoesNotHaveItIsItself() {
        var map = filled(List.of(1, 2, 3));

        assertThat(map.without(4)).isSameAs(map);
        assertThat(map.without(1).without(2).without(3)).isSameAs(OrderedMap.empty());
    }

    @Test
    void iterationEnds() {
        var entries = filled(List.of(1)).iterator();
        entries.next();

        assertThat(entries.hasNext()).isFalse();
        assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> OrderedMap.<Integer, String>empty().iterator().next())
                .isInstanceOf(NoSuchElementException.class);
    }

    /** A tree that leans to one side would take minutes here, and overflow the stack. */
    @Test
    @Timeout(20)
    void staysFlatWhenKeysComeInOrder() {
        OrderedMap<Integer, Integer> rising = OrderedMap.empty();
        OrderedMap<Integer, Integer> falling = OrderedMap.empty();
        for (int i = 0; i < 100_000; i++) {
            rising = rising.with(i, i);
            falling = falling.with(-i, i);
        }
        for (int i = 0; i < 99_999; i++) {
            rising = rising.without(i);
        }

        assertThat(rising.last().orElseThrow().getKey()).isEqualTo(99_999);
        assertThat(falling.size()).isEqualTo(100_000);
        assertThat(falling.get(-77_777)).contains(77_777);
    }
}
