package io.boreas.agent.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.agent.isolation.Usage;
import io.boreas.agent.process.ProcessId;
import io.boreas.agent.process.ProcessReading;
import io.boreas.core.link.TaskSight;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageLogTest {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00Z");

    private final UsageLog log = new UsageLog();

    private static ProcessReading reading(long pid, long userMillis) {
        return new ProcessReading(new ProcessId(pid, 7), 1, pid, "p", 'R', 2, userMillis, 0, 1_000, 10, 20);
    }

    private void look(long seconds, ProcessReading... readings) {
        var passed = Duration.ofSeconds(seconds);
        log.add(List.of(readings), Usage.NONE, START.plus(passed), passed.toNanos());
    }

    @Test
    void theShareOfCoresIsThatSinceTheLookBefore() {
        look(0, reading(1, 5_000));
        look(4, reading(1, 7_000), reading(2, 400));

        assertThat(log.processes()).extracting(UsageLog.Used::cpuMilliCores).containsExactly(500, 100);
    }

    @Test
    void whatEndedProcessesUsedStillCounts() {
        look(0, reading(1, 5_000), reading(2, 3_000));
        look(1, reading(1, 5_100));
        look(2, reading(1, 5_200));

        assertThat(log.points().getLast().cpuMillis()).isBetween(8_000L, 8_200L);
    }

    @Test
    void anHourIsKeptInStepsOfTwentySeconds() {
        for (int second = 0; second <= 7_200; second++) {
            look(second, reading(1, second));
        }

        var points = log.points();
        assertThat(points).hasSize(TaskSight.POINTS_MAX);
        assertThat(points.getLast().at()).isEqualTo(START.plusSeconds(7_200));
        assertThat(Duration.between(points.getFirst().at(), points.getLast().at()))
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
    }
}
