package io.boreas.http.security;

import static io.boreas.http.security.SecretFiles.OPS_SECRET;
import static io.boreas.http.security.SecretFiles.basic;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.boreas.http.mesos.operator.Sketch;
import io.boreas.http.mesos.operator.Stage;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "ops" may do everything, "web" nothing: over sockets. */
class AccessTest {
    private static final String OPS = basic("ops", OPS_SECRET);
    private static final String WEB = basic("web", "webs:own secret é");
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    Path folder = Path.of("");

    private Stage stage(String acls) {
        var files = new SecretFiles(folder);
        var file = files.file("acls.json", acls, "rw-r--r--");
        return new Stage(
                Sketch.smallCell(),
                files.settings("readonly", "readwrite") + "authorization.acls = \"" + file + "\"\n");
    }

    private Stage opsOnly() {
        var lists = new StringBuilder("{\"permissive\": false");
        for (var list : List.of(
                "view_frameworks users",
                "view_tasks users",
                "view_executors users",
                "view_roles roles",
                "view_flags flags",
                "get_endpoints paths",
                "teardown_frameworks framework_principals",
                "set_log_level level",
                "mark_agents_gone agents",
                "update_weights roles",
                "get_quotas roles",
                "update_quotas roles",
                "start_maintenances machines",
                "reserve_resources roles")) {
            var words = list.split(" ");
            lists.append(",\"" + words[0] + "\":[{\"principals\":{\"values\":[\"ops\"]},\"" + words[1]
                    + "\":{\"type\":\"ANY\"}}]");
        }
        return stage(lists.append('}').toString());
    }

    private static JsonNode json(Stage stage, String path, String who) throws Exception {
        var answer = stage.get(path, "Authorization", who);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return MAPPER.readTree(answer.body());
    }

    private static HttpResponse<byte[]> call(Stage stage, String who, String json) throws Exception {
        return stage.post(
                Stage.PATH,
                json.getBytes(UTF_8),
                "Authorization",
                who,
                "Content-Type",
                "application/json",
                "Accept",
                "application/json");
    }

    @Test
    void whatSomebodyMayNotSeeIsLeftOutInSilence() throws Exception {
        try (var stage = opsOnly()) {
            assertThat(json(stage, "/state", OPS).path("frameworks").size()).isEqualTo(2);
            assertThat(json(stage, "/state", WEB).path("frameworks").size()).isZero();
            assertThat(json(stage, "/state", WEB).path("slaves").size()).isPositive();
            assertThat(json(stage, "/state", OPS).has("flags")).isTrue();
            assertThat(json(stage, "/state", WEB).has("flags")).isFalse();
            assertThat(json(stage, "/tasks", OPS).path("tasks").size()).isPositive();
            assertThat(json(stage, "/tasks", WEB).path("tasks").size()).isZero();
            assertThat(json(stage, "/roles", OPS).path("roles").size()).isPositive();
            assertThat(json(stage, "/roles", WEB).path("roles").size()).isZero();
            var seen = call(stage, OPS, "{\"type\":\"GET_TASKS\"}");
            assertThat(MAPPER.readTree(seen.body())
                            .path("get_tasks")
                            .path("tasks")
                            .size())
                    .isPositive();
            var hidden = call(stage, WEB, "{\"type\":\"GET_TASKS\"}");
            assertThat(hidden.statusCode()).isEqualTo(200);
            assertThat(MAPPER.readTree(hidden.body())
                            .path("get_tasks")
                            .path("tasks")
                            .size())
                    .isZero();
        }
    }

    @Test
    void tasksOfOneAccountAreHiddenByThemselves() throws Exception {
        try (var stage = stage(
                "{\"view_tasks\":[{\"principals\":{\"values\":[\"web\"]},\"users\":{\"type\":\"NONE\"}}],"
                        + "\"view_executors\":[{\"principals\":{\"type\":\"NONE\"},\"users\":{\"values\":[\"root\"]}}]}")) {
            var frameworks = json(stage, "/state", WEB).path("frameworks");
            assertThat(frameworks.size()).isEqualTo(2);
            for (var framework : frameworks) {
                assertThat(framework.path("tasks").size()).isZero();
            }
            assertThat(json(stage, "/tasks", OPS).path("tasks").size()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"GET_FLAGS\"}",
                "{\"type\":\"SET_LOGGING_LEVEL\",\"set_logging_level\":{\"level\":1,\"duration\":{\"nanoseconds\":1}}}",
                "{\"type\":\"TEARDOWN\",\"teardown\":{\"framework_id\":{\"value\":\"fw-1\"}}}",
                "{\"type\":\"MARK_AGENT_GONE\",\"mark_agent_gone\":{\"agent_id\":{\"value\":\"agent-1\"}}}",
                "{\"type\":\"UPDATE_WEIGHTS\",\"update_weights\":{\"weight_infos\":[{\"role\":\"ads\",\"weight\":2}]}}",
                "{\"type\":\"START_MAINTENANCE\",\"start_maintenance\":{\"machines\":[{\"hostname\":\"h\"}]}}",
                "{\"type\":\"UPDATE_QUOTA\",\"update_quota\":{\"quota_configs\":[{\"role\":\"ads\"}]}}",
                "{\"type\":\"RESERVE_RESOURCES\",\"reserve_resources\":{\"agent_id\":{\"value\":\"agent-1\"},\"resources\":["
                        + "{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1},\"reservations\":["
                        + "{\"type\":\"DYNAMIC\",\"role\":\"ads\",\"principal\":\"web\"}]}]}}",
                "{\"type\":\"DRAIN_AGENT\",\"drain_agent\":{\"agent_id\":{\"value\":\"agent-1\"}}}"
            })
    void whatSomebodyMayNotDoIsForbidden(String json) throws Exception {
        try (var stage = opsOnly()) {
            var answer = call(stage, WEB, json);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(new String(answer.body(), UTF_8)).startsWith("403 Forbidden.");
            if (!json.contains("DRAIN_AGENT")) {
                assertThat(call(stage, OPS, json).statusCode()).isNotEqualTo(403);
            }
        }
    }

    @Test
    void aReservationIsByWhoeverMakesIt() throws Exception {
        try (var stage = opsOnly()) {
            var reserve = "{\"type\":\"RESERVE_RESOURCES\",\"reserve_resources\":{\"agent_id\":{\"value\":\"agent-1\"},"
                    + "\"resources\":[{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":0.1},\"reservations\":["
                    + "{\"type\":\"DYNAMIC\",\"role\":\"ads\",\"principal\":\"%s\"}]}]}}";

            var another = call(stage, OPS, reserve.formatted("web"));
            assertThat(another.statusCode()).isEqualTo(400);
            assertThat(new String(another.body(), UTF_8)).contains("authenticated principal 'ops'");
            assertThat(call(stage, OPS, reserve.formatted("ops")).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void theEndpointsOfOldAskTheSame() throws Exception {
        try (var stage = opsOnly()) {
            for (var path : List.of("/flags", "/metrics/snapshot", "/files/debug")) {
                assertThat(stage.get(path, "Authorization", WEB).statusCode())
                        .as(path)
                        .isEqualTo(403);
                assertThat(stage.get(path, "Authorization", OPS).statusCode())
                        .as(path)
                        .isEqualTo(200);
            }
            var form = "frameworkId=fw-1".getBytes(UTF_8);
            assertThat(stage.post("/teardown", form, "Authorization", WEB).statusCode())
                    .isEqualTo(403);
            assertThat(stage.post("/teardown", form, "Authorization", OPS).statusCode())
                    .isEqualTo(200);
            var machines = "[{\"hostname\":\"h\"}]".getBytes(UTF_8);
            assertThat(stage.post("/machine/down", machines, "Authorization", WEB)
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aFileThatIsNotUnderstoodIsRefusedAtTheStart() {
        assertThatThrownBy(() -> stage("{\"run_task\":[]}"))
                .hasStackTraceContaining("boreas.http.authorization.acls names")
                .hasStackTraceContaining("\"run_task\" is no action");
    }
}
