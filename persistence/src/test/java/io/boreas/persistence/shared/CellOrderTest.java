package io.boreas.persistence.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CellOrderTest {
    private static final List<String> GROUPS = List.of("a", "b", "c");

    private final MemoryOrderStore store = new MemoryOrderStore();

    @Test
    void whatIsThereWhenItBeginsIsInTheOrder() throws Exception {
        store.write("b", 2);
        store.write("a", 1);
        store.write("a", 3);
        try (var order = follow()) {
            assertThat(latest(order)).isEqualTo(3);
            assertThat(order.lowest()).isEqualTo(1);
            assertThat(read(order, 0)).containsExactly("1 a/1", "2 b/1", "3 a/2");
            assertThat(read(order, 2)).containsExactly("3 a/2");
            assertThat(read(order, 3)).isEmpty();
        }
    }

    @Test
    void anEmptyStoreHasNoPlaces() throws Exception {
        try (var order = follow()) {
            assertThat(latest(order)).isZero();
            assertThat(order.lowest()).isZero();
            assertThat(read(order, 0)).isEmpty();
        }
    }

    @Test
    void followersThatWriteTheOrderAtOnceAllHaveTheSame() throws Exception {
        var random = new Random(7);
        var orders = new ArrayList<CellOrder>();
        try {
            for (int i = 0; i < 4; i++) {
                orders.add(follow());
            }
            for (int i = 0; i < 2_000; i++) {
                store.write(GROUPS.get(random.nextInt(3)), random.nextInt(1_000));
                if (random.nextInt(10) == 0) {
                    var asked = orders.stream().map(CellOrder::latest).toList();
                    asked.get(random.nextInt(4)).toCompletableFuture().join();
                }
            }
            var first = read(orders.getFirst(), latest(orders.getFirst()), 0);
            assertThat(first).hasSize(2_000);
            assertEachGroupIsWhole(first);
            for (var order : orders) {
                assertThat(read(order, latest(order), 0)).isEqualTo(first);
            }
            assertThat(store.chunks()).isGreaterThan(OrderChunk.CHECKPOINT_EVERY);
        } finally {
            orders.forEach(CellOrder::close);
        }
        try (var later = follow()) {
            store.write("c", 0);
            assertThat(latest(later)).isEqualTo(2_001);
            assertThat(read(later, 2_000)).hasSize(1);
        }
    }

    @Test
    void aLongPastIsFoundAgainByAnyPlace() throws Exception {
        for (int i = 0; i < 30_000; i++) {
            store.write(GROUPS.get(i % 3), i);
        }
        try (var order = follow()) {
            assertThat(latest(order)).isEqualTo(30_000);
        }
        try (var order = follow()) {
            assertThat(latest(order)).isEqualTo(30_000);
            assertThat(read(order, 12_344).getFirst()).isEqualTo("12345 c/4115");
        }
    }

    @Test
    void aListenerHearsOfWhatOthersWrite() throws Exception {
        try (var order = follow()) {
            latest(order);
            var heard = new CountDownLatch(1);
            try (var listening = order.onAppend(highest -> heard.countDown())) {
                assertThat(listening).isNotNull();
                store.write("a", 1);
                assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void aStoreThatIsAwayIsSaidAndFollowedAgain() throws Exception {
        store.write("a", 1);
        try (var order = follow()) {
            assertThat(latest(order)).isEqualTo(1);
            store.setAway(true);
            assertThatThrownBy(() -> latest(order))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("the store is away");
            store.setAway(false);
            store.write("a", 2);
            assertThat(latest(order)).isEqualTo(2);
        }
    }

    @Test
    void whatWasDeletedIsPassedOver() throws Exception {
        for (int i = 0; i < 10; i++) {
            store.write("a", i);
        }
        try (var order = follow()) {
            assertThat(latest(order)).isEqualTo(10);
            store.deleteUpTo("a", 8);
            var records = new ArrayList<String>();
            order.read(0, 1, record -> records.add(record.position() + " " + record.payload()));
            assertThat(records).as("the next that is there, however far").containsExactly("9 a/9");
            assertThat(read(order, 0)).containsExactly("9 a/9", "10 a/10");
        }
    }

    @Test
    void oneThatIsClosedAnswersNobody() throws Exception {
        var order = follow();
        latest(order);
        order.close();
        assertThatThrownBy(() -> latest(order)).hasMessageContaining("closed");
    }

    private CellOrder follow() {
        return new CellOrder(store, GROUPS, Duration.ofMillis(10));
    }

    private static long latest(CellOrder order) throws Exception {
        return order.latest().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static List<String> read(CellOrder order, long after) {
        var records = new ArrayList<String>();
        order.read(after, 100, record -> records.add(record.position() + " " + record.payload()));
        return records;
    }

    private static List<String> read(CellOrder order, long end, long after) {
        var records = new ArrayList<String>();
        for (long position = after; position < end; position += 100) {
            records.addAll(read(order, position));
        }
        return records;
    }

    private static void assertEachGroupIsWhole(List<String> records) {
        var reached = new HashMap<String, Long>();
        for (var record : records) {
            var parts = record.split("[ /]", -1);
            long sequence = Long.parseLong(parts[2]);
            assertThat(sequence).isEqualTo(reached.getOrDefault(parts[1], 0L) + 1);
            reached.put(parts[1], sequence);
        }
    }
}
