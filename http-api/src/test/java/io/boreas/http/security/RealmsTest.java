package io.boreas.http.security;

import static io.boreas.http.security.SecretFiles.OPS_SECRET;
import static io.boreas.http.security.SecretFiles.basic;
import static io.boreas.http.security.SecretFiles.bearer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.http.mesos.operator.Sketch;
import io.boreas.http.mesos.operator.Stage;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All doors of a master. */
class RealmsTest {
    private static final Map<String, List<String>> PATHS = Map.of(
            "readonly", List.of("/state", "/master/state", "/tasks", "/metrics/snapshot", "/files/debug", "/flags"),
            "readwrite", List.of("/api/v1", "/api/v1/operator", "/weights", "/quota", "/teardown", "/machine/down"),
            "scheduler", List.of("/api/v1/scheduler", "/master/api/v1/scheduler"),
            "boreas", List.of("/boreas/v1/jobs", "/boreas/v1/agents", "/metrics", "/", "/boreas/v1/events"));
    private static final List<String> OPEN =
            List.of("/health", "/master/health", "/version", "/boreas/v1/health", "/boreas/v1/version");

    @TempDir
    Path folder = Path.of("");

    private Stage stage(String... realms) {
        return new Stage(Sketch.smallCell(), new SecretFiles(folder).settings(realms));
    }

    @Test
    void eachRealmIsGuardedByItself() throws Exception {
        for (var guarded : PATHS.keySet()) {
            try (var stage = stage(guarded)) {
                for (var paths : PATHS.entrySet()) {
                    // An open realm is asked for what answers at once.
                    for (var path : paths.getKey().equals(guarded)
                            ? paths.getValue()
                            : paths.getValue().subList(0, 1)) {
                        var expected = paths.getKey().equals(guarded);
                        assertThat(stage.get(path).statusCode() == 401)
                                .as("%s while %s is guarded", path, guarded)
                                .isEqualTo(expected);
                    }
                }
                for (var path : OPEN) {
                    assertThat(stage.get(path).statusCode()).as(path).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void aRefusalNamesEverySchemeAndTheRealm() throws Exception {
        try (var stage = stage("readonly", "readwrite", "scheduler", "boreas")) {
            assertThat(challenge(stage.get("/state")))
                    .isEqualTo("Basic realm=\"mesos-master-readonly\", Bearer realm=\"mesos-master-readonly\"");
            assertThat(challenge(stage.get("/api/v1")))
                    .isEqualTo("Basic realm=\"mesos-master-readwrite\", Bearer realm=\"mesos-master-readwrite\"");
            assertThat(challenge(stage.get("/api/v1/scheduler")))
                    .isEqualTo("Basic realm=\"mesos-master-scheduler\", Bearer realm=\"mesos-master-scheduler\"");
            var ours = stage.get("/boreas/v1/jobs");
            assertThat(challenge(ours)).isEqualTo("Basic realm=\"boreas\", Bearer realm=\"boreas\"");
            assertThat(text(ours)).contains("urn:boreas:problem:unauthenticated");
        }
    }

    @Test
    void credentialsAndTokensLetPeopleIn() throws Exception {
        long soon = System.currentTimeMillis() / 1_000 + 600;
        try (var stage = stage("readonly", "boreas")) {
            for (var path : List.of("/state", "/boreas/v1/agents")) {
                assertThat(status(stage, path, basic("ops", OPS_SECRET))).isEqualTo(200);
                assertThat(status(stage, path, basic("ops", OPS_SECRET).replace("Basic", "bAsIc")))
                        .isEqualTo(200);
                assertThat(status(stage, path, basic("web", "webs:own secret é")))
                        .isEqualTo(200);
                assertThat(status(stage, path, bearer("{\"sub\":\"ops\",\"exp\":" + soon + "}")))
                        .isEqualTo(200);
                assertThat(status(stage, path, bearer("{\"exp\":" + soon + "}")))
                        .isEqualTo(403);
                for (var bad : List.of(
                        basic("ops", "wrong"),
                        basic("nobody", OPS_SECRET),
                        bearer("{\"sub\":\"ops\",\"exp\":" + (soon - 1_200) + "}"),
                        bearer("{\"sub\":\"ops\"}"),
                        bearer("{\"sub\":\"ops\",\"exp\":" + soon + "}") + "A",
                        "Basic",
                        "Basic !",
                        "Digest username=ops",
                        "Bearer x")) {
                    assertThat(status(stage, path, bad)).as(bad).isEqualTo(401);
                }
            }
        }
    }

    @Test
    void noSecretIsInAnythingThatIsShown() throws Exception {
        try (var stage = stage("readonly", "readwrite", "boreas")) {
            for (var path : List.of("/flags", "/state", "/metrics", "/metrics/snapshot", "/boreas/v1/agents")) {
                var shown = text(stage.get(path, "Authorization", basic("ops", OPS_SECRET)));
                assertThat(shown)
                        .doesNotContain(OPS_SECRET)
                        .doesNotContain(SecretFiles.TOKEN_SECRET)
                        .doesNotContain(basic("ops", OPS_SECRET).substring(6));
            }
            var flags = text(stage.get("/flags", "Authorization", basic("ops", OPS_SECRET)));
            assertThat(flags)
                    .contains("\"authenticate_http_readonly\":\"true\"")
                    .contains("\"authenticate_http_frameworks\":\"false\"");
        }
    }

    @Test
    void realmsThatNobodyCouldEnterAreRefusedAtTheStart() {
        assertThatThrownBy(() -> new Stage(Sketch.smallCell(), "authentication.boreas = true"))
                .hasStackTraceContaining("boreas.http.authentication.credentials");
    }

    private static int status(Stage stage, String path, String authorization) throws Exception {
        return stage.get(path, "Authorization", authorization).statusCode();
    }

    private static String challenge(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        return answer.headers().firstValue("WWW-Authenticate").orElse("");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }
}
