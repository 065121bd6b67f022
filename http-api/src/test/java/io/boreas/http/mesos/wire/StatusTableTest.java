package io.boreas.http.mesos.wire;

import static io.boreas.http.mesos.wire.Requests.ANYBODY;
import static io.boreas.http.mesos.wire.Requests.SERVING;
import static io.boreas.http.mesos.wire.Requests.json;
import static io.boreas.http.mesos.wire.Requests.post;
import static io.boreas.http.mesos.wire.Requests.refusal;
import static io.boreas.http.mesos.wire.Requests.request;
import static io.boreas.http.mesos.wire.Requests.told;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of statuses that is common to all the APIs, cell by cell and in its order. */
class StatusTableTest {
    /** A request wrong in everything from one row of the table on, and right in all before. */
    record Row(String name, Access access, Standing standing, Head head, String body, int status, String text) {
        @Override
        public String toString() {
            return status + " " + name;
        }
    }

    private static final Access UNAUTHENTICATED = new Access.Unauthenticated(List.of("Basic realm=\"r\"", "Bearer"));
    private static final Access NAMELESS = new Access.Nameless();
    private static final Standing FOLLOWER = new Standing.LedBy("m2.example", 5050);
    private static final Standing LEADERLESS = new Standing.Leaderless();
    private static final Standing RECOVERING = new Standing.Recovering("Master has not finished recovery");
    private static final Head GET = request("GET", "Accept", "text/html");

    static Stream<Arguments> cells() {
        var doors = List.of(
                CallDoor.scheduler(Requests.BODY_BYTES_MAX),
                CallDoor.executor(Requests.BODY_BYTES_MAX),
                CallDoor.master(Requests.BODY_BYTES_MAX),
                CallDoor.agent(Requests.BODY_BYTES_MAX));
        var names = List.of("scheduler", "executor", "master", "agent");
        var cells = new ArrayList<Arguments>();
        for (int i = 0; i < doors.size(); i++) {
            for (var row : rows(names.get(i))) {
                cells.add(Arguments.of(names.get(i), doors.get(i), row));
            }
        }
        return cells.stream();
    }

    private static List<Row> rows(String api) {
        var ids = api.equals("executor") ? "\"executor_id\":{\"value\":\"e\"}," : "";
        var framework = "\"framework_id\":{\"value\":\"f\"}";
        var unacceptable = json("Accept", "text/html");
        var withPart =
                switch (api) {
                    case "scheduler" ->
                        "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{\"user\":\"u\",\"name\":\"n\"}}}";
                    case "executor" -> "{" + ids + framework + ",\"type\":\"SUBSCRIBE\",\"subscribe\":{}}";
                    default -> "{\"type\":\"GET_HEALTH\"}";
                };
        var partless =
                switch (api) {
                    case "scheduler", "executor" -> "{" + ids + framework + ",\"type\":\"SUBSCRIBE\"}";
                    default -> "{\"type\":\"READ_FILE\"}";
                };
        var part = api.equals("scheduler") || api.equals("executor") ? "subscribe" : "read_file";
        var invalid = "Failed to validate " + api + "::Call: Expecting '";
        var rows = new ArrayList<>(List.of(
                new Row("unauthenticated", UNAUTHENTICATED, FOLLOWER, GET, "?", 401, "401 Unauthorized."),
                new Row(
                        "principal without value",
                        NAMELESS,
                        FOLLOWER,
                        GET,
                        "?",
                        403,
                        "The request's authenticated principal contains claims, but no value string"),
                new Row("another leads", ANYBODY, FOLLOWER, GET, "?", 307, ""),
                new Row("nobody leads", ANYBODY, LEADERLESS, GET, "?", 503, "No leader elected"),
                new Row("recovering", ANYBODY, RECOVERING, GET, "?", 503, "Master has not finished recovery"),
                new Row("no POST", ANYBODY, SERVING, GET, "?", 405, "Expecting one of { 'POST' }, but received 'GET'"),
                new Row(
                        "no content type",
                        ANYBODY,
                        SERVING,
                        post("Accept", "text/html"),
                        "?",
                        400,
                        "Expecting 'Content-Type' to be present"),
                new Row(
                        "unknown content type",
                        ANYBODY,
                        SERVING,
                        post("Content-Type", "text/plain", "Accept", "text/html"),
                        "?",
                        415,
                        api.equals("agent")
                                ? "Expecting 'Content-Type' of application/json, application/x-protobuf or application/recordio"
                                : "Expecting 'Content-Type' of application/json or application/x-protobuf"),
                new Row(
                        "no JSON",
                        ANYBODY,
                        SERVING,
                        unacceptable,
                        "?",
                        400,
                        "Failed to convert JSON into Call protobuf: Unexpected character ('?' (code 63)): expected a valid"
                                + " value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
                                + " (line 1, column 1)"),
                new Row(
                        "no protobuf",
                        ANYBODY,
                        SERVING,
                        post("Content-Type", "application/x-protobuf", "Accept", "text/html"),
                        "?",
                        400,
                        "Failed to parse body into Call protobuf: "),
                new Row(
                        "sub-message missing",
                        ANYBODY,
                        SERVING,
                        unacceptable,
                        partless,
                        400,
                        invalid + part + "' to be present"),
                new Row(
                        "type missing",
                        ANYBODY,
                        SERVING,
                        unacceptable,
                        "{" + ids + framework + "}",
                        400,
                        invalid + "type' to be present"),
                new Row(
                        "type of an unknown name",
                        ANYBODY,
                        SERVING,
                        unacceptable,
                        "{" + ids + framework + ",\"type\":\"NEWER\"}",
                        400,
                        invalid + "type' to be present"),
                new Row(
                        "not acceptable",
                        ANYBODY,
                        SERVING,
                        unacceptable,
                        withPart,
                        406,
                        api.equals("agent")
                                ? "Expecting 'Accept' to allow application/json, application/x-protobuf or application/recordio"
                                : "Expecting 'Accept' to allow application/json or application/x-protobuf"),
                new Row(
                        "type UNKNOWN",
                        ANYBODY,
                        SERVING,
                        json(),
                        "{" + ids + framework + ",\"type\":\"UNKNOWN\"}",
                        501,
                        "Received 'UNKNOWN' call, which is not implemented")));
        if (api.equals("executor")) {
            rows.add(new Row(
                    "required field missing",
                    ANYBODY,
                    SERVING,
                    unacceptable,
                    "{" + framework + ",\"type\":\"SUBSCRIBE\"}",
                    400,
                    "Failed to convert JSON into Call protobuf: executor_id: is required, but missing"));
        }
        return rows;
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("cells")
    void theFirstThingWrongIsTold(String api, CallDoor<?> door, Row row) {
        var outcome = told(door.open(row.access, row.standing, row.head, row.body.getBytes(UTF_8)));

        assertThat(outcome).startsWith(row.status + " " + row.text);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("cells")
    void headersSayWhatToDo(String api, CallDoor<?> door, Row row) {
        var refusal = refusal(door.open(row.access, row.standing, row.head, row.body.getBytes(UTF_8)));

        switch (refusal.status()) {
            case 401 -> assertThat(refusal.headers()).containsEntry("WWW-Authenticate", "Basic realm=\"r\", Bearer");
            case 307 -> assertThat(refusal.headers()).containsEntry("Location", "//m2.example:5050/api/v1?x=1");
            case 405 -> assertThat(refusal.headers()).containsEntry("Allow", "POST");
            default -> assertThat(refusal.headers()).isEmpty();
        }
    }

    static Stream<Arguments> unacceptableCells() {
        return cells().filter(cell -> ((Row) cell.get()[2]).status == 406);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unacceptableCells")
    void nothingIsWrongOnceAllIsRight(String api, CallDoor<?> door, Row row) {
        assertThat(told(door.open(ANYBODY, SERVING, json(), row.body.getBytes(UTF_8))))
                .isEqualTo("opened as application/json");
    }
}
