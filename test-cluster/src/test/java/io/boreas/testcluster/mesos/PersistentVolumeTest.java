package io.boreas.testcluster.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.drill.cell.Await;
import io.boreas.testcluster.cell.SplitCell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What a task writes to its volume is there until the volume is destroyed, whoever dies meanwhile. */
final class PersistentVolumeTest {
    private static final String[] RESOURCES = {"--resources", "cpus:4;mem:4096;disk:4096"};

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    @Test
    void dataOutlivesItsTaskItsFrameworkItsAgentAndItsMasterAndNotItsVolume() {
        var said = root.resolve("agent-work/agent/run/volumes/roles/db/data-1/said");
        var volume = Operation.volume("db", "data-1", "data", 128);
        try (var cell = SplitCell.in(root)) {
            cell.startMaster();
            cell.startAgent(RESOURCES);
            try (var first = scheduler(cell, "first")) {
                var offer = first.heard().takeOffer(any -> any.scalar("disk") >= 4096);
                first.accept(offer, Operation.reserve("db", "disk:128"), Operation.create("db", "data-1", "data", 128));
                run(first, "writes", "echo one > data/said", volume.get(0));
                run(first, "appends", "echo two >> data/said", volume.get(0));
                first.teardown();
            }
            assertThat(said).hasContent("one\ntwo");

            cell.master().killHard();
            cell.agent().killHard();
            cell.startMaster();
            cell.startAgent(RESOURCES);
            try (var second = scheduler(cell, "second")) {
                run(second, "reads", "[ \"$(wc -l < data/said)\" = 2 ]", volume.get(0));

                // what is destroyed while the agent is away is deleted when it is back
                var offer = takeVolume(second);
                cell.agent().killHard();
                second.accept(offer, Operation.destroy(offer.volumes()));
                assertThat(said).exists();
                cell.startAgent(RESOURCES);
                Await.that("the data is deleted", () -> !Files.exists(said.getParent()));

                // one of the same name is another volume
                var reserved = second.heard().takeOffer(any -> any.volumes().isEmpty() && isReserved(any));
                second.accept(reserved, Operation.create("db", "data-1", "data", 128));
                run(second, "anew", "[ ! -e data/said ] && echo three > data/said", volume.get(0));
                cell.agent().killHard();
                cell.startAgent(RESOURCES);
                run(second, "last", "grep three data/said", volume.get(0));
            }
        }
    }

    private static void run(SchedulerClient scheduler, String task, String command, JsonNode volume) {
        scheduler.launch(takeVolume(scheduler), TaskText.command(task, command).with(List.of(volume)));
        scheduler.heard().awaitUpdate(task, "TASK_FINISHED");
    }

    private static boolean isReserved(Offer offer) {
        return offer.reserved().stream()
                .anyMatch(resource -> resource.path("name").asText().equals("disk"));
    }

    private static Offer takeVolume(SchedulerClient scheduler) {
        return scheduler.heard().takeOffer(any -> any.volumes().size() == 1);
    }

    private static SchedulerClient scheduler(SplitCell cell, String name) {
        var framework = FrameworkText.named(name).roles("db").capabilities("RESERVATION_REFINEMENT", "PARTITION_AWARE");
        var scheduler = new SchedulerClient(cell.client().url(), framework);
        scheduler.awaitSubscribed();
        return scheduler;
    }
}
