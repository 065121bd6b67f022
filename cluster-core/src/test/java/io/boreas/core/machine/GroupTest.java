package io.boreas.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.gen.Gen;
import io.boreas.core.id.Cause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int COMMANDS_MAX = 20;

    /** A balance that never falls below zero and is forgotten when it is zero; it owes a letter when it is 13. */
    private static final class Accounts implements Machine<String, Account, Integer, Integer, String, String> {
        @Override
        public Account vacant(String id) {
            return new Account(id, 0);
        }

        @Override
        public boolean isVacant(Account account) {
            return account.balance() == 0;
        }

        @Override
        public Decision<Integer, String> decide(Account account, Integer change, Instant now) {
            if (account.balance() + change < 0) {
                return Decision.answer("refused at " + account.balance());
            }
            // Large changes come in two parts, so that a command may write several events.
            return change > 50
                    ? Decision.of(List.of(50, change - 50), "ok")
                    : Decision.of(change == 0 ? List.of() : List.of(change), "ok");
        }

        @Override
        public Account evolve(Account account, Integer change) {
            if (account.balance() + change < 0) {
                throw new IllegalStateException(account + " cannot lose " + -change);
            }
            return new Account(account.id(), account.balance() + change);
        }

        @Override
        public List<String> outstanding(Account account) {
            return account.balance() == 13 ? List.of("letter to " + account.id()) : List.of();
        }

        @Override
        public String repeated(Account account, Integer change) {
            return "repeated at " + account.balance();
        }
    }

    private record Account(String id, int balance) {}

    private static Group<String, Account, Integer, Integer, String, String> group() {
        return group(COMMANDS_MAX);
    }

    private static Group<String, Account, Integer, Integer, String, String> group(int commandsMax) {
        return new Group<>(GroupKind.JOB, new Accounts(), commandsMax);
    }

    private static Envelope<String, Integer> envelope(String account, int change, String command) {
        return new Envelope<>(account, change, new Cause(command, "alice"));
    }

    private static List<Envelope<String, Integer>> envelopes(Gen gen, int min, int max) {
        return gen.list(min, max, () -> {
            var command = gen.flip() ? "c" + gen.evenly(0, 60) : "";
            return envelope(gen.pick("ann", "bob", "cat"), gen.evenly(-60, 100), command);
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void batchIsAsGoodAsOneByOne(long seed) {
        var gen = Gen.seeded(seed);
        // All ids are remembered: a batch forgets the oldest when it is committed, single commands do so one by one.
        var batched = group(1_000);
        var single = group(1_000);
        for (int round = 0; round < 8; round++) {
            var envelopes = envelopes(gen, 0, 10);
            var decided = batched.decide(envelopes, NOW);
            var replies = new ArrayList<String>();
            var events = new ArrayList<Recorded<String, Integer>>();
            for (var envelope : envelopes) {
                var one = single.decide(List.of(envelope), NOW);
                single.commit(one);
                single.told(one);
                replies.addAll(one.replies());
                events.addAll(one.batch().events());
            }
            batched.commit(decided);
            batched.told(decided);
            assertThat(decided.replies()).isEqualTo(replies);
            assertThat(decided.batch()).isEqualTo(new Batch<>(GroupKind.JOB, NOW, events));
            assertThat(decided.isEmpty()).isEqualTo(events.isEmpty());
            assertThat(batched.snapshot()).isEqualTo(single.snapshot());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void replayFromTheBeginningOrASnapshotGivesTheSame(long seed) {
        var gen = Gen.seeded(seed);
        var live = group();
        var replayed = group();
        var restored = group();
        int snapshotAt = gen.evenly(0, 29);
        for (int round = 0; round < 30; round++) {
            if (round == snapshotAt) {
                restored.restore(live.snapshot(), Account::id);
            }
            var decided = live.decide(envelopes(gen, 0, 10), NOW);
            live.commit(decided);
            replayed.replay(decided.batch());
            if (round >= snapshotAt) {
                restored.replay(decided.batch());
            }
        }
        assertThat(replayed.snapshot()).isEqualTo(live.snapshot());
        assertThat(restored.snapshot()).isEqualTo(live.snapshot());
        var probe = envelopes(gen, 10, 20);
        assertThat(restored.decide(probe, NOW)).isEqualTo(live.decide(probe, NOW));
    }

    @Test
    void nothingMovesBeforeTheBatchIsCommitted() {
        var group = group();
        var decided = group.decide(List.of(envelope("ann", 70, "c1")), NOW);

        assertThat(group.find("ann")).isEmpty();
        assertThat(group.snapshot().commands()).isEmpty();
        group.commit(decided);
        assertThat(group.find("ann")).contains(new Account("ann", 70));
    }

    @Test
    void commandSentAgainIsAnsweredAndNotDone() {
        var group = group();
        var twice = envelope("ann", 70, "c1");

        var decided = group.decide(List.of(twice, twice), NOW);
        assertThat(decided.replies()).containsExactly("ok", "repeated at 70");
        group.commit(decided);
        assertThat(group.decide(List.of(twice), NOW).replies()).containsExactly("repeated at 70");
        assertThat(group.decide(List.of(twice), NOW).isEmpty()).isTrue();
    }

    @Test
    void aCommandThatWasRefusedIsNotDoneWhenACopyOfItComesLate() {
        var group = group();
        var debit = envelope("ann", -30, "c1");
        var refused = group.decide(List.of(debit), NOW);
        assertThat(refused.replies()).containsExactly("refused at 0");
        group.told(refused);
        group.commit(group.decide(List.of(envelope("ann", 40, "c2")), NOW));

        var late = group.decide(List.of(debit), NOW);

        assertThat(late.replies()).containsExactly("refused at 0");
        assertThat(late.isEmpty()).isTrue();
        // Who was told nothing may still have it done.
        var untold = group.decide(List.of(envelope("ann", -50, "c3")), NOW);
        assertThat(untold.replies()).containsExactly("refused at 40");
        group.commit(group.decide(List.of(envelope("ann", 40, "c4")), NOW));
        assertThat(group.decide(List.of(envelope("ann", -50, "c3")), NOW).replies())
                .containsExactly("ok");
    }

    @Test
    void oneBatchCarriesOutNoCopyOfWhatItRefuses() {
        var group = group();
        var debit = envelope("ann", -30, "c1");

        var decided = group.decide(List.of(debit, envelope("ann", 40, "c2"), debit), NOW);

        assertThat(decided.replies()).containsExactly("refused at 0", "ok", "refused at 0");
    }

    @Test
    void theSameIdForAnotherAggregateIsAnotherCommand() {
        var group = group();
        var decided = group.decide(List.of(envelope("ann", 70, "c1"), envelope("bob", 30, "c1")), NOW);
        group.commit(decided);
        assertThat(group.find("ann")).isPresent();
        assertThat(group.find("bob")).isPresent();
    }

    @Test
    void refusedCommandIsDecidedAfreshWhenSentAgain() {
        var group = group();
        var refused = envelope("ann", -5, "c1");
        group.commit(group.decide(List.of(refused), NOW));
        group.commit(group.decide(List.of(envelope("ann", 10, "c2")), NOW));

        assertThat(group.decide(List.of(refused), NOW).replies()).containsExactly("ok");
    }

    @Test
    void systemCommandsMayComeAgain() {
        var group = group();
        var system = new Envelope<>("ann", 5, Cause.SYSTEM);

        group.commit(group.decide(List.of(system, system), NOW));

        assertThat(group.find("ann")).contains(new Account("ann", 10));
    }

    @Test
    void oldestCommandsAreForgottenFirst() {
        var group = group();
        for (int i = 0; i <= COMMANDS_MAX; i++) {
            group.commit(group.decide(List.of(envelope("ann", 1, "c" + i)), NOW));
        }

        assertThat(group.snapshot().commands()).hasSize(COMMANDS_MAX).startsWith("c1 ann");
        assertThat(group.decide(List.of(envelope("ann", 1, "c0")), NOW).replies())
                .containsExactly("ok");
        assertThat(group.decide(List.of(envelope("ann", 1, "c1")), NOW).replies())
                .containsExactly("repeated at 21");
    }

    @Test
    void vacantAggregatesAreDropped() {
        var group = group();
        group.commit(group.decide(List.of(envelope("ann", 5, ""), envelope("bob", 7, "")), NOW));
        group.commit(group.decide(List.of(envelope("ann", -5, "")), NOW));

        assertThat(group.all()).containsOnlyKeys("bob");
    }

    @Test
    void whatIsOwedIsAskedOfThoseNamed() {
        var group = group();
        group.commit(
                group.decide(List.of(envelope("ann", 13, ""), envelope("bob", 7, ""), envelope("cat", 13, "")), NOW));

        assertThat(group.outstanding(List.of("ann", "bob", "dan"))).containsExactly("letter to ann");
    }

    @Test
    void eventThatDoesNotFitStopsTheReplay() {
        var group = group();
        var batch = new Batch<>(GroupKind.JOB, NOW, List.of(new Recorded<String, Integer>("ann", Cause.SYSTEM, -1)));

        assertThatThrownBy(() -> group.replay(batch)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void snapshotIsRestoredIntoAFreshGroupOnly() {
        var group = group();
        group.commit(group.decide(List.of(envelope("ann", 5, "")), NOW));

        assertThatThrownBy(() -> group.restore(group.snapshot(), Account::id))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new Group<>(GroupKind.JOB, new Accounts(), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aggregateStaysInItsGroupForEver() {
        assertThat(GroupKind.groupOf("www-data/prod/web", 64)).isEqualTo(GroupKind.groupOf("www-data/prod/web", 64));
        var counts = new int[64];
        for (int i = 0; i < 64_000; i++) {
            counts[GroupKind.groupOf("agent-" + i, 64)]++;
        }
        assertThat(IntStream.of(counts)).allMatch(count -> count > 700 && count < 1_300);
        for (var kind : GroupKind.values()) {
            assertThat(GroupKind.ofCode(kind.code())).isEqualTo(kind);
        }
    }
}
