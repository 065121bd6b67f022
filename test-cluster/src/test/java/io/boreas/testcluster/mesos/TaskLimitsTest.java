package io.boreas.testcluster.mesos;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.CellClient.TASKS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.launcher.Boreas;
import io.boreas.testcluster.junit.BoreasCell;
import io.boreas.testcluster.junit.TestCell;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What tasks may use beyond their resources, from the doors by which they come to the processes on an agent. */
@BoreasCell(resources = "cpus:4;mem:4096;disk:4096")
final class TaskLimitsTest {
    /** Has some 100 MB in memory: who looks for a line's end keeps all that has none. */
    private static final String HOLDER = "(head -c 100000000 /dev/zero; sleep 600) | tail > /dev/null";

    /** LAUNCH of tasks that are promised 32 MB, with these limits of memory. */
    private static ObjectNode launch(Offer offer, Map<String, Object> limits) {
        var wishes = limits.keySet().stream()
                .map(task -> TaskText.command(task, HOLDER).resources("cpus:0.1;mem:32"))
                .toList();
        var operation = Operation.launch(offer, wishes);
        for (var info : operation.path("launch").path("task_infos")) {
            var limit = limits.get(info.path("name").asText());
            ((ObjectNode) info).putObject("limits").putObject("mem").putPOJO("value", limit);
        }
        return operation;
    }

    @Test
    void aFrameworksTaskEndsAtItsLimitAndOneWithoutAnyGoesOn(TestCell cell) {
        try (var client = new CellClient(cell.url());
                var scheduler = new SchedulerClient(cell.url(), FrameworkText.named("bursts"))) {
            scheduler.subscribe();
            var offer = scheduler.heard().takeOffer(any -> any.scalar("mem") >= 32);
            scheduler.accept(offer, launch(offer, Map.of("unlimited", "Infinity", "limited", 64, "wrong", 31)));

            scheduler.heard().awaitUpdate("unlimited", "TASK_RUNNING");
            assertThat(scheduler.heard().awaitUpdate("wrong", "TASK_ERROR").message())
                    .contains("Task sets a limit on 'mem' that is less than its request");
            assertThat(scheduler.heard().awaitUpdate("limited", "TASK_FAILED").message())
                    .contains("Memory limit exceeded: Requested: 32MB Limit: 64MB Maximum Used: ");
            assertThat(scheduler.heard().states()).containsEntry("unlimited", "TASK_RUNNING");
            assertThat(client.get("/state").json().findValues("limits").toString())
                    .contains("{\"mem\":\"Infinity\"}");
        }
    }

    @Test
    void aJobsTaskDoesTooAndItsUseIsShownBesideItsLimits(TestCell cell) {
        try (var client = new CellClient(cell.url())) {
            create(client, "limited", Map.of("cpus", 2, "mem", "64MB"));
            create(client, "unlimited", Map.of("cpus", "unlimited", "mem", "unlimited"));
            var running = client.awaitJob(key("unlimited"), 1, "RUNNING", Await.DEADLINE)
                    .instance(0);

            var usage = Await.until(
                    "what it uses", Await.DEADLINE, () -> Optional.of(client.get(TASKS + running.taskId() + "/usage"))
                            .filter(answer -> answer.status() == 200));
            assertThat(usage.json().path("reserved").path("cpus").asDouble()).isEqualTo(0.1);
            assertThat(usage.json().path("limits").toString())
                    .isEqualTo("{\"cpus\":\"unlimited\",\"memBytes\":\"unlimited\"}");
            assertThat(top(client, running.taskId()))
                    .contains(" of 0.10 cores (limit unlimited), ", " of 32.0MB (limit unlimited)");
            Await.that("the other's end", () -> client.job(key("limited")).orElseThrow().ended().stream()
                    .anyMatch(run -> run.history()
                            .getLast()
                            .message()
                            .startsWith("Memory limit exceeded: Requested: 32MB Limit: 64MB Maximum Used: ")));
            assertThat(client.job(key("unlimited")).orElseThrow().instance(0).taskId())
                    .isEqualTo(running.taskId());
            assertThat(client.get("/state").json().findValues("limits").toString())
                    .contains("{\"cpus\":\"Infinity\",\"mem\":\"Infinity\"}", "{\"cpus\":2.0,\"mem\":64.0}");
        }
    }

    @Test
    void processesOfAFrameworksTaskHaveTheLimitsThatItSays(TestCell cell) {
        try (var scheduler = new SchedulerClient(cell.url(), FrameworkText.named("rlimits"))) {
            scheduler.subscribe();
            var offer = scheduler.heard().takeOffer(any -> any.scalar("cpus") >= 1);
            var tell = "[ $(ulimit -Sn)-$(ulimit -Hn) = 90-100 ]";
            var launch = Operation.launch(
                    offer,
                    List.of(
                            TaskText.command("limited", tell),
                            TaskText.command("free", "! " + tell),
                            TaskText.command("wrong", "true"),
                            TaskText.command("unlimited", "true")));
            rlimit(launch, "limited", Optional.of(90), Optional.of(100));
            rlimit(launch, "wrong", Optional.of(100), Optional.of(90));
            rlimit(launch, "unlimited", Optional.empty(), Optional.empty());
            scheduler.accept(offer, launch);

            scheduler.heard().awaitUpdate("limited", "TASK_FINISHED");
            scheduler.heard().awaitUpdate("free", "TASK_FINISHED");
            assertThat(scheduler.heard().awaitUpdate("wrong", "TASK_ERROR").message())
                    .contains(
                            "'TaskInfo.container.rlimit_info.nofile' has a soft limit of 100, above its hard limit of 90");
            var refused = scheduler.heard().awaitUpdate("unlimited", "TASK_FAILED");
            assertThat(refused.reason()).isEqualTo("REASON_CONTAINER_LAUNCH_FAILED");
            assertThat(refused.message())
                    .contains("Failed to set its rlimits: ", "the NOFILE resource limit: Operation not permitted");
        }
    }

    private static void rlimit(ObjectNode launch, String task, Optional<Integer> soft, Optional<Integer> hard) {
        for (var info : launch.path("launch").path("task_infos")) {
            if (info.path("name").asText().equals(task)) {
                var container = ((ObjectNode) info).putObject("container").put("type", "MESOS");
                var limit =
                        container.putObject("rlimit_info").putArray("rlimits").addObject();
                limit.put("type", "RLMT_NOFILE");
                soft.ifPresent(value -> limit.put("soft", value));
                hard.ifPresent(value -> limit.put("hard", value));
            }
        }
    }

    @Test
    void thoseOfAJobsTaskDoToo(TestCell cell) {
        try (var client = new CellClient(cell.url())) {
            var job = JobText.service("rlimits")
                    .process("stay", "[ $(ulimit -Sn)-$(ulimit -Hn) = 90-100 ] && exec sleep 600")
                    .withTask("rlimits", Map.of("nofile", Map.of("soft", 90, "hard", 100)));
            assertThat(client.post(JOBS, job.toString()).status()).isEqualTo(201);
            client.awaitJob(key("rlimits"), 1, "RUNNING", Await.DEADLINE);

            assertThat(client.get(JOBS + "/" + key("rlimits")).text()).contains("{\"soft\":90,\"hard\":100}");
            assertThat(client.post(
                                    JOBS,
                                    job.withTask("rlimits", Map.of("nofile", "many"))
                                            .toString())
                            .status())
                    .isEqualTo(400);
        }
    }

    /** What the command line prints. */
    private static String top(CellClient client, String task) {
        var out = new ByteArrayOutputStream();
        var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Boreas.run(stream, stream, "task", "top", "--master", client.url().toString(), task);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void create(CellClient client, String name, Map<String, Object> limits) {
        var job = JobText.service(name)
                .process("hold", HOLDER)
                .withTask("resources", Map.of("cpus", 0.1, "mem", 32, "disk", 16))
                .withTask("limits", limits);
        assertThat(client.post(JOBS, job.toString()).status()).isEqualTo(201);
    }
}
