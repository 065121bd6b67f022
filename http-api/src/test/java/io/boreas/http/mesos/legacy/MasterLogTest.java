package io.boreas.http.mesos.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.boreas.http.mesos.operator.Sketch;
import io.boreas.http.mesos.operator.Stage;
import io.boreas.http.mesos.state.LogFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Mesos's web UI asks a master for when people want to see its log. */
class MasterLogTest {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    Path folder = Path.of("");

    private Path file;
    private Stage stage;

    @BeforeEach
    void write() throws Exception {
        file = Files.writeString(folder.resolve("boreas.log"), "first\nsecond\n");
        Files.writeString(folder.resolve("secret"), "secret");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private void open(String changes) {
        stage = new Stage(Sketch.smallCell(), changes, LogFile.at(file));
    }

    private void openWith(String acls) throws Exception {
        var list = Files.writeString(folder.resolve("acls.json"), acls);
        open("authorization.acls = \"" + list + "\"");
    }

    private JsonNode read(String path) throws Exception {
        var answer = stage.get(path);
        var text = new String(answer.body(), UTF_8);
        assertThat(answer.statusCode()).as(path + ": " + text).isEqualTo(200);
        return MAPPER.readTree(text);
    }

    private int status(String path) throws Exception {
        return stage.get(path).statusCode();
    }

    private JsonNode call(int status, String json) throws Exception {
        var answer = stage.post(
                Stage.PATH, json.getBytes(UTF_8), "Content-Type", "application/json", "Accept", "application/json");
        assertThat(answer.statusCode()).isEqualTo(status);
        return status == 200 ? MAPPER.readTree(answer.body()) : MAPPER.createObjectNode();
    }

    @Test
    void thePageIsToldOfTheLogAndReadsIt() throws Exception {
        open("");

        var state = read("/state");
        assertThat(state.at("/flags/log_dir").asText()).isEqualTo(folder.toString());
        assertThat(state.path("log_dir").asText()).isEqualTo(folder.toString());
        assertThat(read("/files/read?path=/master/log&offset=-1").toString())
                .isEqualTo("{\"offset\":13,\"data\":\"\"}");
        assertThat(read("/files/read?path=/master/log&offset=6&length=3").toString())
                .isEqualTo("{\"offset\":6,\"data\":\"sec\"}");
        assertThat(read("/files/read?path=/master/log/&offset=100&length=3").toString())
                .isEqualTo("{\"offset\":100,\"data\":\"\"}");
        assertThat(new String(
                        stage.get("/files/read?path=%2Fmaster%2Flog&offset=0&length=5&jsonp=f")
                                .body(),
                        UTF_8))
                .isEqualTo("f({\"offset\":0,\"data\":\"first\"})");
        assertThat(read("/files/browse?path=/master/log")).isEmpty();
        assertThat(read("/files/debug").toString()).isEqualTo("{\"/master/log\":\"" + file + "\"}");
        var whole = stage.get("/files/download?path=/master/log");
        assertThat(new String(whole.body(), UTF_8)).isEqualTo("first\nsecond\n");
        assertThat(whole.headers().firstValue("Content-Disposition")).contains("attachment; filename=boreas.log");
    }

    @Test
    void theOperatorApiReadsIt() throws Exception {
        open("");

        var part = call(
                200, "{\"type\":\"READ_FILE\",\"read_file\":{\"path\":\"/master/log\",\"offset\":6,\"length\":6}}");
        assertThat(part.at("/read_file/size").asInt()).isEqualTo(13);
        assertThat(new String(
                        Base64.getDecoder().decode(part.at("/read_file/data").asText()), UTF_8))
                .isEqualTo("second");
        assertThat(call(200, "{\"type\":\"LIST_FILES\",\"list_files\":{\"path\":\"/master/log\"}}")
                        .path("type")
                        .asText())
                .isEqualTo("LIST_FILES");
        assertThat(call(200, "{\"type\":\"GET_FLAGS\"}").findValuesAsText("name"))
                .contains("log_dir");
        call(404, "{\"type\":\"READ_FILE\",\"read_file\":{\"path\":\"" + file + "\",\"offset\":0}}");
    }

    @Test
    void theCurrentFileIsReadAndNoMoreOfItThanFits() throws Exception {
        open("");
        Files.move(file, folder.resolve("boreas.1.log"));
        assertThat(status("/files/read?path=/master/log&offset=0")).isEqualTo(404);

        Files.writeString(file, "x".repeat(200_000));

        assertThat(read("/files/read?path=/master/log").path("offset").asInt()).isEqualTo(200_000);
        assertThat(read("/files/read?path=/master/log&offset=0&length=200000")
                        .path("data")
                        .asText())
                .hasSize(64 * 1024);
        assertThat(stage.get("/files/download?path=/master/log").body()).hasSize(200_000);
    }

    @Test
    void noOtherFileIsRead() throws Exception {
        open("");

        for (var path : new String[] {
            file.toString(),
            "/master/log/../secret",
            "/master/log/secret",
            "/master/logs",
            "/master",
            "master/log",
            "/slave/log",
            folder + "/secret"
        }) {
            for (var verb : new String[] {"read", "browse", "download"}) {
                assertThat(status("/files/" + verb + "?path=" + path)).as(path).isEqualTo(404);
            }
        }
        assertThat(status("/files/read")).isEqualTo(400);
        assertThat(status("/files/read?path=/master/log&offset=-2")).isEqualTo(400);
        assertThat(status("/files/read?path=/master/log&length=x")).isEqualTo(400);
    }

    @Test
    void whoMayNotReadTheLogIsRefused() throws Exception {
        openWith("{\"access_mesos_logs\":[{\"principals\":{\"type\":\"ANY\"},\"logs\":{\"type\":\"NONE\"}}]}");

        for (var verb : new String[] {"read", "browse", "download"}) {
            assertThat(status("/files/" + verb + "?path=/master/log")).isEqualTo(403);
        }
        call(403, "{\"type\":\"READ_FILE\",\"read_file\":{\"path\":\"/master/log\",\"offset\":0}}");
        call(403, "{\"type\":\"LIST_FILES\",\"list_files\":{\"path\":\"/master/log\"}}");
    }

    @Test
    void whoMaySeeNoFlagsIsNotToldWhereItIs() throws Exception {
        openWith("{\"permissive\":false,\"access_mesos_logs\":"
                + "[{\"principals\":{\"type\":\"ANY\"},\"logs\":{\"type\":\"ANY\"}}]}");

        assertThat(read("/state").has("log_dir")).isFalse();
        assertThat(status("/files/debug")).isEqualTo(403);
        assertThat(read("/files/read?path=/master/log&offset=0").path("data").asText())
                .startsWith("first");
    }
}
