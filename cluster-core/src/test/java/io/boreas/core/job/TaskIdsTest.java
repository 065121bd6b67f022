package io.boreas.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TaskIdsTest {
    @Test
    void idNamesTheJobAndTheInstance() {
        var id = TaskIds.of(new JobKey("www-data", "prod", "web.front_1"), 42)
                .id(17, 0)
                .value();

        assertThat(id).matches("www-data-prod-web-front_1-17-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        var uuid = UUID.fromString(id.substring(id.length() - 36));
        assertThat(uuid.version()).isEqualTo(8);
        assertThat(uuid.variant()).isEqualTo(2);
    }

    @Test
    void idFollowsFromSeedAndRunForEver() {
        assertThat(TaskIds.of(Specs.KEY, 42).id(0, 7))
                .isEqualTo(TaskIds.of(Specs.KEY, 42).id(0, 7));
        assertThat(TaskIds.of(Specs.KEY, 42).id(3, 7).value())
                .as("stored journals are replayed with this function: it must never change")
                .isEqualTo("www-data-prod-web-3-aa47e31c-02e7-8edc-9a9e-8d784db0c8f7");
    }

    @Test
    void longestNamesAreCutNotTheRest() {
        var part = "x".repeat(JobKey.PART_LENGTH_MAX);
        var id = TaskIds.of(new JobKey(part, part, part), 1).id(3_999, 1).value();

        assertThat(id).hasSize(TaskId.LENGTH_MAX).contains("x-3999-");
    }

    @Test
    void idsOfNeighbouringSeedsAndRunsDiffer() {
        var ids = new HashSet<TaskId>();
        for (long seed = -100; seed < 100; seed++) {
            for (long run = 0; run < 100; run++) {
                assertThat(ids.add(TaskIds.of(Specs.KEY, seed).id(0, run))).isTrue();
            }
        }
        // Seeds whose difference is twice the gamma share SplitMix64's sequence.
        for (long run = 0; run < 100; run++) {
            assertThat(ids.add(TaskIds.of(Specs.KEY, 0x3c6ef372fe94f82aL).id(0, run)))
                    .isTrue();
        }
    }
}
