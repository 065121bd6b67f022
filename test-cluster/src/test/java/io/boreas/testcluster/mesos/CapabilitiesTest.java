package io.boreas.testcluster.mesos;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.testcluster.junit.BoreasCell;
import io.boreas.testcluster.junit.TestCell;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Capabilities that tasks wish, from the doors by which they come to processes that read what the kernel says they have. */
@BoreasCell(resources = "cpus:4;mem:4096;disk:4096", settings = "boreas.agent.isolation=posix,linux/capabilities")
final class CapabilitiesTest {
    private static final String NET_RAW = has("2000");
    private static final String NOTHING = has("0");

    @BeforeEach
    void isRoot() {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may set them");
    }

    /** A command that fails unless its process has these, as a number of 64 bits. */
    private static String has(String mask) {
        return "grep -qE '^CapEff:.0*" + mask + "$' /proc/self/status";
    }

    /** Has a task wish some of Mesos's names for what it has from its start. */
    private static void wish(Iterable<JsonNode> infos, String task, String field, String... names) {
        for (var info : infos) {
            if (info.path("name").asText().equals(task)) {
                var container = ((ObjectNode) info).putObject("container").put("type", "MESOS");
                var wished = container.putObject("linux_info").putObject(field).putArray("capabilities");
                List.of(names).forEach(wished::add);
            }
        }
    }

    @Test
    void aFrameworksTaskHasWhatItWishesOrDoesNotRun(TestCell cell) {
        try (var scheduler = new SchedulerClient(cell.url(), FrameworkText.named("capabilities"))) {
            scheduler.subscribe();
            var offer = scheduler.heard().takeOffer(any -> any.scalar("cpus") >= 1);
            var launch = Operation.launch(
                    offer,
                    List.of(
                            TaskText.command("some", NET_RAW),
                            TaskText.command("before", NET_RAW),
                            TaskText.command("none", NOTHING),
                            TaskText.command("free", "! " + NET_RAW + " && ! " + NOTHING),
                            TaskText.command("more", "true"),
                            TaskText.command("unknown", "true")));
            var infos = launch.path("launch").path("task_infos");
            wish(infos, "some", "effective_capabilities", "NET_RAW");
            wish(infos, "before", "capability_info", "NET_RAW");
            wish(infos, "none", "effective_capabilities");
            wish(infos, "more", "effective_capabilities", "NET_RAW", "SYS_ADMIN");
            wish(infos, "unknown", "bounding_capabilities", "UNKNOWN");
            scheduler.accept(offer, launch);

            for (var task : List.of("some", "before", "none", "free")) {
                scheduler.heard().awaitUpdate(task, "TASK_FINISHED");
            }
            var refused = scheduler.heard().awaitUpdate("more", "TASK_FAILED");
            assertThat(refused.reason()).isEqualTo("REASON_CONTAINER_LAUNCH_FAILED");
            assertThat(refused.message())
                    .contains("Failed to set its capabilities: sys_admin not allowed on this agent, which allows ");
            assertThat(scheduler.heard().awaitUpdate("unknown", "TASK_ERROR").message())
                    .contains("'TaskInfo.container.linux_info' has a capability that is not known");
        }
    }

    @Test
    void tasksOfAGroupHaveEachTheirOwn(TestCell cell) {
        try (var client = new CellClient(cell.url());
                var scheduler = new SchedulerClient(cell.url(), FrameworkText.named("grouped"))) {
            scheduler.subscribe();
            var offer = scheduler.heard().takeOffer(any -> any.scalar("cpus") >= 1);
            var launch = group(offer, scheduler, "executor", NET_RAW + " && exec sleep 600", NOTHING);
            var infos = launch.path("launch_group").path("task_group").path("tasks");
            wish(infos, "executor-one", "effective_capabilities", "NET_RAW");
            wish(infos, "executor-two", "effective_capabilities");
            scheduler.accept(offer, launch);
            scheduler.heard().awaitUpdate("executor-one", "TASK_RUNNING");
            scheduler.heard().awaitUpdate("executor-two", "TASK_FINISHED");
            assertThat(client.get("/state")
                            .json()
                            .findValues("effective_capabilities")
                            .toString())
                    .contains("{\"capabilities\":[\"NET_RAW\"]}");

            // one that cannot have what it wishes takes its group with it
            var next = scheduler.heard().takeOffer(any -> any.scalar("cpus") >= 1);
            var refused = group(next, scheduler, "other", "exec sleep 600", "true");
            wish(
                    refused.path("launch_group").path("task_group").path("tasks"),
                    "other-two",
                    "effective_capabilities",
                    "SYS_TIME");
            scheduler.accept(next, refused);
            assertThat(scheduler.heard().awaitUpdate("other-two", "TASK_FAILED").message())
                    .contains("sys_time not allowed on this agent");
            scheduler.heard().awaitUpdate("other-one", "TASK_KILLED");
        }
    }

    private static ObjectNode group(Offer offer, SchedulerClient scheduler, String executor, String one, String two) {
        var resources = "cpus:0.1;mem:16;disk:8";
        return Operation.launchGroup(
                offer,
                scheduler.id(),
                executor,
                List.of(
                        TaskText.command(executor + "-one", one).resources(resources),
                        TaskText.command(executor + "-two", two).resources(resources)));
    }

    @Test
    void aJobsTaskHasWhatItWishes(TestCell cell) {
        try (var client = new CellClient(cell.url())) {
            var job = JobText.service("capable")
                    .process("stay", NET_RAW + " && exec sleep 600")
                    .withTask("capabilities", Map.of("effective", List.of("net_raw")));
            assertThat(client.post(JOBS, job.toString()).status()).isEqualTo(201);
            client.awaitJob(key("capable"), 1, "RUNNING", Await.DEADLINE);

            assertThat(client.get(JOBS + "/" + key("capable")).text())
                    .contains("\"capabilities\":{\"effective\":[\"net_raw\"]}");
            var unknown = client.post(
                    JOBS,
                    job.withTask("capabilities", Map.of("bounding", List.of("root")))
                            .toString());
            assertThat(unknown.status()).isEqualTo(400);
            assertThat(unknown.text()).contains("task.capabilities.bounding");
        }
    }
}
