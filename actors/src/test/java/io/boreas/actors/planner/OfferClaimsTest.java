package io.boreas.actors.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PendingJob;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OfferClaimsTest {
    private static final JobKey JOB = new JobKey("www", "prod", "web");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final AgentId SMALL = new AgentId("a-small");
    private static final AgentId LARGE = new AgentId("b-large");
    private static final AgentId OTHER = new AgentId("c-large");

    private final OfferClaims claims = new OfferClaims();

    @Test
    void onlyAgentsOnWhichTheJobWouldFitAndOnlyAsManyAsItTakes() {
        claims.offered(SMALL, amounts(1));
        claims.offered(LARGE, amounts(4));
        claims.offered(OTHER, amounts(4));
        claims.waits(waiting(2));

        assertThat(claims.claim(JOB, 1, NOW)).containsExactly(LARGE);
    }

    @Test
    void aJobThatIsNotHelpedByItTakesNothingMoreForAWhile() {
        claims.offered(LARGE, amounts(4));
        claims.waits(waiting(2));
        assertThat(claims.claim(JOB, 1, NOW)).containsExactly(LARGE);

        claims.offered(LARGE, amounts(4));
        assertThat(claims.claim(JOB, 1, NOW.plusSeconds(9))).isEmpty();
        assertThat(claims.claim(JOB, 1, NOW.plusSeconds(10))).containsExactly(LARGE);
    }

    @Test
    void nothingIsTakenForAJobThatWaitsNoMoreOrFromAgentsWithoutOffers() {
        claims.offered(LARGE, amounts(4));
        claims.waits(waiting(2));
        claims.waits(new PendingJob(JOB, 0, NOW, new TreeMap<>(), List.of()));
        assertThat(claims.claim(JOB, 1, NOW)).isEmpty();

        claims.waits(waiting(2));
        claims.offered(LARGE, Amounts.NONE);
        assertThat(claims.claim(JOB, 1, NOW)).isEmpty();
    }

    private static PendingJob waiting(long cpus) {
        var task = new PendingJob.PendingTask(0, new TaskId("t"));
        return new PendingJob(
                JOB, 0, NOW, new TreeMap<>(), List.of(new PendingJob.PendingGroup(amounts(cpus), List.of(task))));
    }

    private static Amounts amounts(long cpus) {
        return new Amounts(cpus * 1_000, 0, 0, 0, 0);
    }
}
