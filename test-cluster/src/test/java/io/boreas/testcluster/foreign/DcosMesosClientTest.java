package io.boreas.testcluster.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boreas.testcluster.cell.LocalCell;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** @dcos/mesos-client: what the web interface of DC/OS asks the operator API with, and follows its events. */
@EnabledIfSystemProperty(named = "test.foreign", matches = "true", disabledReason = "needs Node.js: -Pforeign")
final class DcosMesosClientTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    private LocalCell cell = LocalCell.in(Path.of("none"));

    @BeforeEach
    void start() {
        NodePackages.install();
        cell = LocalCell.in(root, "--resources", "cpus:4;mem:4096;disk:4096;ports:[31000-31099]");
        cell.start();
    }

    @AfterEach
    void close() {
        cell.close();
    }

    @Test
    void itReadsTheStateFollowsTasksAndTearsAFrameworkDown() {
        var api = cell.client().url().resolve("/api/v1").toString();
        var master = cell.client().url();
        try (var tool = ForeignProgram.start(root, NodePackages.node("dcos-mesos-client.js", api));
                var scheduler = ForeignProgram.start(
                        root,
                        NodePackages.node(
                                "mesos-framework.js", master.getHost(), Integer.toString(master.getPort())))) {
            var framework = scheduler.awaits("subscribed (\\S+)").group(1);
            scheduler.awaits("declined.*");
            tool.tell("stream {\"type\":\"SUBSCRIBE\"}");
            var snapshot = json(tool.awaits("event (.*\"SUBSCRIBED\".*)").group(1));
            assertThat(snapshot.findValuesAsText("hostname")).contains("127.0.0.1");
            tool.awaits("event .*\"HEARTBEAT\".*");

            scheduler.tell("launch seen exec sleep 600");
            scheduler.awaits("update \\S*seen\\S* TASK_RUNNING .*");
            var added = json(tool.awaits("event (.*\"TASK_ADDED\".*)").group(1));
            var task = added.at("/task_added/task/task_id/value").asText();
            assertThat(task).contains("seen");
            assertThat(added.at("/task_added/task/framework_id/value").asText()).isEqualTo(framework);
            var updated = json(tool.awaits("event (.*\"TASK_UPDATED\".*\"TASK_RUNNING\".*)")
                    .group(1));
            assertThat(updated.at("/task_updated/framework_id/value").asText()).isEqualTo(framework);

            assertThat(ask(tool, "GET_HEALTH").at("/get_health/healthy").asBoolean())
                    .isTrue();
            assertThat(ask(tool, "GET_VERSION")
                            .at("/get_version/version_info/version")
                            .asText())
                    .isEqualTo("1.11.0");
            assertThat(ask(tool, "GET_AGENTS").at("/get_agents/agents")).hasSize(1);
            assertThat(ask(tool, "GET_STATE")
                            .at("/get_state/get_tasks/tasks/0/task_id/value")
                            .asText())
                    .isEqualTo(task);
            assertThat(ask(tool, "GET_TASKS").at("/get_tasks/tasks/0/state").asText())
                    .isEqualTo("TASK_RUNNING");
            assertThat(ask(tool, "GET_FRAMEWORKS").findValuesAsText("name")).contains("npm");
            assertThat(ask(tool, "GET_ROLES").at("/get_roles/roles/0/name").asText())
                    .isEqualTo("*");
            assertThat(ask(tool, "GET_FLAGS").at("/get_flags/flags")).isNotEmpty();
            tool.tell("{\"type\":\"GET_METRICS\"}");
            tool.awaits("error 400 .*Expecting 'get_metrics' to be present");

            tool.tell("{\"type\":\"TEARDOWN\",\"teardown\":{\"framework_id\":{\"value\":\"" + framework + "\"}}}");
            tool.awaits("event .*\"FRAMEWORK_REMOVED\".*");
        }
    }

    private static JsonNode ask(ForeignProgram tool, String type) {
        tool.tell("{\"type\":\"" + type + "\"}");
        return json(tool.awaits("answer (\\{\"type\":\"" + type + "\".*)").group(1));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
