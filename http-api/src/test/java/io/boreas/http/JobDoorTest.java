package io.boreas.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.PlacementPreview;
import io.boreas.core.id.JobKey;
import io.boreas.core.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JobDoorTest {
    private static final String JOBS = "/boreas/v1/jobs";
    private static final String TOY = JOBS + "/www-data/devel/toy";

    private final Doors doors = new Doors();

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void aCreatedJobIsThereToBeRead() {
        var created = doors.post(JOBS, Doors.TOY);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().path("key").asText()).isEqualTo("www-data/devel/toy");
        assertThat(created.header("Location")).isEqualTo(TOY);
        var job = doors.get(created.header("Location")).json();
        assertThat(job.path("key").asText()).isEqualTo("www-data/devel/toy");
        assertThat(job.path("kind").asText()).isEqualTo("service");
        assertThat(job.path("counts").path("PENDING").asInt()).isEqualTo(2);
        assertThat(job.path("instances")).hasSize(2);
        assertThat(job.path("spec").path("task").path("ports").get(0).asText()).isEqualTo("http");
    }

    @Test
    void theStatusOfARunningJobHasPlacesPortsAndHistory() {
        doors.runToy();

        var job = doors.get(TOY).json();

        assertThat(job.path("activeCount").asInt()).isEqualTo(2);
        assertThat(job.path("counts").path("RUNNING").asInt()).isEqualTo(2);
        var second = job.path("instances").get(1);
        assertThat(second.path("instance").asInt()).isEqualTo(1);
        assertThat(second.path("taskId").asText()).startsWith("www-data-devel-toy-1-");
        assertThat(second.path("state").asText()).isEqualTo("RUNNING");
        assertThat(second.path("agentId").asText()).isEqualTo("agent-1");
        assertThat(second.path("host").asText()).isEqualTo("127.0.0.1");
        assertThat(second.path("ports").path("http").asInt()).isEqualTo(31_010);
        assertThat(second.path("failures").asInt()).isZero();
        var states = new ArrayList<String>();
        second.path("events").forEach(event -> states.add(event.path("state").asText()));
        assertThat(states).containsExactly("PENDING", "ASSIGNED", "STARTING", "RUNNING");
        assertThat(second.path("events").get(0).path("time").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
    }

    @Test
    void theSameCommandSentAgainIsAnsweredAndNotDoneTwice() {
        var first = doors.post(JOBS, Doors.TOY, "Idempotency-Key", "key-1");
        long position = doors.cell().feed().highest();

        var again = doors.post(JOBS, Doors.TOY, "Idempotency-Key", "key-1");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(doors.cell().feed().highest()).isEqualTo(position);
    }

    @Test
    void aJobThatExistsIsNotCreatedAgain() {
        doors.post(JOBS, Doors.TOY);

        var again = doors.post(JOBS, Doors.TOY);

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.problem()).isEqualTo("job-exists");
        assertThat(again.json().path("job").asText()).isEqualTo("www-data/devel/toy");
        assertThat(again.json().path("instance").asText()).isEqualTo(JOBS);
        assertThat(again.json().path("detail").asText()).contains("www-data/devel/toy");
    }

    @Test
    void jobsAreListedByKeyInPages() {
        for (var name : List.of("c", "a", "b")) {
            doors.post(JOBS, Doors.TOY.replace("\"toy\"", "\"" + name + "\""));
        }
        doors.post(JOBS, Doors.TOY.replace("www-data", "alice"));

        var first = doors.get(JOBS + "?limit=3").json();
        var second = doors.get(JOBS + "?limit=3&after=" + first.path("next").asText());

        assertThat(first.path("items").findValuesAsText("key"))
                .containsExactly("alice/devel/toy", "www-data/devel/a", "www-data/devel/b");
        assertThat(second.json().path("items").findValuesAsText("key")).containsExactly("www-data/devel/c");
        assertThat(second.json().path("next").isNull()).isTrue();
        assertThat(doors.get(JOBS + "?role=alice").json().path("items")).hasSize(1);
        assertThat(doors.get(JOBS + "?environment=prod").json().path("items")).isEmpty();
        assertThat(doors.get(JOBS + "?name=c").json().path("items").findValuesAsText("key"))
                .containsExactly("www-data/devel/c");
    }

    @Test
    void someInstancesAreKilledAndTheRestStays() {
        doors.runToy();

        var killed = doors.post(TOY + "/kill", "{\"instances\": [1], \"message\": \"too many\"}");

        assertThat(killed.status()).isEqualTo(200);
        assertThat(killed.json().path("instances").toString()).isEqualTo("[1]");
        var job = doors.get(TOY).json();
        assertThat(job.path("instances").get(0).path("state").asText()).isEqualTo("RUNNING");
        assertThat(job.path("instances").get(1).path("state").asText()).isEqualTo("KILLING");
        assertThat(job.path("instances").get(1).path("events").toString()).contains("too many");
    }

    @Test
    void endedTasksStayInTheHistory() {
        doors.runToy();
        var task = doors.cell().active("www-data/devel/toy", 0);
        doors.delete(TOY + "?message=bye");
        doors.cell().tell(JobKey.parse("www-data/devel/toy"), task, TaskState.KILLED, "asked to");

        var job = doors.get(TOY).json();

        assertThat(job.path("ended")).hasSize(1);
        assertThat(job.path("ended").get(0).path("taskId").asText())
                .isEqualTo(task.id().value());
        assertThat(job.path("ended").get(0).path("state").asText()).isEqualTo("KILLED");
        assertThat(job.path("endedCount").asInt()).isEqualTo(1);
    }

    @Test
    void aJobIsRestartedAndGrown() {
        doors.runToy();

        var restarted = doors.post(TOY + "/restart", "{}");
        var grown = doors.post(TOY + "/instances", "{\"count\": 2}");

        assertThat(restarted.json().path("instances").toString()).isEqualTo("[0,1]");
        assertThat(grown.json().path("instances").toString()).isEqualTo("[2,3]");
        assertThat(doors.get(TOY).json().path("activeCount").asInt()).isEqualTo(4);
    }

    @Test
    void aMutationNeedsNoBody() {
        doors.runToy();

        var restarted = doors.send(doors.request(TOY + "/restart")
                .POST(java.net.http.HttpRequest.BodyPublishers.noBody())
                .build());

        assertThat(restarted.status()).isEqualTo(200);
    }

    @Test
    void aPlanTellsWhatWouldChangeAndWhereItWouldGo() {
        doors.runToy();
        var places = List.of(new PlacementPreview.Place("agent-1", "h1"), new PlacementPreview.Place("agent-2", "h2"));
        doors.cell()
                .setPreview(new PlacementPreview(places, 1, new TreeMap<>(java.util.Map.of("Insufficient: cpus", 3))));
        var before = doors.cell().feed().highest();

        var plan = doors.post(
                        JOBS + ":plan",
                        Doors.TOY
                                .replace("\"instances\": 2", "\"instances\": 3, \"priority\": 9")
                                .replace("\"cpus\": 0.1", "\"cpus\": 0.2"))
                .json();

        assertThat(plan.path("exists").asBoolean()).isTrue();
        assertThat(plan.path("jobChanges").toString()).isEqualTo("[{\"path\":\"priority\",\"from\":0,\"to\":9}]");
        assertThat(plan.path("groups").findValuesAsText("action")).containsExactly("add", "change");
        assertThat(plan.path("groups").get(0).path("instances").toString()).isEqualTo("[2]");
        assertThat(plan.path("groups").get(1).path("instances").toString()).isEqualTo("[0,1]");
        assertThat(plan.path("groups").get(1).path("changes").toString())
                .isEqualTo("[{\"path\":\"resources.cpus\",\"from\":0.1,\"to\":0.2}]");
        assertThat(plan.path("placement").path("places").findValuesAsText("host"))
                .containsExactly("h1", "h2");
        assertThat(plan.path("placement").path("unplaced").asInt()).isEqualTo(1);
        assertThat(plan.path("placement")
                        .path("reasons")
                        .path("Insufficient: cpus")
                        .asInt())
                .isEqualTo(3);
        assertThat(doors.cell().feed().highest()).isEqualTo(before);
    }

    private static String within(String limits) {
        return Doors.TOY.replace("\"disk\": 16}", "\"disk\": 16}, \"limits\": " + limits);
    }

    @Test
    void whatAJobMayUseBeyondItsResourcesIsAPartOfIt() {
        var text = within("{\"cpus\": 2.5, \"mem\": \"unlimited\"}");
        assertThat(doors.post(JOBS, text).status()).isEqualTo(201);
        doors.cell().runAll("www-data/devel/toy");

        var active = doors.get(JOBS + "/www-data/devel/toy").json();
        var same = doors.post(JOBS + ":plan", text).json();
        var other = doors.post(JOBS + ":plan", within("{\"cpus\": 3, \"mem\": \"unlimited\"}"))
                .json();
        var none = doors.post(JOBS + ":plan", Doors.TOY).json();

        assertThat(active.findValue("limits").toString()).isEqualTo("{\"cpus\":2.5,\"mem\":\"unlimited\"}");
        assertThat(same.path("groups").findValuesAsText("action")).containsExactly("unchanged");
        assertThat(other.path("groups").get(0).path("changes").toString())
                .isEqualTo("[{\"path\":\"limits.cpus\",\"from\":2.5,\"to\":3}]");
        assertThat(none.path("groups").findValuesAsText("action")).containsExactly("change");
        assertThat(none.path("groups").get(0).path("changes").toString()).contains("limits");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"cpus\": 0.05}; task.limits.cpus; no less than the task's resources",
                "{\"mem\": 31}; task.limits.mem; no less than the task's resources",
                "{\"mem\": -1}; task.limits.mem; not negative",
                "{\"cpus\": \"many\"}; task.limits.cpus; is a number",
                "{\"disk\": 64}; task.limits.disk; known are cpus, mem",
            })
    void limitsThatAreNoneAreToldAndChangeNothing(String limits, String path, String message) {
        long before = doors.cell().feed().highest();

        var answer = doors.post(JOBS, within(limits));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("invalid-spec");
        assertThat(answer.text()).contains(path, message);
        assertThat(doors.cell().feed().highest()).isEqualTo(before);
    }

    @Test
    void aPlanOfTheSameJobChangesNothingAndOfASmallerOneRemoves() {
        doors.runToy();

        var same = doors.post(JOBS + ":plan", Doors.TOY).json();
        var smaller = doors.post(JOBS + ":plan", Doors.TOY.replace("\"instances\": 2", "\"instances\": 1"))
                .json();
        var other = doors.post(JOBS + ":plan", Doors.TOY.replace("\"toy\"", "\"other\""))
                .json();

        assertThat(same.path("groups").findValuesAsText("action")).containsExactly("unchanged");
        assertThat(smaller.path("groups").findValuesAsText("action")).containsExactly("remove", "unchanged");
        assertThat(smaller.path("groups").get(0).path("instances").toString()).isEqualTo("[1]");
        assertThat(other.path("exists").asBoolean()).isFalse();
        assertThat(other.path("groups").findValuesAsText("action")).containsExactly("add");
    }

    @ParameterizedTest(name = "{0} {1} {2} => {3} {4}")
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "POST; ; not json; 400; malformed-json; line 1, column",
                "POST; ; [1]; 400; malformed-json; not a JSON object",
                "POST; ; {} {}; 400; malformed-json; line 1, column",
                "POST; ; {\"role\": 1, \"role\": 2}; 400; malformed-json; role",
                "POST; ; {}; 400; invalid-spec; task is missing",
                "POST; :plan; {}; 400; invalid-spec; task is missing",
                "POST; ?x=1; {}; 400; invalid-query; no parameter \"x\"",
                "GET; ?limit=0; ; 400; invalid-query; 1 to 1000",
                "GET; ?limit=x; ; 400; invalid-query; whole number",
                "GET; ?limit=1&limit=2; ; 400; invalid-query; twice",
                "GET; ?after=x; ; 400; invalid-query; role/environment/name",
                "GET; ?foo=x; ; 400; invalid-query; known are role, environment, name, limit, after",
                "GET; /a/b/c; ; 404; unknown-job; a/b/c",
                "GET; /a/b/%24; ; 400; invalid-key; letters, digits",
                "GET; /a/b/c?x=y; ; 400; invalid-query; known are none",
                "GET; /a/b; ; 404; unknown-path; /a/b",
                "DELETE; /a/b/c; ; 404; unknown-job; a/b/c",
                "POST; /a/b/c/kill; {}; 404; unknown-job; a/b/c",
                "POST; /a/b/c/restart; {}; 404; unknown-job; a/b/c",
                "POST; /a/b/c/instances; {\"count\": 1}; 404; unknown-job; a/b/c",
                "POST; /a/b/c/instances; {\"count\": 1, \"template\": 0}; 404; unknown-job; a/b/c",
                "POST; /www-data/devel/toy/kill; {\"instances\": []}; 400; invalid-body; at least one instance",
                "POST; /www-data/devel/toy/kill; {\"instances\": [-1]}; 400; invalid-body; instances[0]",
                "POST; /www-data/devel/toy/kill; {\"instances\": \"0\"}; 400; invalid-body; is a list",
                "POST; /www-data/devel/toy/kill; {\"instance\": [0]}; 400; invalid-body; known are instances, message",
                "POST; /www-data/devel/toy/restart; {\"instances\": [0, 7]}; 409; inactive-instances; [7]",
                "POST; /www-data/devel/toy/instances; {}; 400; invalid-body; count",
                "POST; /www-data/devel/toy/instances; {\"count\": 0}; 400; invalid-body; 1 to 4000",
                "POST; /www-data/devel/toy/instances; {\"count\": 4000}; 400; too-many-instances; at most 4000",
                "POST; /www-data/devel/toy/instances; {\"count\": 1, \"template\": 9}; 409; inactive-instances; [9]",
                "POST; /www-data/devel/toy/instances; {\"count\": 1, \"template\": -1}; 400; invalid-body; template",
                "PUT; /www-data/devel/toy; {}; 405; method-not-allowed; DELETE, GET",
                "POST; /www-data/devel/toy; {}; 405; method-not-allowed; DELETE, GET",
                "GET; /www-data/devel/toy/kill; ; 405; method-not-allowed; POST",
            })
    void whatCannotBeDoneIsToldAndChangesNothing(
            String method, String path, String body, int status, String type, String detail) {
        doors.post(JOBS, Doors.TOY);
        long before = doors.cell().feed().highest();

        var answer = doors.send(doors.request(JOBS + (path == null ? "" : path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? java.net.http.HttpRequest.BodyPublishers.noBody()
                                : java.net.http.HttpRequest.BodyPublishers.ofString(body))
                .build());

        assertThat(answer.problem()).as(answer.text()).isEqualTo(type);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("title").asText()).isNotBlank();
        assertThat(answer.json().path("detail").asText()).contains(detail);
        assertThat(answer.json().path("instance").asText()).startsWith(JOBS);
        assertThat(doors.cell().feed().highest()).isEqualTo(before);
    }

    @Test
    void aBadIdempotencyKeyIsRefused() {
        var answer = doors.post(JOBS, Doors.TOY, "Idempotency-Key", "x".repeat(256));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("invalid-idempotency-key");
    }

    @Test
    void aCellThatDoesNotAnswerIsUnavailableForNow() {
        doors.cell().setAvailable(false);

        for (var answer : List.of(doors.post(JOBS, Doors.TOY), doors.get(JOBS), doors.get(TOY))) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.problem()).isEqualTo("cell-unavailable");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(answer.json().path("detail").asText()).contains("jobs-0");
        }
    }
}
