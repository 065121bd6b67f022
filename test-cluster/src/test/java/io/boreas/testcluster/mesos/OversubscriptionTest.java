package io.boreas.testcluster.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.launcher.Boreas;
import io.boreas.testcluster.junit.BoreasCell;
import io.boreas.testcluster.junit.TestCell;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an agent gives besides its own resources, from its settings to the frameworks that take it, and back. */
@BoreasCell(
        resources = "cpus:2;mem:1024",
        settings = {
            "boreas.agent.oversubscription.estimator=fixed",
            "boreas.agent.oversubscription.resources=cpus:3",
            "boreas.agent.oversubscription.every=1s"
        })
final class OversubscriptionTest {
    private static final FrameworkText TAKES_ANY =
            FrameworkText.named("guests").capabilities("REVOCABLE_RESOURCES", "PARTITION_AWARE");

    private static List<JsonNode> revocable(Offer offer) {
        return offer.resources().stream()
                .filter(resource -> resource.has("revocable"))
                .toList();
    }

    private static JsonNode core(Offer offer) {
        var core = (ObjectNode) revocable(offer).getFirst().deepCopy();
        ((ObjectNode) core.path("scalar")).put("value", 1);
        return core;
    }

    /** A task with memory of its own, and a revocable core. */
    private static TaskText guest(Offer offer, String name, String command) {
        return TaskText.command(name, command).resources("mem:32").with(List.of(core(offer)));
    }

    /** All that is free goes out in one offer: the agent has said what it gives besides, and nobody is offered anything of it. */
    private static void awaitUnoffered(CellClient client) {
        Await.that("nothing of the agent is offered", () -> {
            var agent = client.get("/slaves").json().path("slaves").path(0);
            return agent.path("resources").path("cpus_revocable").asDouble() == 3
                    && agent.path("offered_resources").path("mem").asDouble() == 0;
        });
    }

    @Test
    void itIsOfferedToThoseWhoTakeItAloneAndCountedBesideTheRest(TestCell cell) {
        try (var client = new CellClient(cell.url());
                var careful = new SchedulerClient(cell.url(), FrameworkText.named("careful"));
                var scheduler = new SchedulerClient(cell.url(), TAKES_ANY)) {
            careful.subscribe();
            assertThat(revocable(careful.heard().takeOffer(any -> true))).isEmpty();
            careful.close();
            awaitUnoffered(client);
            scheduler.subscribe();
            var offer = scheduler.heard().takeOffer(any -> !revocable(any).isEmpty() && any.scalar("mem") >= 64);
            assertThat(revocable(offer))
                    .extracting(
                            resource -> resource.path("scalar").path("value").asDouble())
                    .containsExactly(3.0);
            scheduler.launch(offer, guest(offer, "guest", "sleep 600"));
            scheduler.heard().awaitUpdate("guest", "TASK_RUNNING");

            var agent = client.get("/slaves").json().path("slaves").path(0);
            assertThat(agent.path("resources").path("cpus_revocable").asDouble())
                    .isEqualTo(3);
            assertThat(agent.path("resources").path("cpus").asDouble()).isEqualTo(2);
            assertThat(agent.path("used_resources").path("cpus_revocable").asDouble())
                    .isEqualTo(1);
            var metrics = client.get("/metrics/snapshot").json();
            assertThat(metrics.path("master/cpus_revocable_total").asDouble()).isEqualTo(3);
            assertThat(metrics.path("master/cpus_revocable_used").asDouble()).isEqualTo(1);
            assertThat(metrics.path("master/cpus_total").asDouble()).isEqualTo(2);
            var ours =
                    client.get("/boreas/v1/agents").json().path("items").path(0).path("resources");
            assertThat(ours.path("revocable").path("total").path("cpus").asDouble())
                    .isEqualTo(3);
            assertThat(ours.path("revocable").path("used").path("cpus").asDouble())
                    .isEqualTo(1);
            assertThat(ours.path("used").path("cpus").asDouble()).isZero();
            assertThat(status(client, agent.path("id").asText()))
                    .contains("gives besides  cpus{REV}:3, used  cpus{REV}:1");
            assertThat(client.get("/metrics").text())
                    .contains("kind=\"total\",resource=\"cpus_revocable\"} 3.0", "resource=\"cpus\"} 2.0");
        }
    }

    @Test
    void anAgentThatIsBackGivesItAgainAndItsTasksHaveGoneOn(TestCell cell) {
        try (var client = new CellClient(cell.url());
                var scheduler = new SchedulerClient(cell.url(), TAKES_ANY)) {
            awaitUnoffered(client);
            scheduler.subscribe();
            var offer = scheduler.heard().takeOffer(any -> !revocable(any).isEmpty() && any.scalar("mem") >= 64);
            scheduler.launch(offer, guest(offer, "guest", "sleep 600"));
            scheduler.heard().awaitUpdate("guest", "TASK_RUNNING");

            cell.agent(0).stop();
            cell.agent(0).start();

            var again = scheduler.heard().takeOffer(any -> revocable(any).stream()
                    .anyMatch(resource -> resource.path("scalar").path("value").asDouble() == 2));
            // what the agent has of its own was offered before it said what there is besides
            var launch = Operation.launch(again, List.of(TaskText.command("next", "true")));
            ((ObjectNode) launch.path("launch").path("task_infos").path(0))
                    .putArray("resources")
                    .add(core(again));
            scheduler.accept(again, launch);
            scheduler.heard().awaitUpdate("next", "TASK_FINISHED");
            assertThat(scheduler.heard().states()).containsEntry("guest", "TASK_RUNNING");
        }
    }

    @Test
    @BoreasCell(
            resources = "cpus:2;mem:1024",
            settings = {
                "boreas.agent.oversubscription.estimator=fixed",
                "boreas.agent.oversubscription.resources=cpus:3",
                "boreas.agent.oversubscription.every=1s",
                "boreas.agent.oversubscription.qos.load-5m=0.001"
            })
    void tasksWithSomeOfItEndWhenTheMachineIsBusyAndOthersGoOn(TestCell cell) {
        var busy = "while :; do :; done"; // for the load to be more than nothing
        try (var client = new CellClient(cell.url());
                var scheduler = new SchedulerClient(cell.url(), TAKES_ANY);
                var before = new SchedulerClient(
                        cell.url(), FrameworkText.named("older").capabilities("REVOCABLE_RESOURCES"))) {
            awaitUnoffered(client);
            scheduler.subscribe();
            var offer = scheduler.heard().takeOffer(any -> !revocable(any).isEmpty() && any.scalar("mem") >= 96);
            scheduler.launch(
                    offer,
                    guest(offer, "guest", busy),
                    TaskText.command("own", "sleep 600").resources("cpus:0.1;mem:32"));
            scheduler.heard().awaitUpdate("own", "TASK_RUNNING");

            var gone = scheduler.heard().awaitUpdate("guest", "TASK_GONE");
            assertThat(gone.reason()).isEqualTo("REASON_CONTAINER_PREEMPTED");
            assertThat(gone.message())
                    .startsWith("its revocable resources are needed: the machine's load over 5 minutes is");
            scheduler.close();
            awaitUnoffered(client);

            before.subscribe();
            var later = before.heard().takeOffer(any -> !revocable(any).isEmpty() && any.scalar("mem") >= 64);
            before.launch(later, guest(later, "guest", busy));
            assertThat(before.heard().awaitUpdate("guest", "TASK_LOST").reason())
                    .isEqualTo("REASON_CONTAINER_PREEMPTED");
            assertThat(scheduler.heard().states()).containsEntry("own", "TASK_RUNNING");
        }
    }

    /** What the command line prints of an agent. */
    private static String status(CellClient client, String agent) {
        var out = new ByteArrayOutputStream();
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Boreas.run(stream, stream, "host", "status", "--master", client.url().toString(), agent);
        return out.toString(StandardCharsets.UTF_8);
    }
}
