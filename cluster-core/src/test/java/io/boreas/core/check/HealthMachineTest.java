package io.boreas.core.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.check.HealthCheck.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthMachineTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** A check that is made by hand: each probe at the moment it is due, each taking no time. */
    private static final class Walk {
        private final HealthMachine machine;
        private final List<Long> seconds = new ArrayList<>();
        private final List<Boolean> told = new ArrayList<>();
        private String end = "";
        private Health health;

        Walk(Rules rules, int interval) {
            machine = new HealthMachine(
                    new HealthCheck(new Probe.Tcp(false, "health"), rules, Duration.ofSeconds(interval), SECOND));
            health = machine.begin(START);
        }

        static Walk gate(int initial, int interval, int failures, int successes) {
            return new Walk(new Rules.Gate(Duration.ofSeconds(initial), failures, successes), interval);
        }

        static Walk watch(int delay, int interval, int grace, int failures) {
            return new Walk(new Rules.Watch(Duration.ofSeconds(delay), Duration.ofSeconds(grace), failures), interval);
        }

        /** Probes until the task ends or the findings do: {@code +} for a good one, {@code -} for a bad one. */
        Walk find(String findings) {
            for (int i = 0; i < findings.length() && end.isEmpty(); i++) {
                seconds.add(Duration.between(START, health.nextAt()).toSeconds());
                var finding = findings.charAt(i) == '+' ? Finding.good(1) : Finding.bad(0, "refused");
                var step = machine.observe(health, finding, health.nextAt());
                health = step.health();
                step.told().ifPresent(told::add);
                end = step.end().map(why -> why.isEmpty() ? "killed" : why).orElse("");
            }
            return this;
        }
    }

    @Test
    void aGateIsProbedAtOnceAndThenAfterEachInterval() {
        assertThat(Walk.gate(15, 10, 0, 1).find("+++").seconds).containsExactly(0L, 10L, 20L);
    }

    @Test
    void aWatchIsProbedAfterItsDelayAndThenAfterEachInterval() {
        assertThat(Walk.watch(15, 10, 10, 3).find("+++").seconds).containsExactly(15L, 25L, 35L);
    }

    @Test
    void theIntervalCountsFromTheEndOfAProbe() {
        var walk = Walk.gate(15, 10, 0, 1);
        var step = walk.machine.observe(walk.health, Finding.good(1), START.plusSeconds(3));

        assertThat(step.health().nextAt()).isEqualTo(START.plusSeconds(13));
    }

    // Aurora's defaults forgive two failures: 15 s in steps of 10 s, rounded up.
    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            +       | true  | ''
            -+      | true  | ''
            --+     | true  | ''
            ---     | false | Failed health check! refused
            --+-    | false | Failed health check! refused
            +-      | true  | ''
            +--     | false | Failed health check! refused
            """)
    void aGateWithAurorasDefaultsForgivesTwoFailures(String findings, boolean last, String end) {
        var walk = Walk.gate(15, 10, 0, 1).find(findings);

        assertThat(walk.end).isEqualTo(end);
        assertThat(walk.told.getLast()).isEqualTo(last);
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            +++        | true  | 3  | ''
            ++-+++     | true  | 6  | ''
            --+++      | true  | 5  | ''
            --+-+-+-   | false | 8  | Failed health check! Not enough successful health checks in time.
            +-+-+-+-+  | false | 8  | Failed health check! Not enough successful health checks in time.
            --++-++    | false | 5  | Failed health check! refused
            --+++-+--  | true  | 9  | ''
            --+++-+--- | true  | 10 | Failed health check! refused
            """)
    void aGateWantsEnoughSuccessesInARowAndInTime(String findings, boolean proven, int probes, String end) {
        var walk = Walk.gate(2, 1, 2, 3).find(findings);

        assertThat(walk.seconds).hasSize(probes);
        assertThat(walk.end).isEqualTo(end);
        assertThat(walk.told.contains(true)).isEqualTo(walk.health.proven());
        assertThat(end.isEmpty() || walk.told.getLast().equals(false)).isTrue();
        assertThat(walk.health.proven()).isEqualTo(proven);
    }

    @Test
    void aSnoozeCountsAsASuccess() {
        var walk = Walk.gate(0, 1, 0, 1);
        var step = walk.machine.observe(walk.health, Finding.SNOOZED, START);

        assertThat(step.told()).contains(true);
    }

    @Test
    void aGateThatIsPassedIsStableSoThatNothingMustBeKept() {
        var walk = Walk.gate(2, 1, 2, 3).find("+++++++++++");
        var before = walk.health;

        assertThat(walk.find("+").health.isLike(before)).isTrue();
        assertThat(walk.told).containsExactly(true);
    }

    @Test
    void aTaskThatWasRunningIsNotHeldBackAgain() {
        var walk = Walk.gate(15, 10, 1, 2);
        walk.health = walk.machine.beginProven(START);

        assertThat(walk.health.proven()).isTrue();
        assertThat(walk.find("-").end).isEmpty();
        assertThat(walk.find("-").end).isEqualTo("Failed health check! refused");
    }

    @ParameterizedTest(name = "{0}: told {1}, {2}")
    @CsvSource(delimiter = '|', textBlock = """
            +      | true             | ''
            +++    | true             | ''
            -      | -                | ''
            --+    | -,false,true     | ''
            ---    | false,false      | ''
            ----   | false,false,false| killed
            +-+    | true,false,true  | ''
            +---   | true,false,false,false | killed
            """)
    void aWatchTellsTheFirstSuccessEachFailureAndEachRecovery(String findings, String told, String end) {
        // first probe at 5 s, inside the grace of 10 s; the next at 15 s, outside
        var walk = Walk.watch(5, 10, 10, 3).find(findings);

        assertThat(walk.end).isEqualTo(end);
        assertThat(String.join(",", walk.told.stream().map(Object::toString).toList()))
                .isEqualTo(told.replace("-,", "").replace("-", ""));
    }

    @Test
    void theLastMomentOfGraceIsGrace() {
        assertThat(Walk.watch(10, 10, 10, 1).find("-").told).isEmpty();
        assertThat(Walk.watch(11, 10, 10, 1).find("-").told).containsExactly(false);
    }

    @Test
    void onceHealthyThereIsNoGrace() {
        var walk = Walk.watch(1, 1, 100, 1).find("+-");

        assertThat(walk.end).isEqualTo("killed");
    }

    @Test
    void whoGoesOnProbesAtOnceUnlessTheDelayIsNotOver() {
        var walk = Walk.watch(15, 10, 10, 3);

        assertThat(walk.machine.resume(walk.health, START.plusSeconds(4)).nextAt())
                .isEqualTo(START.plusSeconds(15));
        assertThat(walk.machine.resume(walk.health, START.plusSeconds(40)).nextAt())
                .isEqualTo(START.plusSeconds(40));
    }

    @Test
    void nothingIsProbedWithoutAPause() {
        var walk = Walk.watch(0, 0, 0, 3);

        assertThat(walk.find("+").health.nextAt()).isEqualTo(START.plus(HealthCheck.INTERVAL_MIN));
    }
}
