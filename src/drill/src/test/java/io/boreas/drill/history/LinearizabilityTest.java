package io.boreas.drill.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.history.Linearizability.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Good histories pass, and each way to be wrong is found. */
final class LinearizabilityTest {
    private static final Answer DONE = new Answer.Done();
    private static final Answer NOBODY_KNOWS = new Answer.Unknown();
    private static final Answer NOTHING_THERE = new Answer.Refused("no-quota");

    private final List<Operation> history = new ArrayList<>();

    @Test
    void oneAfterTheOtherIsFine() {
        at(0, 1, set(1), DONE);
        at(2, 3, read(), values(1));
        at(4, 5, set(2), DONE);
        at(6, 7, read(), values(2));
        assertQuotaIsFine();
    }

    @Test
    void nothingIsThereAtFirst() {
        at(0, 1, read(), NOTHING_THERE);
        assertQuotaIsFine();
    }

    @Test
    void anAcknowledgedChangeThatIsNotReadIsLost() {
        at(0, 1, set(1), DONE);
        at(2, 3, set(2), DONE);
        at(4, 5, read(), values(1));
        assertQuotaIsViolatedBy(history.getLast());
    }

    @Test
    void aLostChangeIsFoundWhenNothingIsThere() {
        at(0, 1, set(1), DONE);
        at(2, 3, read(), NOTHING_THERE);
        assertQuotaIsViolatedBy(history.getLast());
    }

    @Test
    void aStaleReadAfterANewOneIsFoundEvenDuringTheChange() {
        at(0, 1, set(1), DONE);
        at(2, 20, set(2), DONE);
        at(3, 4, read(), values(2));
        at(5, 6, read(), values(1)); // the change is still going on, but it was seen
        assertQuotaIsViolatedBy(history.getLast());
    }

    @Test
    void duringAChangeBothMayBeRead() {
        at(0, 1, set(1), DONE);
        at(2, 20, set(2), DONE);
        at(3, 4, read(), values(1));
        at(5, 6, read(), values(2));
        assertQuotaIsFine();
    }

    @Test
    void aValueThatNobodyWroteIsFound() {
        at(0, 1, set(1), DONE);
        at(2, 3, read(), values(7));
        assertQuotaIsViolatedBy(history.getLast());
    }

    @Test
    void whatNobodyKnowsMayHaveHappenedLateOrNever() {
        at(0, 1, set(1), DONE);
        at(2, 3, set(2), NOBODY_KNOWS);
        at(4, 5, read(), values(1));
        at(6, 7, read(), values(2));
        assertQuotaIsFine();
        at(8, 9, read(), values(1)); // but not be undone
        assertQuotaIsViolatedBy(history.getLast());
    }

    @Test
    void whatNobodyKnowsDidNotHappenBeforeItWasAsked() {
        at(0, 1, read(), values(2));
        at(2, 3, set(2), NOBODY_KNOWS);
        assertQuotaIsViolatedBy(history.getFirst());
    }

    @Test
    void twoMastersThatBothAcceptAreFound() {
        at(0, 1, new Action.Create(1), DONE);
        at(2, 10, new Action.Add(0, 1), values(1));
        at(2, 10, new Action.Add(0, 1), values(1)); // one of them must have been instance 2
        assertThat(Linearizability.check(new JobModel(), history)).isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void aJobThatIsThereIsNotCreatedAgain() {
        at(0, 1, new Action.Create(2), DONE);
        at(2, 3, new Action.Create(2), new Answer.Refused("job-exists"));
        at(4, 5, new Action.Kill(0), values(0));
        at(6, 7, new Action.Add(1, 2), values(2, 3));
        at(8, 9, read(), values(1, 2, 3));
        at(10, 11, new Action.KillAll(), values(1, 2, 3));
        at(12, 13, new Action.KillAll(), new Answer.Refused("unknown-job"));
        at(14, 15, new Action.Create(1), DONE);
        assertThat(Linearizability.check(new JobModel(), history)).isInstanceOf(Verdict.Linearizable.class);
        at(16, 17, new Action.Create(1), DONE);
        assertThat(Linearizability.check(new JobModel(), history)).isInstanceOf(Verdict.Violated.class);
    }

    @Test
    void aRefusalThatFitsNothingIsFound() {
        at(0, 1, new Action.Create(2), DONE);
        at(2, 3, new Action.Kill(1), new Answer.Refused("inactive-instances"));
        assertThat(Linearizability.check(new JobModel(), history)).isInstanceOf(Verdict.Violated.class);
    }

    /** Random clients of a real register pass; with one answer of another moment they do not. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomHistoriesOfOneCopyPassAndDamagedOnesDoNot(long seed) {
        var random = new Random(seed);
        var model = new QuotaModel();
        SortedSet<Integer> state = model.initial();
        long now = 0;
        for (int i = 0; i < 150; i++) {
            // It takes effect at now + 5, anywhere within its time.
            var action = random.nextInt(3) == 0 ? read() : set(i + 1);
            long from = now + 5 - random.nextInt(30);
            long to = now + 5 + random.nextInt(30);
            now += 10;
            if (action instanceof Action.SetQuota(int cpus)) {
                state = new TreeSet<>(List.of(cpus));
                at(from, to, action, random.nextInt(40) == 0 ? NOBODY_KNOWS : DONE);
            } else {
                at(from, to, action, state.isEmpty() ? NOTHING_THERE : new Answer.Values(state));
            }
        }
        assertQuotaIsFine();
        long end = now + 1_000;
        at(end, end + 1, read(), values(1));
        assertQuotaIsViolatedBy(history.getLast());
    }

    private void at(long invoked, long returned, Action action, Answer answer) {
        history.add(new Operation(history.size(), "key", action, 0, 1, invoked, returned, answer));
    }

    private static Action read() {
        return new Action.Read();
    }

    private static Action set(int cpus) {
        return new Action.SetQuota(cpus);
    }

    private static Answer values(Integer... values) {
        return new Answer.Values(new TreeSet<>(List.of(values)));
    }

    private void assertQuotaIsFine() {
        assertThat(Linearizability.check(new QuotaModel(), history)).isInstanceOf(Verdict.Linearizable.class);
    }

    private void assertQuotaIsViolatedBy(Operation operation) {
        assertThat(Linearizability.check(new QuotaModel(), history))
                .isInstanceOfSatisfying(Verdict.Violated.class, violated -> assertThat(violated.operation())
                        .isEqualTo(operation));
    }
}
