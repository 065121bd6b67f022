package io.boreas.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.gateway.PendingReasons;
import io.boreas.actors.gateway.PlacementPreview;
import io.boreas.cli.BoreasCli;
import io.boreas.core.id.JobKey;
import io.boreas.core.link.SandboxQuery.Stream;
import io.boreas.core.task.TaskState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line against the real doors. */
final class CliTest {
    private static final String TOY = "www-data/devel/toy";
    private static final String FILE = """
            role: www-data
            environment: devel
            name: toy
            instances: 2
            bind: {version: 1.10}
            task:
              processes:
                - name: serve
                  cmdline: exec serve {{thermos.ports[http]}} {{version}}
              resources: {cpus: 0.1, mem: 32MB, disk: 16MB}
            """;

    @TempDir
    private Path folder = Path.of("");

    private final Doors doors = new Doors(Doors.settings("log-poll = 20ms"));

    @AfterEach
    void close() {
        doors.close();
    }

    /** What a command did. */
    private record Ran(int code, String out, String err) {}

    private Ran run(String... args) {
        return runAt(doors.url(), args);
    }

    private static Ran runAt(String masters, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var all = new ArrayList<>(List.of(args));
        if (!masters.isEmpty()) {
            all.add("--master");
            all.add(masters);
        }
        int code = BoreasCli.run(
                all.toArray(String[]::new),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("job.yaml"), text).toString();
    }

    @Test
    void aJobIsCreatedShownAndKilled() throws IOException {
        var created = run("job", "create", file(FILE));
        doors.cell().runAll(TOY);
        var status = run("job", "status", TOY);
        var listed = run("job", "list");
        var killed = run("job", "kill", TOY, "--instances", "1", "--message", "too many");

        assertThat(created).isEqualTo(new Ran(0, "created www-data/devel/toy, instances: 2\n", ""));
        assertThat(status.out()).contains("states  RUNNING 2").contains("http=31010");
        assertThat(status.out().lines().filter(line -> line.startsWith("0 ")).findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains("RUNNING").contains("127.0.0.1"));
        assertThat(listed.out().lines().toList()).hasSize(2).satisfies(lines -> assertThat(lines.get(1))
                .startsWith("www-data/devel/toy  service  2       RUNNING 2"));
        assertThat(killed).isEqualTo(new Ran(0, "www-data/devel/toy: instances 1 being killed\n", ""));
        assertThat(doors.get("/boreas/v1/jobs/" + TOY).text()).contains("too many");
    }

    @Test
    void frameworksAreListedShownAndTornDown() {
        var listed = run("framework", "list");
        var shown = run("framework", "show", "fw-1");
        var json = run("framework", "list", "-o", "json");
        var ended = run("framework", "teardown", "fw-1");
        var again = run("framework", "teardown", "nobody");

        assertThat(listed.out().lines().toList()).hasSize(3).satisfies(lines -> {
            assertThat(lines.get(0)).startsWith("FRAMEWORK").contains("NAME", "PHASE", "ROLES", "TASKS");
            assertThat(lines.get(1)).startsWith("fw-0").contains("COMPLETED");
            assertThat(lines.get(2)).startsWith("fw-1").contains("framework fw-1", "CONNECTED", "ads");
        });
        assertThat(shown.out()).startsWith("fw-1  framework fw-1  CONNECTED").contains("principal  someone");
        assertThat(json.out()).contains("\"frameworkId\" : \"fw-1\"", "\"failoverTimeoutSeconds\" : 60");
        assertThat(ended).isEqualTo(new Ran(0, "fw-1: torn down\n", ""));
        assertThat(again.code()).isNotZero();
        assertThat(again.err()).contains("No framework nobody is subscribed here");
        assertThat(run("framework", "show", "nobody").code()).isNotZero();
    }

    @Test
    void programsGetJson() throws IOException {
        var created = run("job", "create", file(FILE), "-o", "json");
        var status = run("job", "status", TOY, "-o", "json");
        var listed = run("job", "list", "--role", "www-data", "-o", "json");

        assertThat(created.out()).contains("\"key\" : \"www-data/devel/toy\"");
        assertThat(status.out())
                .startsWith("{")
                .contains("\"PENDING\" : 2")
                .contains("exec serve {{thermos.ports[http]}} 1.10");
        assertThat(listed.out()).contains("\"next\" : null");
    }

    @Test
    void creatingWaitsUntilEveryInstanceRuns() throws Exception {
        var waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return run("job", "create", file(FILE), "--wait", "running");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        awaitJob();
        doors.cell().runAll(TOY);

        var ran = waiting.get(20, TimeUnit.SECONDS);

        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines().map(String::strip).toList())
                .contains(
                        "instance 0  PENDING",
                        "instance 1  ASSIGNED   on 127.0.0.1",
                        "instance 1  STARTING",
                        "instance 0  RUNNING    http http://127.0.0.1:31000/",
                        "instance 1  RUNNING    http http://127.0.0.1:31010/",
                        "www-data/devel/toy is running");
    }

    @Test
    void waitingForAJobThatFailsIsAFailure() throws Exception {
        var waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return run("job", "create", file(FILE + "kind: ad_hoc\n"), "--wait", "finished");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        awaitJob();
        doors.cell().runAll(TOY);
        doors.cell().tell(JobKey.parse(TOY), doors.cell().active(TOY, 0), TaskState.FINISHED, "");
        doors.cell().tell(JobKey.parse(TOY), doors.cell().active(TOY, 1), TaskState.FAILED, "exit 3");

        var ran = waiting.get(20, TimeUnit.SECONDS);

        assertThat(ran.code()).isEqualTo(4);
        assertThat(ran.out()).contains("instance 0  FINISHED").contains("instance 1  FAILED     exit 3");
        assertThat(ran.err()).contains("did not get to finished");
    }

    @Test
    void waitingTooLongIsATimeout() throws IOException {
        var ran = run("job", "create", file(FILE), "--wait", "running", "--wait-seconds", "0");

        assertThat(ran.code()).isEqualTo(9);
        assertThat(ran.err()).contains("was not running within 0 s").contains("task why");
    }

    private void awaitJob() throws InterruptedException {
        var deadline = Instant.now().plusSeconds(10);
        while (doors.get("/boreas/v1/jobs/" + TOY).status() != 200) {
            assertThat(Instant.now()).isBefore(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    void aPlanShowsChangesAndPlaces() throws IOException {
        run("job", "create", file(FILE));
        doors.cell().runAll(TOY);
        doors.cell()
                .setPreview(new PlacementPreview(
                        List.of(new PlacementPreview.Place("agent-1", "h1")),
                        1,
                        new TreeMap<>(Map.of("Insufficient: cpus", 3))));
        var changed = file(FILE.replace("cpus: 0.1", "cpus: 0.5").replace("instances: 2", "instances: 3"));

        var plan = run("job", "plan", changed, "--bind", "version=2");
        var diff = run("job", "diff", changed);

        assertThat(plan.out().lines().map(String::strip).toList())
                .containsExactly(
                        "www-data/devel/toy",
                        "add  instances 2",
                        "change  instances 0-1",
                        "processes[0].cmdline: \"exec serve {{thermos.ports[http]}} 1.10\" -> \"exec serve"
                                + " {{thermos.ports[http]}} 2\"",
                        "resources.cpus: 0.1 -> 0.5",
                        "would go to",
                        "h1 (agent-1)  1",
                        "no place now for 1, because",
                        "Insufficient: cpus  on 3 agents");
        assertThat(diff.out()).contains("resources.cpus: 0.1 -> 0.5").doesNotContain("would go to");
    }

    @Test
    void ofLongTextsOnlyTheChangedLinesAreShown() throws IOException {
        var text = FILE.replace(
                "cmdline: exec serve {{thermos.ports[http]}} {{version}}",
                "cmdline: \"one\\ntwo {{version}}\\nthree\"");
        run("job", "create", file(text));

        var diff = run("job", "diff", file(text), "--bind", "version=2");

        assertThat(diff.out().lines().map(String::strip).toList())
                .containsExactly(TOY, "change  instances 0-1", "processes[0].cmdline:", "- two 1.10", "+ two 2");
    }

    @Test
    void aFileIsInspectedWithoutAMaster() throws IOException {
        var ran = runAt("http://127.0.0.1:1", "job", "inspect", file(FILE), "--bind", "version=2.0");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("exec serve {{thermos.ports[http]}} 2.0").doesNotContain("bind:");
    }

    @Test
    void instancesAreRestartedAndAdded() throws IOException {
        run("job", "create", file(FILE));
        doors.cell().runAll(TOY);

        assertThat(run("job", "restart", TOY).out()).isEqualTo("www-data/devel/toy: instances 0-1 being restarted\n");
        assertThat(run("job", "add", TOY, "0", "2").out()).isEqualTo("www-data/devel/toy: instances 2-3 added\n");
    }

    @Test
    void aTaskTellsItsStateLogsFilesAndWhyItWaits() throws IOException {
        run("job", "create", file(FILE));
        var waiting = doors.cell().active(TOY, 0).id();
        doors.cell().setReasons(new PendingReasons(3, new TreeMap<>(Map.of("Insufficient: cpus", 3)), Instant.now()));
        var why = run("task", "why", waiting.value());
        doors.cell().runAll(TOY);
        var task = waiting.value();
        var sandbox = doors.cell().sandbox(waiting);
        sandbox.write("serve", Stream.STDOUT, "hello\nworld\n");
        sandbox.write("serve", Stream.STDERR, "oh\n");
        sandbox.file("page.txt", new byte[] {0, 1, (byte) 0xff});

        assertThat(why.out()).contains("none of 3 agents").contains("Insufficient: cpus  3");
        assertThat(run("task", "status", task).out())
                .contains("state     RUNNING")
                .contains("ASSIGNED");
        assertThat(run("task", "logs", task).out()).isEqualTo("hello\nworld\n");
        assertThat(run("task", "logs", task, "--offset", "-6").out()).isEqualTo("world\n");
        assertThat(run("task", "logs", task, "--stderr").out()).isEqualTo("oh\n");
        assertThat(run("task", "fs", "ls", task).out()).contains("-rw-r--r--").contains("page.txt");
        assertThat(run("task", "fs", "cat", task, "../x")).satisfies(ran -> {
            assertThat(ran.code()).isEqualTo(10);
            assertThat(ran.err()).contains("leaves the sandbox");
        });
        var ended = doors.cell().active(TOY, 0);
        doors.cell().tell(JobKey.parse(TOY), ended, TaskState.FINISHED, "");
        assertThat(run("task", "logs", "-f", task).out()).isEqualTo("hello\nworld\n");
    }

    @Test
    void filesAreCopiedByteByByte() throws IOException {
        run("job", "create", file(FILE));
        doors.cell().runAll(TOY);
        var id = doors.cell().active(TOY, 0).id();
        var data = new byte[] {0, 1, (byte) 0xff, (byte) 0xc3, 10};
        doors.cell().sandbox(id).file("data", data);
        var out = new ByteArrayOutputStream();

        BoreasCli.run(
                new String[] {"task", "fs", "cat", id.value(), "data", "--master", doors.url()},
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err);

        assertThat(out.toByteArray()).isEqualTo(data);
        var got = folder.resolve("data");
        assertThat(run("task", "fs", "get", id.value(), "data", folder.toString())
                        .out())
                .isEqualTo(got + "\n");
        assertThat(got).hasBinaryContent(data);
        assertThat(run("task", "fs", "get", id.value(), "data", folder.toString())
                        .err())
                .contains("is there already");
        assertThat(run("task", "fs", "get", id.value(), "data", got.toString(), "--force")
                        .code())
                .isZero();
        assertThat(run("task", "fs", "get", id.value(), "none", folder.toString())
                        .code())
                .isEqualTo(10);
    }

    @Test
    void hostsCellAndVersionAreShown() {
        assertThat(run("host", "list").out())
                .contains("agent-1")
                .contains("1.5/4")
                .contains("rack:r1");
        assertThat(run("host", "status", "agent-1").out()).contains("has   ").contains("link up");
        assertThat(run("cell", "status").out())
                .contains("test-cell")
                .contains("ready    yes")
                .contains("agents   1");
        assertThat(run("version")).isEqualTo(new Ran(0, "boreas 0.1.0-test\n", ""));
        doors.cell().setUnreadiness("group agents-3 has not recovered");
        assertThat(run("cell", "status").out()).contains("ready    no: group agents-3 has not recovered");
    }

    @Test
    void anAgentIsTakenOutOfUseAndBack() {
        assertThat(run("host", "deactivate", "agent-1").out()).isEqualTo("agent-1: DEACTIVATED\n");
        assertThat(run("host", "list").out()).contains("DUTY").contains("DEACTIVATED");
        assertThat(run("host", "activate", "agent-1").out()).isEqualTo("agent-1: ACTIVE\n");
        assertThat(run("host", "activate", "agent-1").err()).contains("Agent is not deactivated");
        assertThat(run("host", "drain", "agent-1", "--max-grace", "30s", "--wait")
                        .out())
                .isEqualTo("agent-1: DRAINED\n");
        assertThat(run("host", "status", "agent-1", "-o", "json").out()).contains("\"maxGraceSeconds\" : 30");
        assertThat(run("host", "gone", "agent-1").out()).isEqualTo("agent-1: GONE\n");
        assertThat(run("host", "drain", "agent-1").code()).isNotZero();
    }

    @Test
    void aQuotaIsSetShownAndRemoved() {
        var set = run("quota", "set", "ads/eu", "--guarantee", "cpus=1.5", "--limit", "cpus=2", "--limit", "mem=1GB");
        assertThat(set.code()).as(set.err()).isZero();
        assertThat(run("quota", "show", "ads/eu").out())
                .isEqualTo("RESOURCE  GUARANTEE  LIMIT\ncpus      1.5        2\nmem       -          1024\n");
        assertThat(run("quota", "list").out()).contains("ads/eu  cpus=1.5    cpus=2 mem=1024");
        assertThat(run("quota", "list", "-o", "json").out()).contains("\"guarantees\" : {");
        assertThat(run("quota", "remove", "ads/eu").out()).isEqualTo("ads/eu: no quota\n");
        assertThat(run("quota", "show", "ads/eu").err()).contains("no quota");

        assertThat(run("quota", "set", "ads").err()).contains("at least one --guarantee or --limit");
        assertThat(run("quota", "set", "ads", "--guarantee", "cpus=99").err())
                .contains("all guarantees together would be 99 cpus and the cell has only 4 cpus");
        assertThat(run("quota", "set", "ads", "--guarantee", "cpus=99", "--force")
                        .code())
                .isZero();
    }

    @Test
    void whatHappenedIsListed() throws IOException {
        run("job", "create", file(FILE));
        doors.cell().runAll(TOY);

        var all = run("events");
        var some = run("events", "--type", "task", "--after", "3.0", "-o", "json");

        assertThat(all.out().lines()).hasSize(9);
        assertThat(all.out().lines().findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains("1.0  job  " + TOY));
        assertThat(some.out().lines()).hasSize(5).allSatisfy(line -> assertThat(line)
                .startsWith("{\"id\":"));
        doors.cell().feed().deleteUpTo(2);
        assertThat(run("events").out().lines()).hasSize(7);
        assertThat(run("events", "--after", "0").code()).isEqualTo(10);
    }

    @Test
    void severalMastersAreTriedInTurn() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }

        var found = runAt("http://127.0.0.1:" + closed + "," + doors.url(), "version");
        var none = runAt("http://127.0.0.1:" + closed, "version");

        assertThat(found.code()).isZero();
        assertThat(none.code()).isEqualTo(7);
        assertThat(none.err())
                .contains("127.0.0.1:" + closed + " cannot be reached")
                .contains("./boreas local");
    }

    @Test
    void exitCodesAreAuroras() throws IOException {
        var good = file(FILE);
        run("job", "create", good);
        var duplicate = run("job", "create", good);
        var unknown = run("job", "status", "a/b/c");
        var invalid =
                run("job", "create", file(FILE.replace("cpus: 0.1", "cpus: -1").replace("name: serve", "nam: serve")));
        var noYaml = run("job", "create", file("a: [1"));
        var twice = run("job", "create", file("role: a\nrole: b\n"));

        assertThat(duplicate.code()).isEqualTo(10);
        assertThat(duplicate.err())
                .isEqualTo("boreas: The job exists: The job www-data/devel/toy has active instances; kill it"
                        + " first, or add instances to it.\n");
        assertThat(unknown.code()).isEqualTo(10);
        assertThat(unknown.err()).contains("There is no job a/b/c");
        assertThat(invalid.code()).isEqualTo(3);
        assertThat(invalid.err())
                .contains("\n  task.processes[0].nam is not known here")
                .contains("\n  task.resources.cpus is a number");
        assertThat(noYaml.code()).isEqualTo(3);
        assertThat(noYaml.err()).contains("job.yaml:");
        assertThat(twice.code()).isEqualTo(3);
        assertThat(twice.err()).contains("Duplicate");
        assertThat(run("job", "create", folder.resolve("none.yaml").toString()).code())
                .isEqualTo(6);
        assertThat(run("job", "status", "a/b").code()).isEqualTo(6);
        assertThat(run("job", "kill", TOY, "--instances", "3-1").code()).isEqualTo(6);
        assertThat(runAt("", "job", "list", "--nope").code()).isEqualTo(6);
        assertThat(runAt("", "job", "list", "-o", "xml").code()).isEqualTo(6);
        assertThat(runAt("", "job", "add", TOY, "x", "1").code()).isEqualTo(6);
        assertThat(runAt("", "job", "list", "--master", "ftp://x").code()).isEqualTo(6);
        assertThat(runAt("", "jobs").code()).isEqualTo(5);
        assertThat(runAt("", "job", "nope").code()).isEqualTo(5);
        assertThat(runAt("", "job").code()).isEqualTo(5);
        assertThat(runAt("").code()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "job",
                "job create",
                "job list",
                "job status",
                "job kill",
                "job restart",
                "job add",
                "job diff",
                "job plan",
                "job inspect",
                "task",
                "task status",
                "task why",
                "task logs",
                "task fs",
                "task fs ls",
                "task fs cat",
                "host",
                "host list",
                "host drain",
                "host activate",
                "host deactivate",
                "host gone",
                "quota list",
                "quota show",
                "quota set",
                "quota remove",
                "host status",
                "events",
                "cell",
                "cell status",
                "version",
                "completion"
            })
    void everyCommandHasHelpWithAnExample(String command) {
        var args = (command + " --help").strip().split(" ");

        var help = runAt("", args);

        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("Usage: boreas").contains("Example").containsPattern("\n  .*boreas ");
        if (command.isEmpty()) {
            assertThat(help.out()).contains("Exit codes:").contains("130").contains("no master could be reached");
        }
    }

    @Test
    void completionIsAScript() {
        assertThat(runAt("", "completion").out()).contains("complete -F");
    }

    @ParameterizedTest
    @ValueSource(strings = {"toyserver", "toyserver-sh", "hello-batch", "flapping"})
    void theExamplesAreGoodJobs(String example) {
        var file = Path.of("..", "src", "examples", example + ".yaml").toString();

        var planned = run("job", "plan", file);
        var created = run("job", "create", file);

        assertThat(planned.err()).isEmpty();
        assertThat(planned.out()).startsWith("www-data/devel/" + example + "  (not running now)\n  add  instances 0");
        assertThat(created.code()).isZero();
    }
}
