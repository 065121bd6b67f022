package io.boreas.http.mesos.scheduler;

import static io.boreas.http.security.SecretFiles.OPS_SECRET;
import static io.boreas.http.security.SecretFiles.basic;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.http.mesos.proto.Mesos.TaskStatus.Reason;
import io.boreas.http.mesos.proto.Scheduler.Event;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.Media;
import io.boreas.http.security.SecretFiles;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedulers that must say who they are. */
class PrincipalTest {
    private static final String OPS = basic("ops", OPS_SECRET);
    private static final String WEB = basic("web", "webs:own secret é");

    @TempDir
    Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<InputStream> post(SchedulerStage stage, String who, String stream, String json)
            throws Exception {
        var request = stage.request(SchedulerStage.PATH)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (!who.isEmpty()) {
            request.header("Authorization", who);
        }
        if (!stream.isEmpty()) {
            request.header(Head.STREAM_ID, stream);
        }
        return client.send(request.build(), BodyHandlers.ofInputStream());
    }

    private static String subscribe(String principal) {
        return "{\"type\":\"SUBSCRIBE\",\"framework_id\":{\"value\":\"f\"},\"subscribe\":{\"framework_info\":{\"id\":"
                + "{\"value\":\"f\"},\"user\":\"u\",\"name\":\"n\",\"failover_timeout\":60" + principal + "}}}";
    }

    private static String text(HttpResponse<InputStream> answer) throws Exception {
        try (var body = answer.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aFrameworkBelongsToWhoSubscribedIt() throws Exception {
        try (var stage = new SchedulerStage(new SecretFiles(folder).settings("scheduler"))) {
            var nobody = post(stage, "", "", subscribe(""));
            assertThat(nobody.statusCode()).isEqualTo(401);
            assertThat(text(nobody)).isEqualTo("401 Unauthorized.");

            var other = post(stage, OPS, "", subscribe(",\"principal\":\"web\""));
            assertThat(other.statusCode()).isEqualTo(400);
            assertThat(text(other))
                    .isEqualTo("Failed to validate scheduler::Call: Authenticated principal 'ops' does not match"
                            + " principal 'web' set in `FrameworkInfo`");

            var answer = post(stage, OPS, "", subscribe(""));
            try (var stream = new SchedulerStage.Stream(answer, Media.JSON)) {
                assertThat(stream.next().getType()).isEqualTo(Event.Type.SUBSCRIBED);
                var revive = "{\"type\":\"REVIVE\",\"framework_id\":{\"value\":\"f\"}}";

                assertThat(post(stage, OPS, stream.id(), revive).statusCode()).isEqualTo(202);
                for (var streamId : new String[] {stream.id(), "another"}) {
                    var foreign = post(stage, WEB, streamId, revive);
                    assertThat(foreign.statusCode()).isEqualTo(400);
                    assertThat(text(foreign))
                            .isEqualTo("Authenticated principal 'web' does not match principal 'ops' set in"
                                    + " `FrameworkInfo`");
                }
                assertThat(post(stage, "", stream.id(), revive).statusCode()).isEqualTo(401);

                var stolen = post(stage, WEB, "", subscribe(""));
                try (var refused = new SchedulerStage.Stream(stolen, Media.JSON)) {
                    var event = refused.next();
                    assertThat(event.getType()).isEqualTo(Event.Type.ERROR);
                    assertThat(event.getError().getMessage())
                            .isEqualTo("Updating 'FrameworkInfo.principal' is unsupported");
                }
            }
        } finally {
            client.shutdownNow();
        }
    }

    @Test
    void listsDecideWhichRolesAndAccountsAreUsed() throws Exception {
        var files = new SecretFiles(folder);
        var acls = files.file("acls.json", """
                {"register_frameworks": [{"principals": {"values": ["web"]}, "roles": {"type": "NONE"}}],
                 "run_tasks": [{"principals": {"type": "NONE"}, "users": {"values": ["root"]}}],
                 "reserve_resources": [{"principals": {"type": "ANY"}, "roles": {"type": "NONE"}}]}
                """, "rw-r--r--");
        var settings = files.settings("scheduler") + "authorization.acls = \"" + acls + "\"";
        try (var stage = new SchedulerStage(settings)) {
            try (var refused = new SchedulerStage.Stream(post(stage, WEB, "", subscribe("")), Media.JSON)) {
                assertThat(refused.next().getError().getMessage()).isEqualTo("Not authorized to use roles '{ * }'");
            }
            try (var stream = new SchedulerStage.Stream(post(stage, OPS, "", subscribe("")), Media.JSON)) {
                assertThat(stream.next().getType()).isEqualTo(Event.Type.SUBSCRIBED);
                stage.frameworks().taken();
                var accept = """
                        {"type":"ACCEPT","framework_id":{"value":"f"},"accept":{"offer_ids":[{"value":"o"}],"operations":[
                          {"type":"LAUNCH","launch":{"task_infos":[%s,%s]}},
                          {"type":"RESERVE","id":{"value":"op-1"},"reserve":{"resources":[%s"principal":"ops"}]}]}},
                          {"type":"RESERVE","id":{"value":"op-2"},"reserve":{"resources":[%s"principal":"web"}]}]}}]}}
                        """.formatted(task("good", "nobody"), task("bad", "root"), RESERVED, RESERVED);

                assertThat(post(stage, OPS, stream.id(), accept).statusCode()).isEqualTo(202);

                var status = stream.news().getUpdate().getStatus();
                assertThat(status.getTaskId().getValue()).isEqualTo("bad");
                assertThat(status.getReason()).isEqualTo(Reason.REASON_TASK_UNAUTHORIZED);
                assertThat(status.getMessage()).isEqualTo("Not authorized to launch as user 'root'");
                assertThat(stream.news().getUpdateOperationStatus().getStatus().getMessage())
                        .isEqualTo("Not authorized to reserve resources as 'ops'");
                assertThat(stream.news().getUpdateOperationStatus().getStatus().getMessage())
                        .startsWith(
                                "A reserve operation was attempted by authenticated principal 'ops', which does not");
                var taken = (FrameworkCall.Accept) stage.frameworks().taken().getFirst();
                assertThat(taken.operations()).hasSize(1);
                assertThat(taken.operations().getFirst().toString())
                        .contains("good")
                        .doesNotContain("bad");
            }
        } finally {
            client.shutdownNow();
        }
    }

    private static final String RESERVED = "{\"name\":\"cpus\",\"type\":\"SCALAR\",\"scalar\":{\"value\":1},"
            + "\"reservations\":[{\"type\":\"DYNAMIC\",\"role\":\"ads\",";

    private static String task(String id, String user) {
        return "{\"name\":\"n\",\"task_id\":{\"value\":\"" + id + "\"},\"agent_id\":{\"value\":\"a\"},\"resources\":[],"
                + "\"command\":{\"value\":\"true\",\"user\":\"" + user + "\"}}";
    }
}
