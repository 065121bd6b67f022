package io.boreas.testcluster.mesos;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.CellClient.TASKS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.launcher.Boreas;
import io.boreas.testcluster.cell.LocalCell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Agents that not everyone gets: those of other regions, and those that are not on the whitelist; whole cells in JVMs. */
final class AgentsForSomeTest {
    private static final JsonNode FAR =
            Json.read("{\"fault_domain\":{\"region\":{\"name\":\"us\"},\"zone\":{\"name\":\"us-2\"}}}");
    private static final JsonNode NEAR =
            Json.read("{\"fault_domain\":{\"region\":{\"name\":\"eu\"},\"zone\":{\"name\":\"eu-1\"}}}");
    private static final String LISTED = "-Dboreas.allocator.whitelist=";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    @Test
    void anAgentIsForNobodyUntilItIsListedAndThenForThoseWhoKnowItsRegion() throws IOException {
        var list = Files.writeString(root.resolve("hosts"), "another.example\n");
        try (var cell = LocalCell.in(
                                root,
                                LISTED + list,
                                "--hostname",
                                "this.example",
                                "-Dboreas.domain.region=eu",
                                "-Dboreas.domain.zone=eu-1",
                                "-Dboreas.agent.domain.region=us",
                                "-Dboreas.agent.domain.zone=us-2")
                        .start();
                var homely = new SchedulerClient(cell.client().url(), FrameworkText.named("homely"));
                var aware = new SchedulerClient(
                        cell.client().url(), FrameworkText.named("aware").capabilities("REGION_AWARE"))) {
            homely.subscribe();
            aware.subscribe();
            var subscribed = aware.heard().events("SUBSCRIBED", 0).getFirst();
            assertThat(subscribed.at("/subscribed/master_info/domain")).isEqualTo(NEAR);
            var client = cell.client();
            isShown(client);
            create(client, JobText.service("goes").with("constraints", Map.of("@region", "us", "@zone", "limit:1")));
            awaitReason(client, "goes", "Host not on the whitelist");
            assertThat(aware.heard().events("OFFERS", 0)).isEmpty();

            Files.writeString(list, "another.example\nthis.example\n");

            client.awaitJob(key("goes"), 1, "RUNNING", Await.DEADLINE);
            var offer = aware.heard().takeOffer(any -> true);
            assertThat(offer.json().path("domain")).isEqualTo(FAR);
            create(client, JobText.service("stays"));
            awaitReason(client, "stays", "Host in another region");
            assertThat(homely.heard().events("OFFERS", 0)).isEmpty();
        }
    }

    @Test
    void aWhitelistThatIsNotThereIsRefused() {
        var list = root.resolve("hosts");
        assertThat(said("master", "--check", "--work-dir", root.resolve("none").toString(), LISTED + list))
                .contains("boreas.allocator.whitelist is " + list + ", which cannot be read");
    }

    private static void isShown(CellClient client) {
        var agent = client.get("/boreas/v1/agents").json().at("/items/0");
        assertThat(agent.path("domain")).isEqualTo(Json.read("{\"region\":\"us\",\"zone\":\"us-2\"}"));
        assertThat(client.get("/slaves").json().at("/slaves/0/domain")).isEqualTo(FAR);
        var state = client.get("/state").json();
        assertThat(state.at("/slaves/0/domain")).isEqualTo(FAR);
        assertThat(state.path("domain")).isEqualTo(NEAR);
        assertThat(state.at("/leader_info/domain")).isEqualTo(NEAR);
        var agents = client.post("/api/v1", "{\"type\":\"GET_AGENTS\"}").json();
        assertThat(agents.at("/get_agents/agents/0/agent_info/domain")).isEqualTo(FAR);
        assertThat(client.get("/boreas/v1/version").json().at("/domain/zone").asText())
                .isEqualTo("eu-1");
        try (var door = new CellClient(
                URI.create("http://127.0.0.1:" + agent.path("port").asInt() + "/"))) {
            assertThat(door.get("/state").json().path("domain")).isEqualTo(FAR);
        }
        var master = client.url().toString();
        assertThat(said("host", "list", "--master", master)).contains("us/us-2");
        assertThat(said("host", "status", agent.path("agentId").asText(), "--master", master))
                .contains("domain  us/us-2");
    }

    /** What a command of the program says, run in this JVM. */
    private static String said(String... line) {
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        Boreas.run(print, print, line);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void create(CellClient client, JobText job) {
        var reply = client.post(
                JOBS,
                job.instances(1)
                        .process("wait", "exec sleep 600")
                        .withTask("resources", Map.of("cpus", 0.1, "mem", 16, "disk", 16))
                        .toString());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    }

    private static void awaitReason(CellClient client, String job, String reason) {
        Await.that("it is said why " + job + " waits", () -> client.job(key(job)).stream()
                .flatMap(known -> known.active().stream())
                .anyMatch(run -> client.get(TASKS + run.taskId() + "/why")
                        .json()
                        .path("reasons")
                        .toString()
                        .contains(reason)));
    }
}
