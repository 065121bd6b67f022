package io.boreas.testcluster.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.task.TaskState;
import io.boreas.testcluster.sim.check.Violation;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each property's check finds an error of the kind it is there for: with the check gone, one of these fails. */
class ChecksCatchErrorsTest {
    private static final int SEEDS_MAX = 120;

    @Test
    void promisingTwiceIsFound() {
        var faults = Set.of(Fault.PLANNER_CRASH, Fault.DELAY, Fault.REORDER);
        assertThat(found(sim -> sim.rules(BrokenRules.admittingTwice()), faults))
                .contains("I1 no double promise");
    }

    @Test
    void leasingTwiceIsFound() {
        assertThat(found(sim -> sim.rules(BrokenRules.leasingTwice()), Set.of(Fault.ALLOCATOR_CRASH)))
                .contains("I1 no double promise");
    }

    @Test
    void offersBeyondALimitAreFound() {
        assertThat(found(sim -> sim.sabotaged(Sabotage.ALLOCATOR_KNOWS_NO_LIMITS), Set.of()))
                .contains("limits hold");
    }

    @Test
    void tasksOfARemovedFrameworkThatNobodyWillStopAreFound() {
        var faults = Set.of(Fault.DELAY, Fault.SCHEDULER_LOSS, Fault.AGENT_AWAY);
        assertThat(found(sim -> sim.rules(BrokenRules.forgettingRemovals()), faults))
                .contains("I2 one authorised run");
    }

    @Test
    void runsThatGoOnWithoutAuthorityAreFound() {
        var faults = Set.of(Fault.AGENT_AWAY, Fault.LINK_LOSS);
        assertThat(found(sim -> sim.sabotaged(Sabotage.KILL_LATER), faults)).contains("I2 one authorised run");
    }

    @Test
    void runsThatNobodyWillStopAreFound() {
        var faults = Set.of(Fault.AGENT_AWAY, Fault.LINK_LOSS);
        assertThat(found(sim -> sim.rules(BrokenRules.forgettingKills()), faults))
                .contains("I2 one authorised run");
    }

    @Test
    void aSecondRunBesideOneThatIsStillBeingStoppedIsFound() {
        assertThat(found(
                        sim -> sim.rules(BrokenRules.replacingWhatMayRun()).settings(SimSettings::withoutFrameworks),
                        Set.of(Fault.DELAY)))
                .contains("I2 one authorised run");
    }

    @Test
    void startingTwiceIsFound() {
        assertThat(found(sim -> sim.sabotaged(Sabotage.AGENT_RUNS_AGAIN), Set.of(Fault.AGENT_CRASH)))
                .contains("I2 one authorised run");
    }

    @Test
    void answersBeforeTheRecordAreFound() {
        assertThat(found(sim -> sim.sabotaged(Sabotage.ACT_BEFORE_DURABLE), Set.of()))
                .contains("I3 acknowledged means durable");
    }

    @Test
    void noticesLeftOutAreFound() {
        assertThat(found(sim -> sim.sabotaged(Sabotage.SKIP_NOTICES), Set.of(Fault.DELAY)))
                .contains("I4 notices in order");
    }

    @Test
    void staleVoicesThatAreHeardAreFound() {
        var faults = Set.of(Fault.STALE_CONNECTION, Fault.DELAY, Fault.REORDER);
        assertThat(found(sim -> sim.rules(BrokenRules.forgettingIncarnations()), faults))
                .contains("I5 stale voices are refused");
    }

    @Test
    void staleStreamsThatAreHeardAreFound() {
        var faults = Set.of(Fault.SCHEDULER_LOSS, Fault.SCHEDULER_CRASH, Fault.MASTER_CRASH, Fault.DELAY);
        assertThat(found(sim -> sim.rules(BrokenRules.hearingEveryStream()), faults))
                .contains("I5 stale voices are refused");
    }

    @Test
    void stateThatIsNotInTheJournalIsFound() {
        assertThat(found(sim -> sim.rules(BrokenRules.countingOutsideTheJournal()), Set.of(Fault.MASTER_CRASH)))
                .contains("I6 replay is exact");
    }

    @Test
    void aPlannerThatDoesNotAskIsFound() {
        assertThat(found(sim -> sim.sabotaged(Sabotage.PLANNER_DOES_NOT_ASK), Set.of(Fault.PLANNER_CRASH)))
                .contains("I7 progress");
    }

    @Test
    void anAllocatorThatDoesNotAskIsFound() {
        assertThat(found(sim -> sim.sabotaged(Sabotage.ALLOCATOR_DOES_NOT_ASK), Set.of(Fault.ALLOCATOR_CRASH)))
                .contains("I7 progress");
    }

    @Test
    void anEndThatTheSchedulerDoesNotHearIsFound() {
        assertThat(found(sim -> sim.rules(BrokenRules.keepingEndsFromSchedulers()), Set.of()))
                .contains("I7 progress");
    }

    @Test
    void anEndThatTheJobDoesNotHearIsFound() {
        var deaf = BrokenRules.deafTo(
                (job, notices) -> notices.notices().getLast().status().state() == TaskState.FINISHED);
        assertThat(found(sim -> sim.rules(deaf), Set.of())).contains("I7 progress");
    }

    @Test
    void processesThatARestartEndsAreFound() {
        assertThat(found(sim -> sim.sabotaged(Sabotage.AGENT_ENDS_WHAT_IT_FINDS), Set.of(Fault.AGENT_CRASH)))
                .contains("I8 restarts are silent");
    }

    @Test
    void boundlessMemoryIsFound() {
        assertThat(found(
                        sim -> sim.sabotaged(Sabotage.REMEMBER_ALL_COMMANDS)
                                .settings(settings -> settings.withCommandsMax(4)),
                        Set.of()))
                .contains("I9 everything is bounded");
    }

    @Test
    void aFailureTellsItsSeedItsFaultsAndWhatHappenedLast() {
        var failure = failureOf(sim -> sim.sabotaged(Sabotage.ACT_BEFORE_DURABLE), EnumSet.of(Fault.DELAY), 7);
        assertThat(failure).hasMessageContaining("-Dtest.sim.seed=7").hasMessageContaining("faults: [DELAY]");
        assertThat(failure.getMessage().lines().filter(line -> line.contains(" ms  ")))
                .hasSizeBetween(3, 50);
    }

    /** The properties found broken over some seeds, until there is one. */
    private static Set<String> found(UnaryOperator<SimCluster> error, Set<Fault> faults) {
        var properties = new TreeSet<String>();
        for (long seed = 1; seed <= SEEDS_MAX && properties.isEmpty(); seed++) {
            try {
                error.apply(SimCluster.seeded(seed).faults(faults)).run();
            } catch (SimulationFailure failure) {
                properties.add(property(failure));
            }
        }
        return properties;
    }

    private static String property(SimulationFailure failure) {
        return failure.getCause() instanceof Violation violation ? violation.property() : failure.getMessage();
    }

    private static SimulationFailure failureOf(UnaryOperator<SimCluster> error, Set<Fault> faults, long seed) {
        try {
            error.apply(SimCluster.seeded(seed).faults(faults)).run();
        } catch (SimulationFailure failure) {
            return failure;
        }
        throw new AssertionError("seed " + seed + " found nothing");
    }
}
