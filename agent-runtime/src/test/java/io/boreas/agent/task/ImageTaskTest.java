package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.process;
import static io.boreas.agent.task.TestAgent.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.fetch.Packed;
import io.boreas.agent.image.ImageSettings;
import io.boreas.agent.image.TestImage;
import io.boreas.agent.image.TestRegistry;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionAnswer.End;
import io.boreas.core.task.Artifact;
import io.boreas.core.task.Capabilities;
import io.boreas.core.task.Container;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that run in images, made of programs of this machine, where it lets the agent mount. */
class ImageTaskTest {
    @TempDir
    Path workDir;

    @TempDir
    Path store;

    TestAgent agent;

    /** The machine may not let the agent mount. */
    static void requireOverlay(Path folder) throws Exception {
        var trial = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--pid",
                        "--fork",
                        "sh",
                        "-c",
                        "mkdir u w m && mount -t overlay -o lowerdir=/etc,upperdir=u,workdir=w overlay m")
                .directory(Files.createDirectory(folder.resolve("trial")).toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(trial.getInputStream().readAllBytes());
        assumeTrue(trial.waitFor() == 0, () -> "not on this machine: " + said);
    }

    @BeforeEach
    void open() throws Exception {
        requireOverlay(store);
        agent = new TestAgent(workDir, new ImageSettings(Optional.of(store), 1 << 30, 10_000, 1 << 30));
    }

    @AfterEach
    void close() throws Exception {
        if (agent != null) {
            agent.close();
        }
        assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(workDir.toString());
    }

    private TestImage base() throws IOException {
        return new TestImage()
                .programs("sh", "ls", "cat", "sleep", "id", "grep")
                .layer(l -> l.folder("etc")
                        .file("etc/passwd", "root:x:0:0::/:/bin/sh\napp:x:1234:1235::/:/bin/sh\n")
                        .file("etc/marker", "of the image\n")
                        .link("proc", "/etc")
                        .link("mnt", "/tmp"));
    }

    private TaskId launch(String id, String image, String cmdline) {
        return agent.launch(id, spec(process("main", cmdline)).in(new Container(image)));
    }

    private String out(TaskId task) throws IOException {
        return Files.readString(agent.sandbox(task).resolve(".logs/main/0/stdout"));
    }

    @Test
    void aTaskSeesItsImageAndItsSandboxAlone() throws Exception {
        base().layout(store.resolve("app"), "1");

        var task = launch(
                "t",
                "app:1",
                "cat /etc/marker; echo $GREETING $HOME $PWD $USER; ls /; echo /proc/[0-9]*; ls -a .; echo mine > file;"
                        + " echo changed > /etc/marker; : > /tmp/t; ls /dev; cat /etc/hostname; ls /proc/sys > /dev/null;"
                        + " grep CapEff /proc/self/status; echo 1 > /proc/sys/kernel/hostname");

        var end = agent.awaitEnd(task);
        assertThat(end.state()).as(end.message()).isEqualTo(TaskState.FAILED); // of the last
        assertThat(out(task).lines())
                .startsWith("of the image", "hello /mnt/mesos/sandbox /mnt/mesos/sandbox root")
                .contains("CapEff:\t00000000a80424fb".replace("a80424fb", "a00425fb"), "null", "shm", "t")
                .doesNotContain("work", "home");
        assertThat(agent.sandbox(task).resolve("file")).hasContent("mine");
        assertThat(Path.of("/etc/marker")).doesNotExist();
        try (var roots = Files.walk(workDir.resolve("images"), 4)) {
            assertThat(roots.filter(path -> path.endsWith("etc/marker"))
                            .findFirst()
                            .orElseThrow())
                    .hasContent("of the image");
        }
        assertThat(TestAgent.processesWith("BOREAS_TASK_ID=t")).isEmpty();
    }

    @Test
    void theImagesLayersMayBePackedByZstd() throws Exception {
        base().packed("zstd", Packed::zstd).layout(store.resolve("app"), "1");

        var task = launch("t", "app:1", "cat /etc/marker");

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(out(task)).isEqualTo("of the image\n");
    }

    /** Of the account that the image says, and of root. Where nobody asked for the isolator it is as if nothing was wished. */
    @Test
    void aTaskHasTheCapabilitiesThatItWishesInItsImageToo() throws Exception {
        base().config("\"User\": \"app\"").layout(store.resolve("app"), "1");
        base().layout(store.resolve("root"), "1");
        var wish = new Capabilities(
                Optional.of(new TreeSet<>(List.of("kill"))), Optional.of(new TreeSet<>(List.of("chown", "kill"))));
        var tell = spec(process("main", "id -u; grep -E '^Cap(Eff|Bnd):' /proc/self/status"));

        var without = agent.launch("without", tell.in(new Container("root:1")).capable(wish));
        assertThat(agent.awaitEnd(without).state()).isEqualTo(TaskState.FINISHED);
        assertThat(out(without)).isEqualTo("0\nCapEff:\t00000000a00425fb\nCapBnd:\t00000000a00425fb\n");

        agent.restart(TestIsolation.by("auto,linux/capabilities").settings());
        for (var image : List.of("app:1", "root:1")) {
            var task = agent.launch(
                    image.replace(':', '-'), tell.in(new Container(image)).capable(wish));
            assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
            assertThat(out(task))
                    .isEqualTo((image.equals("app:1") ? "1234" : "0")
                            + "\nCapEff:\t0000000000000020\nCapBnd:\t0000000000000021\n");
        }
    }

    @Test
    void whatATaskDoesNotSayItsImageDoes() throws Exception {
        base().layer(l -> l.folder("srv"))
                .config("\"User\": \"app\", \"WorkingDir\": \"/srv\", \"Entrypoint\": [\"/bin/sh\", \"-c\"],"
                        + " \"Cmd\": [\"id -u; id -g; pwd; echo \\\"it's $LEVEL\\\"; : > $MESOS_SANDBOX/mine\"],"
                        + " \"Env\": [\"LEVEL=image\"]")
                .archive(store.resolve("app:latest.tar"), "app:latest");

        var task = launch("t", "app", "");

        var end = agent.awaitEnd(task);
        assertThat(end.state()).as(end.message()).isEqualTo(TaskState.FINISHED);
        assertThat(out(task)).isEqualTo("1234\n1235\n/srv\nit's image\n");
        assertThat(Files.getAttribute(agent.sandbox(task).resolve("mine"), "unix:uid"))
                .isEqualTo(1234);
    }

    @Test
    void anImageWithoutAShellRunsItsProgram() throws Exception {
        new TestImage()
                .programs("cat")
                .layer(l -> l.file("with blank", "text\n"))
                .config("\"Entrypoint\": [\"/bin/cat\", \"/with blank\"]")
                .layout(store.resolve("bare"), "latest");

        var task = launch("t", "bare", "");

        assertThat(agent.awaitEnd(task).message()).isEmpty();
        assertThat(out(task)).isEqualTo("text\n");
    }

    @Test
    void anAgentThatIsStartedAgainGoesOnWithTheSameProcessesAndEntersThem() throws Exception {
        base().layout(store.resolve("app"), "1");
        var task = launch("t", "app:1", "echo up > up; while :; do sleep 0.1; done");
        agent.awaitFile(task, "up");
        agent.awaitState(task, TaskState.RUNNING);
        var before = TestAgent.processesWith("BOREAS_TASK_ID=t").getFirst();
        Files.move(store.resolve("app"), store.resolve("gone"));

        agent.restart();

        var session = new TestSession(agent.runner(), task);
        var open = TestSession.plain("sh", "-c", "cat /etc/marker; ls up; exit 3");
        TestAgent.await("the task to be entered", () -> session.ask(open) instanceof SessionAnswer.Done);
        assertThat(session.awaitEnd()).as(session.err()).isEqualTo(new End.Exited(3));
        assertThat(session.out()).isEqualTo("of the image\nup\n");
        assertThat(TestAgent.isAlive(before)).isTrue();
        agent.kill(task, Duration.ofSeconds(30));
        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(TestAgent.processesWith("BOREAS_TASK_ID=t")).isEmpty();
    }

    @Test
    void whatIsFetchedCannotReachIntoTheImage() throws Exception {
        base().layout(store.resolve("app"), "1");
        var planted = Files.write(store.resolve("planted.tar"), TestImage.tar(l -> l.file("fetched", "here\n")
                .folder(".root/0/upper/etc")
                .file(".root/0/upper/etc/marker", "planted\n")
                .link(".root/0/upper/etc/hosts", "marker")));

        var task = agent.launch(
                "t",
                TestAgent.fetching(
                                spec(process("main", "cat fetched /etc/marker; test -L /etc/hosts || echo no link")),
                                new Artifact(planted.toUri().toString(), false, true, false, "", ""))
                        .in(new Container("app:1")));

        var end = agent.awaitEnd(task);
        assertThat(end.state()).as(end.message()).isEqualTo(TaskState.FINISHED);
        assertThat(out(task)).isEqualTo("here\nof the image\nno link\n");
    }

    @Test
    void whatAnImageWantsLoadedIsNotLoadedIntoProgramsOfTheAgent() throws Exception {
        base().layer(l -> l.file("etc/ld.so.preload", "/planted.so\n")).layout(store.resolve("app"), "1");

        var task = launch("t", "app:1", "cat /etc/ld.so.preload; echo over");

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(out(task)).isEqualTo("over\n");
        assertThat(agent.sandbox(task).resolve(".logs/main/0/stderr")).isEmptyFile();
    }

    @Test
    void whatATaskHasLoadedIsNotLoadedIntoProgramsOfTheAgent() throws Exception {
        base().layout(store.resolve("app"), "1");

        var variables = new TreeMap<>(Map.of("LD_SHOW_AUXV", "1"));
        var task = agent.launch(
                "t",
                spec(process("main", "cat /etc/marker"))
                        .in(new Container("app:1"))
                        .with(variables));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(out(task).lines()).endsWith("of the image");
        assertThat(out(task).lines().filter(line -> line.startsWith("AT_UID:"))).hasSize(1);
    }

    @Test
    void aTaskKilledBeforeItsImageIsThereDoesNotKeepIt() throws Exception {
        agent.close();
        agent = new TestAgent(workDir, new ImageSettings(Optional.of(store), 1 << 30, 10_000, 1));
        base().layout(store.resolve("app"), "1");
        new TestImage().layer(l -> l.folder("srv")).layout(store.resolve("other"), "1");

        var killed = launch("killed", "app:1", "sleep 100");
        agent.kill(killed, Duration.ZERO);

        assertThat(agent.awaitEnd(killed).state()).isEqualTo(TaskState.KILLED);
        TestAgent.await("its image to be unpacked", () -> hasImageWith("etc/marker"));
        for (int i = 0; hasImageWith("etc/marker"); i++) {
            assertThat(i).as("tasks whose images do not fit beside it").isLessThan(20);
            agent.awaitEnd(launch("t" + i, "other:1", "true"));
        }
    }

    private boolean hasImageWith(String file) throws IOException {
        try (var all = Files.newDirectoryStream(workDir.resolve("images"), "[0-9a-f]*")) {
            for (var image : all) {
                if (Files.exists(image.resolve("root").resolve(file))) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void anImageThatIsNotThereFailsTheTaskWithItsReason() throws Exception {
        var end = agent.awaitEnd(launch("t", "no/such:1", "true"));

        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_LAUNCH_FAILED);
        assertThat(end.message()).startsWith("Failed to get its image: the image store " + store + " has neither");
    }

    private void reopen(TestRegistry registry) throws Exception {
        agent.close();
        agent = new TestAgent(
                workDir,
                new ImageSettings(
                        Optional.of(store),
                        1 << 30,
                        10_000,
                        1 << 30,
                        TestRegistry.asking(registry.name(), false, Optional.empty())));
    }

    @Test
    void anImageThatNoRegistryGivesFailsTheTaskWithItsReason() throws Exception {
        try (var registry = new TestRegistry(store)) {
            reopen(registry);

            var missing = agent.awaitEnd(launch("missing", registry.name() + "/app:1", "true"));
            var forbidden = agent.awaitEnd(launch("forbidden", "registry.example/app:1", "true"));

            assertThat(missing.reason()).isEqualTo(TaskReason.CONTAINER_LAUNCH_FAILED);
            assertThat(missing.message()).isEqualTo("Failed to get its image: " + registry.name() + " has no 1 of app");
            assertThat(forbidden.message())
                    .startsWith("Failed to get its image: the image store " + store + " has neither")
                    .endsWith("and the registry registry.example is not among those that it may ask"
                            + " (boreas.agent.images.registries)");
        }
    }

    @Test
    void aTaskSaysHowFarItsImageIsWhichIsPulledAnewAfterARestartAndCalledOffWhenItIsKilled() throws Exception {
        var over = new CountDownLatch(1);
        try (var registry = new TestRegistry(store)) {
            registry.push(base(), "app", "1");
            for (var path : registry.paths("app/blobs/")) {
                var bytes = registry.read(path);
                registry.page(path, exchange -> {
                    exchange.sendResponseHeaders(200, bytes.length);
                    for (int i = 0; i < bytes.length; i++) {
                        exchange.getResponseBody().write(bytes[i]);
                        if (bytes[0] != '{') {
                            exchange.getResponseBody().flush();
                            over.await(20, TimeUnit.MILLISECONDS);
                        }
                    }
                });
            }
            reopen(registry);
            var task = launch("t", registry.name() + "/app:1", "true");
            awaitProgress(task, 0);

            agent.restart();

            awaitProgress(task, agent.updates(task).size());
            agent.kill(task, Duration.ZERO);
            assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
            TestAgent.await("nothing to be left of the image", () -> {
                try (var images = Files.list(workDir.resolve("images"))) {
                    return images.findAny().isEmpty();
                }
            });
        } finally {
            over.countDown();
        }
    }

    private void awaitProgress(TaskId task, int after) {
        TestAgent.await("word on the image", () -> agent.updates(task).stream()
                .skip(after)
                .anyMatch(update -> update.status().state() == TaskState.STARTING
                        && update.status().message().startsWith("getting its image: 0 of ")));
    }
}
