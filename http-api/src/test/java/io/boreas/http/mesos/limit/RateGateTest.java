package io.boreas.http.mesos.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RateGateTest {
    private static final RateLimits LIMITS = RateLimitsReader.read("""
            {"limits": [{"principal": "slow", "qps": 2, "capacity": 3}, {"principal": "fast", "qps": 300.5},
                        {"principal": "free"}],
             "aggregate_default_qps": 10}
            """);
    private static final List<String> CALLERS = List.of("slow", "fast", "free", "other-1", "other-2", "");

    private static Optional<String> name(String caller) {
        return Optional.of(caller).filter(name -> !name.isEmpty());
    }

    private static CompletionStage<String> enter(RateGate gate, String caller, Supplier<CompletionStage<String>> pass) {
        return gate.enter(name(caller), new Caller(1, pass, new HashMap<>(), new CompletableFuture<>()));
    }

    /** @param told why those are refused that are, by the bytes of their calls */
    private record Caller(
            long bytes,
            Supplier<CompletionStage<String>> action,
            Map<Long, Full> told,
            CompletableFuture<Void> withdrawn)
            implements RateGate.Passenger<String> {
        @Override
        public CompletionStage<String> pass() {
            return action.get();
        }

        @Override
        public String refused(Full full) {
            told.put(bytes, full);
            return "refused";
        }

        @Override
        public String forgotten() {
            return "forgotten";
        }
    }

    /** Somebody calls at some time. */
    private record Arrival(String caller, int number, long atNs) {}

    /** Whoever called passed at that time. */
    private record Passed(String caller, int number, long atNs) {}

    private static List<Arrival> arrivals(Random random) {
        var arrivals = new ArrayList<Arrival>();
        long atNs = 0;
        for (int number = 0; number < 200; number++) {
            atNs += random.nextInt(4) == 0 ? random.nextLong(1_000_000_000L) : random.nextLong(2_000_000L);
            arrivals.add(new Arrival(CALLERS.get(random.nextInt(CALLERS.size())), number, atNs));
        }
        return arrivals;
    }

    private static List<Passed> passed(List<Arrival> arrivals, StandingClock clock) {
        var gate = clock.gate(LIMITS, Long.MAX_VALUE);
        var passed = new ArrayList<Passed>();
        var answers = new ArrayList<CompletableFuture<String>>();
        for (var arrival : arrivals) {
            clock.advanceTo(arrival.atNs());
            answers.add(enter(gate, arrival.caller(), () -> {
                        passed.add(new Passed(arrival.caller(), arrival.number(), clock.elapsed()));
                        return CompletableFuture.completedFuture("passed");
                    })
                    .toCompletableFuture());
        }
        clock.advance(Duration.ofHours(1));
        assertThat(answers).allMatch(CompletableFuture::isDone);
        assertThat(answers.stream().filter(answer -> answer.join().equals("passed")))
                .hasSameSizeAs(passed);
        return passed;
    }

    private static List<Passed> of(List<Passed> passed, String... callers) {
        var wanted = List.of(callers);
        return passed.stream().filter(one -> wanted.contains(one.caller())).toList();
    }

    private static List<Long> times(List<Passed> passed) {
        return passed.stream().map(Passed::atNs).toList();
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyLimitIsKeptInOrderHoweverLateTimersAre(long seed) {
        var random = new Random(seed);
        var late = new StandingClock(() -> random.nextInt(5) == 0 ? random.nextLong(300_000_000L) : 0);
        var arrivals = arrivals(random);

        var passed = passed(arrivals, late);

        Windows.requireRate(times(of(passed, "slow")), 2);
        Windows.requireRate(times(of(passed, "fast")), 300.5);
        Windows.requireRate(times(of(passed, "other-1", "other-2", "")), 10); // all together
        for (var sharing : List.of(
                of(passed, "slow"), of(passed, "fast"), of(passed, "free"), of(passed, "other-1", "other-2", ""))) {
            assertThat(sharing).extracting(Passed::number).isSorted();
        }
        for (var caller : List.of("fast", "free", "other-1", "other-2", "")) {
            assertThat(of(passed, caller)).as(caller).hasSize((int) arrivals.stream()
                    .filter(arrival -> arrival.caller().equals(caller))
                    .count());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nobodyIsDelayedByWhoHasAnotherLimit(long seed) {
        var arrivals = arrivals(new Random(seed));

        var together = passed(arrivals, new StandingClock());

        for (var sharing : List.of(new String[] {"slow"}, new String[] {"fast"}, new String[] {"free"}, new String[] {
            "other-1", "other-2", ""
        })) {
            var theirs = arrivals.stream()
                    .filter(arrival -> List.of(sharing).contains(arrival.caller()))
                    .toList();
            assertThat(of(together, sharing)).isEqualTo(passed(theirs, new StandingClock()));
        }
        assertThat(of(together, "free"))
                .extracting(Passed::atNs)
                .isEqualTo(arrivals.stream()
                        .filter(arrival -> arrival.caller().equals("free"))
                        .map(Arrival::atNs)
                        .toList());
    }

    @Test
    void aCallThatFailsIsItsOwnTrouble() {
        var clock = new StandingClock();
        var gate = clock.gate(LIMITS, Long.MAX_VALUE);
        var broken = new IllegalStateException("broken");
        var first = enter(gate, "slow", () -> {
                    throw broken;
                })
                .toCompletableFuture();
        var second = enter(gate, "slow", () -> CompletableFuture.failedFuture(broken))
                .toCompletableFuture();
        var third = enter(gate, "slow", () -> CompletableFuture.completedFuture("passed"))
                .toCompletableFuture();
        clock.advance(Duration.ofSeconds(1));

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedExceptionally();
        assertThat(third).isCompletedWithValue("passed");
    }

    @Test
    void whoIsRefusedIsToldWhyAndWhenThereIsRoom() {
        var clock = new StandingClock();
        var gate = clock.gate(RateLimitsReader.read("""
                        {"limits": [{"principal": "never", "qps": 1, "capacity": 0}],
                         "aggregate_default_qps": 0.5, "aggregate_default_capacity": 2}
                        """), 10);
        var told = new HashMap<Long, Full>();
        enter(gate, "never", told, 9);
        enter(gate, "a", told, 1);
        assertThat(told).containsOnlyKeys(9L);
        assertThat(told.get(9L).roomInNs()).isEmpty();
        assertThat(told.get(9L).shared()).isFalse();

        enter(gate, "b", told, 6);
        enter(gate, "c", told, 5);
        assertThat(told.get(5L).bytesMax()).hasValue(10);
        clock.advance(Duration.ofMillis(500));
        enter(gate, "d", told, 4);
        enter(gate, "e", told, 0);
        assertThat(told).containsOnlyKeys(9L, 5L, 0L);
        assertThat(told.get(0L).bytesMax()).isEmpty();
        assertThat(told.get(0L).shared()).isTrue();
        assertThat(told.get(0L).roomInNs()).hasValue(1_500_000_000L);
    }

    private static void enter(RateGate gate, String caller, Map<Long, Full> told, long bytes) {
        gate.enter(
                name(caller),
                new Caller(bytes, () -> CompletableFuture.completedFuture("passed"), told, new CompletableFuture<>()));
    }

    @Test
    void whatIsWithdrawnWhileItWaitsTakesNoTurnAndNoRoom() {
        var clock = new StandingClock();
        var gate = clock.gate(LIMITS, 10);
        var withdrawn = new CompletableFuture<Void>();
        Supplier<CompletionStage<String>> passes = () -> CompletableFuture.completedFuture("passed");
        var first = gate.enter(name("slow"), new Caller(1, passes, new HashMap<>(), withdrawn));
        var second = gate.enter(name("slow"), new Caller(9, passes, new HashMap<>(), withdrawn));
        var third = enter(gate, "slow", passes);
        withdrawn.complete(null);
        var fourth = gate.enter(name("slow"), new Caller(9, passes, new HashMap<>(), new CompletableFuture<>()));

        assertThat(first.toCompletableFuture()).isCompletedWithValue("passed");
        assertThat(second.toCompletableFuture()).isCompletedWithValue("forgotten");
        clock.advance(Duration.ofMillis(500));
        assertThat(third.toCompletableFuture()).isCompletedWithValue("passed");
        assertThat(fourth.toCompletableFuture()).isNotDone();
        clock.advance(Duration.ofMillis(500));
        assertThat(fourth.toCompletableFuture()).isCompletedWithValue("passed");
    }

    @Test
    void countsAreOfThePrincipalsThatCalledLast() {
        var counts = new CallCounts();
        Stream.of("web", "web", "ops").map(Optional::of).forEach(counts::received);
        counts.processed(Optional.of("web"));
        counts.received(Optional.empty());
        counts.processed(Optional.empty());
        counts.received(Optional.of("x".repeat(256)));
        assertThat(counts.values())
                .containsOnly(
                        Map.entry("frameworks/ops/messages_processed", 0.0),
                        Map.entry("frameworks/ops/messages_received", 1.0),
                        Map.entry("frameworks/web/messages_processed", 1.0),
                        Map.entry("frameworks/web/messages_received", 2.0));

        for (int number = 0; number < 1_500; number++) {
            counts.received(Optional.of("made-up-" + number));
            counts.received(Optional.of("web"));
        }
        counts.processed(Optional.of("ops"));
        assertThat(counts.values())
                .hasSize(2_000)
                .containsEntry("frameworks/web/messages_received", 1_502.0)
                .doesNotContainKey("frameworks/ops/messages_received");
    }
}
