package io.boreas.testcluster.mesos;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.CellClient.TASKS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.JobView.Run;
import io.boreas.testcluster.junit.BoreasCell;
import io.boreas.testcluster.junit.TestCell;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A role has one quota, whether it runs jobs of Boreas, frameworks, or both. */
@BoreasCell(resources = "cpus:8;mem:4096;disk:4096")
final class SharedQuotaTest {
    private static final String ROLE = "drill";
    private static final String QUOTA = "/boreas/v1/quota/" + ROLE;

    @Test
    void jobsAndFrameworksOfARoleHaveNoMoreThanItsQuotaTogether(TestCell cell) {
        try (var client = new CellClient(cell.url());
                var scheduler = new SchedulerClient(
                        cell.url(), FrameworkText.named("shares").roles(ROLE).capabilities("PARTITION_AWARE"))) {
            limit(client, 3);
            scheduler.subscribe();
            var offer = scheduler.heard().takeOffer(any -> any.scalar("cpus") == 3);
            var one = TaskText.command("one", "exec sleep 600").resources("cpus:1;mem:16");
            scheduler.accept(offer, 86_400, Operation.launch(offer, List.of(one)));
            scheduler.heard().awaitUpdate("one", "TASK_RUNNING");

            create(client);
            awaitRunning(client, 2);

            // Neither a new planner nor a new allocator gives more.
            cell.restartMaster();
            scheduler.awaitSubscribed();
            awaitRunning(client, 2);

            // What its task gives back would be offered to the framework first, and an offer counts.
            scheduler.suppress();
            scheduler.kill("one", Optional.empty());
            scheduler.heard().awaitUpdate("one", "TASK_KILLED");
            awaitRunning(client, 3);
            limit(client, 4);
            Await.that("all run", () -> running(client).size() == 4);
        }
    }

    @Test
    void aJobIsToldWhyItWaitsAndHowMuchOfItFits(TestCell cell) {
        try (var client = new CellClient(cell.url())) {
            limit(client, 2);
            create(client);
            awaitRunning(client, 2);
            var plan =
                    client.post(JOBS + ":plan", job().instances(9).toString()).json();
            assertThat(plan.findValue("unplaced").asInt()).isEqualTo(5);

            assertThat(client.send(client.request(QUOTA).DELETE()).status()).isEqualTo(200);

            Await.that("all run", () -> running(client).size() == 4);
        }
    }

    private static void limit(CellClient client, int cpus) {
        var body = BodyPublishers.ofString("{\"limits\":{\"cpus\":" + cpus + "}}");
        var reply = client.send(
                client.request(QUOTA).header("Content-Type", "application/json").PUT(body));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    private static JobText job() {
        return JobText.service("web")
                .instances(4)
                .process("wait", "exec sleep 600")
                .withTask("resources", Map.of("cpus", 1, "mem", 16, "disk", 16));
    }

    private static void create(CellClient client) {
        assertThat(client.post(JOBS, job().toString()).status()).isEqualTo(201);
    }

    private static List<Run> running(CellClient client) {
        return client.job(key("web")).stream()
                .flatMap(job -> job.active().stream())
                .filter(run -> run.state().equals("RUNNING"))
                .toList();
    }

    /** So many run, and the first of those that wait waits for its role's quota alone. */
    private static void awaitRunning(CellClient client, int count) {
        Await.that("the others wait for the quota", () -> {
            var reasons = waiting(client)
                    .map(run -> client.get(TASKS + run.taskId() + "/why").json());
            return running(client).size() == count
                    && reasons.filter(json -> says(json.path("reasons"))).isPresent();
        });
        assertThat(running(client)).hasSize(count);
    }

    private static boolean says(JsonNode reasons) {
        return reasons.toString().contains("Quota of role " + ROLE + ": cpus");
    }

    private static Optional<Run> waiting(CellClient client) {
        return client.job(key("web")).stream()
                .flatMap(job -> job.active().stream())
                .filter(run -> run.state().equals("PENDING"))
                .findFirst();
    }
}
