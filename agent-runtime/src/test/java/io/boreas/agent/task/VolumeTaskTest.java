package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.process;
import static io.boreas.agent.task.TestAgent.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.image.ImageSettings;
import io.boreas.agent.image.TestImage;
import io.boreas.agent.isolation.IsolationSettings;
import io.boreas.agent.process.Trial;
import io.boreas.agent.sandbox.SandboxCollector;
import io.boreas.agent.volume.HostFolder;
import io.boreas.agent.volume.VolumeSettings;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SessionAnswer.End;
import io.boreas.core.task.Artifact;
import io.boreas.core.task.Container;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.core.task.Volume;
import io.boreas.core.task.Volume.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks with volumes, on the file system of the machine and on that of an image, where the machine lets the agent mount. */
class VolumeTaskTest {
    private static final String SECRET = "correct horse battery staple";

    @TempDir
    Path workDir;

    @TempDir
    Path machine;

    TestAgent agent;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "only root mounts");
        try {
            Trial.run(io.boreas.agent.process.Namespace.MOUNT);
        } catch (IOException e) {
            assumeTrue(false, () -> "not on this machine: " + e.getMessage());
        }
        for (var folder : List.of("data", "shared", "private", "store", "place")) {
            Files.createDirectory(machine.resolve(folder));
        }
        Files.writeString(machine.resolve("data/file"), "of the machine\n");
        Files.writeString(machine.resolve("private/file"), "nobody's\n");
        Files.writeString(machine.resolve("place/below"), "covered\n");
        var secrets = Files.createDirectory(machine.resolve("secrets"));
        secret(secrets.resolve("db"), SECRET);
        agent = agent(new VolumeSettings(
                List.of(
                        HostFolder.parse(machine.resolve("data") + ":ro"),
                        HostFolder.parse(machine.resolve("shared") + ":rw")),
                Optional.of(secrets),
                1 << 20));
    }

    private TestAgent agent(VolumeSettings volumes) throws IOException {
        return new TestAgent(
                workDir,
                IsolationSettings.DEFAULT,
                new ImageSettings(Optional.of(machine.resolve("store")), 1 << 30, 10_000, 1 << 30),
                volumes);
    }

    private static void secret(Path file, String text) throws IOException {
        Files.setPosixFilePermissions(Files.writeString(file, text), PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void close() throws Exception {
        if (agent != null) {
            agent.close();
        }
        assertThat(Files.readString(Path.of("/proc/self/mounts")))
                .doesNotContain(workDir.toString(), machine.toString());
    }

    private Volume host(String containerPath, String folder, boolean readOnly) {
        return new Volume(
                containerPath, readOnly, new Source.Host(machine.resolve(folder).toString()));
    }

    private static Volume sandbox(String containerPath, String folder) {
        return new Volume(containerPath, false, new Source.Sandbox(folder));
    }

    private static Volume memory(String containerPath, long bytes) {
        return new Volume(containerPath, false, new Source.Memory(bytes));
    }

    private static Volume secret(String containerPath, String name) {
        return new Volume(containerPath, true, new Source.Secret(name));
    }

    private static TaskSpec with(String image, String cmdline, Volume... volumes) {
        return spec(process("main", cmdline)).in(new Container(image, List.of(volumes)));
    }

    private TaskId launch(String id, String cmdline, Volume... volumes) {
        return agent.launch(id, with("", cmdline, volumes));
    }

    private TaskId launchIn(String id, String cmdline, Volume... volumes) {
        return agent.launch(id, with("app:1", cmdline, volumes));
    }

    private String out(TaskId task) throws IOException {
        return Files.readString(agent.sandbox(task).resolve(".logs/main/0/stdout"));
    }

    private void image() throws Exception {
        ImageTaskTest.requireOverlay(machine);
        new TestImage()
                .programs("sh", "ls", "cat", "sleep", "id", "stat", "touch")
                .layer(l -> l.folder("srv")
                        .folder("run")
                        .file("srv/old", "of the image\n")
                        .file("etc/app.conf", "of the image\n")
                        .link("var/run", "/run")
                        .link("out", "../../../../../../../" + machine.resolve("place")))
                .layout(machine.resolve("store/app"), "1");
    }

    private void assertFails(TaskId task, String... why) {
        TaskStatus end = agent.awaitEnd(task);
        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_LAUNCH_FAILED);
        assertThat(end.message()).contains(why);
        assertThat(agent.states(task)).doesNotContain(TaskState.RUNNING);
        assertThat(agent.sandbox(task).resolve("ran")).doesNotExist();
    }

    @Test
    void onTheFileSystemOfTheMachineATaskHasAllKinds() throws Exception {
        var place = machine.resolve("place").toString();

        var task = launch(
                "t",
                "cat in/data/file; echo no > in/data/file; touch in/data/new; ls -A " + place + "; echo mine > " + place
                        + "/mine; echo out > shared/out; echo 1 > tmp/x && stat -f -c %T tmp; head -c 200000 /dev/zero > tmp/much;"
                        + " cat key; echo; stat -c %a:%u key; echo x > key; mount -o remount,rw,bind in/data;"
                        + " echo no > in/data/file; true",
                host("in/data", "data", true),
                host("shared", "shared", false),
                sandbox(place, "kept"),
                memory("tmp", 1 << 16),
                secret("key", "db"));

        var end = agent.awaitEnd(task);
        assertThat(end.state()).as(end.message()).isEqualTo(TaskState.FINISHED);
        assertThat(out(task)).isEqualTo("of the machine\ntmpfs\n" + SECRET + "\n400:0\n");
        assertThat(machine.resolve("data")).isDirectoryNotContaining("glob:**/new");
        assertThat(machine.resolve("data/file")).hasContent("of the machine");
        assertThat(machine.resolve("shared/out")).hasContent("out");
        assertThat(machine.resolve("place")).isDirectoryContaining("glob:**/below");
        assertThat(machine.resolve("place/mine")).doesNotExist();
        assertThat(agent.sandbox(task).resolve("kept/mine")).hasContent("mine");
        assertThat(agent.sandbox(task).resolve("tmp")).isEmptyDirectory();
        assertThat(agent.sandbox(task).resolve("key")).isEmptyFile();
        assertThat(Files.readString(agent.sandbox(task).resolve(".logs/main/0/stderr")))
                .contains("Read-only file system", "No space left", "permission denied");
    }

    @Test
    void inAnImageATaskHasAllKinds() throws Exception {
        image();

        var task = launchIn(
                "t",
                "cat /srv/data/file; echo no > /srv/data/file; cat /srv/old; ls -A /new/deep; echo mine > /new/deep/mine;"
                        + " echo out > /mnt/mesos/sandbox/shared/out; echo 1 > /var/run/app/x; cat /run/app/x;"
                        + " cat /etc/app.conf /run/keys/db; echo; stat -c %a:%u /run/keys/db; echo x > /run/keys/db; true",
                host("/srv/data", "data", true),
                host("/etc/app.conf", "data/file", true),
                host("shared", "shared", false),
                sandbox("/new/deep", "a/kept"),
                memory("/var/run/app", 1 << 16),
                secret("/run/keys/db", "db"));

        var end = agent.awaitEnd(task);
        assertThat(end.state()).as(end.message()).isEqualTo(TaskState.FINISHED);
        assertThat(out(task)).isEqualTo("of the machine\nof the image\n1\nof the machine\n" + SECRET + "\n400:0\n");
        assertThat(machine.resolve("data/file")).hasContent("of the machine");
        assertThat(machine.resolve("shared/out")).hasContent("out");
        assertThat(agent.sandbox(task).resolve("a/kept/mine")).hasContent("mine");
    }

    @Test
    void whatTheOperatorDoesNotAllowIsNotMounted() throws Exception {
        Files.createSymbolicLink(machine.resolve("shared/away"), machine.resolve("private"));
        Files.createSymbolicLink(machine.resolve("shared/secrets"), machine.resolve("secrets"));
        Files.createDirectory(machine.resolve("data/sub"));
        secret(machine.resolve("secrets/large"), "x".repeat((1 << 16) + 1));
        Files.writeString(machine.resolve("secrets/open"), "for all");
        Files.createSymbolicLink(machine.resolve("secrets/link"), machine.resolve("private/file"));
        var setting = "(boreas.agent.volumes.host-paths)";
        var run = ": > ran";

        assertFails(launch("a", run, host("x", "private", true)), "/private is not in a folder that", setting);
        assertFails(launch("b", run, host("x", "nowhere", true)), "/nowhere is not in a folder that", setting);
        assertFails(launch("c", run, host("x", "data/../private", true)), "is not in a folder that", setting);
        assertFails(launch("d", run, host("x", "shared/away", true)), "which leads elsewhere, is not", setting);
        assertFails(launch("e", run, host("x", "shared/missing", true)), "/shared/missing, or it cannot be read");
        assertFails(launch("f", run, host("x", "data/sub", false)), "may only be had read-only", setting);
        assertFails(launch("g", run, secret("x", "none")), "this agent has no secret none");
        assertFails(launch("h", run, secret("x", "../private/file")), "is no name of a secret");
        assertFails(launch("i", run, secret("x", "large")), "has more than 65536 bytes");
        assertFails(launch("j", run, secret("x", "open")), "chmod it to 600");
        assertFails(launch("k", run, secret("x", "link")), "is no file");
        assertFails(launch("l", run, memory("x", 1 << 20), memory("y", 4_096)), "(boreas.agent.volumes.tmpfs-max)");
        assertFails(launch("m", run, memory("/etc/x", 4_096)), "the machine has no /etc/x");
        assertFails(launch("n", run, memory("/usr/bin", 4_096)), "is of the machine's system");
        assertFails(launch("o", run, memory("/var", 4_096)), "is of the machine's system, or holds that");
        assertFails(launch("p", run, memory(workDir + "/tasks", 4_096)), "what the agent keeps for itself");
        assertFails(launch("q", run, memory(machine + "/shared/away", 4_096)), "leads through a link on the machine");
    }

    @Test
    void nobodyHasAPartOfTheAgentsOwn() throws Exception {
        agent.close();
        agent = agent(
                new VolumeSettings(List.of(HostFolder.parse("/:rw")), Optional.of(machine.resolve("secrets")), 0));

        for (var path : List.of(workDir, workDir.resolve("tasks"), workDir.getParent(), machine.resolve("secrets"))) {
            assertFails(
                    launch("t" + path.hashCode(), ": > ran", new Volume("x", true, new Source.Host(path.toString()))),
                    "what the agent keeps for itself");
        }
        assertFails(launch("memory", ": > ran", memory("x", 4_096)), "they take 0 together");
    }

    @Test
    void theClosestFolderDecidesAndAFolderThatHoldsAnotherCountsAsThat() throws Exception {
        Files.createDirectory(machine.resolve("data/open"));
        agent.close();
        agent = agent(new VolumeSettings(
                List.of(
                        HostFolder.parse(machine + ":rw"),
                        HostFolder.parse(machine.resolve("data") + ":ro"),
                        HostFolder.parse(machine.resolve("data/open") + ":rw")),
                Optional.empty(),
                0));

        assertFails(launch("a", ": > ran", host("x", "data", false)), "may only be had read-only");
        assertFails(launch("b", ": > ran", host("x", "", false)), "may only be had read-only");
        var task = launch("c", "echo in > x/in", host("x", "data/open", false));

        assertThat(agent.awaitEnd(task).message()).isEmpty();
        assertThat(machine.resolve("data/open/in")).hasContent("in");
    }

    @Test
    void whatWasFetchedLeadsNoVolumeElsewhere() throws Exception {
        var packed = Files.write(machine.resolve("packed.tar"), TestImage.tar(l -> l.folder("real")
                .link("way", "real")
                .link("kept", "real")
                .file("real/file", "fetched\n")));
        var fetched = new Artifact(packed.toUri().toString(), false, true, false, "", "");
        Volume[][] volumes = {
            {host("way/in", "data", true)},
            {host("way", "data", true)},
            {sandbox("in", "kept")},
            {secret("way/key", "db")},
            {secret("real/file/key", "db")},
            {secret("real", "db")},
        };
        for (int i = 0; i < volumes.length; i++) {
            var spec = TestAgent.fetching(spec(process("main", ": > ran")), fetched)
                    .in(new Container("", List.of(volumes[i])));

            assertFails(agent.launch("t" + i, spec), "Failed to make its namespaces: its volume at ");
        }
    }

    @Test
    void linksOfAnImageMeanWhatTheyMeanInIt() throws Exception {
        image();

        var task = launchIn("t", "cat " + machine.resolve("place/in/file"), host("/out/in", "data", true));

        assertThat(agent.awaitEnd(task).message()).isEmpty();
        assertThat(out(task)).isEqualTo("of the machine\n");
        assertThat(machine.resolve("place/in")).doesNotExist();
        assertFails(launchIn("a", ": > ran", memory("/etc/app.conf", 4_096)), "is no folder");
        assertFails(launchIn("b", ": > ran", secret("/srv", "db")), "is no file in its image");
        assertFails(
                launchIn("c", ": > ran", memory("/run/x", 4_096), memory("/var/run/x/y", 4_096)),
                "by links of its image");
    }

    @Test
    void aSecretIsTheTasksAccountsAloneAndNowhereElse() throws Exception {
        var plain = with(
                "",
                "cat key > /dev/null && id -u && stat -c %a:%u key && ls -l /proc/*/fd; sleep 0.3",
                secret("key", "db"));
        Files.setPosixFilePermissions(workDir, PosixFilePermissions.fromString("rwxr-xr-x"));
        var task = agent.launch("t", TestAgent.as("nobody", plain));

        TestAgent.await("an end, without the secret in sight", () -> {
            assertThat(TestAgent.processesWith(SECRET)).isEmpty();
            return agent.states(task).stream().anyMatch(TaskState::isTerminal);
        });
        assertThat(agent.awaitEnd(task).message()).isEmpty();
        assertThat(out(task)).startsWith("65534\n400:65534\n");
        assertNowhere(SECRET);
    }

    private void assertNowhere(String text) throws IOException {
        try (var all = Files.walk(workDir)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(text);
            }
        }
    }

    @Test
    void volumesOutliveTheAgentAreSeenByCommandsInTheTaskAndGoWithIt() throws Exception {
        image();
        Volume[] volumes = {host("data", "data", true), memory("tmp", 4_096), secret("key", "db")};
        var plain = launch("plain", "echo here > tmp/x; echo up > up; while :; do sleep 0.1; done", volumes);
        var inImage = launchIn("inside", "echo here > tmp/x; echo up > up; while :; do sleep 0.1; done", volumes);
        for (var task : List.of(plain, inImage)) {
            agent.awaitFile(task, "up");
            agent.awaitState(task, TaskState.RUNNING);
        }

        agent.restart();

        for (var task : List.of(plain, inImage)) {
            var session = new TestSession(agent.runner(), task);
            var open = TestSession.plain("sh", "-c", "cat data/file tmp/x key; echo no > data/file");
            TestAgent.await(
                    "the task to be entered",
                    () -> session.ask(open) instanceof io.boreas.core.link.SessionAnswer.Done);
            assertThat(session.awaitEnd()).isInstanceOf(End.Exited.class).isNotEqualTo(new End.Exited(0));
            assertThat(session.out()).isEqualTo("of the machine\nhere\n" + SECRET);
            agent.kill(task, Duration.ZERO);
            assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
            assertThat(TestAgent.processesWith("BOREAS_TASK_ID=" + task.value()))
                    .isEmpty();
        }
        assertThat(machine.resolve("data/file")).hasContent("of the machine");
    }

    @Test
    void memoryCountsAsTheTasks() throws Exception {
        agent.close();
        agent = new TestAgent(
                workDir,
                TestIsolation.by("cgroups/mem,cgroups/freezer").settings(),
                ImageSettings.DEFAULT,
                new VolumeSettings(List.of(), Optional.empty(), 1 << 30));
        var missing = agent.runner().isolation().missing();
        assumeTrue(missing.isEmpty(), () -> "not on this machine: " + missing);

        var task = launch("t", "head -c 100000000 /dev/zero > tmp/x; sleep 100", memory("tmp", 1 << 30));

        assertThat(agent.awaitEnd(task).reason()).isEqualTo(TaskReason.CONTAINER_LIMITATION_MEMORY);
    }

    @Test
    void whatIsLeftOfATaskIsDeletedWithoutWhatWasMountedInIt() throws Exception {
        var task = launch(
                "t",
                "echo mine > shared/mine; echo kept > in/kept",
                host("shared", "shared", false),
                sandbox("in", "kept"));
        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);

        SandboxCollector.deleteTree(agent.sandbox(task));

        assertThat(agent.sandbox(task)).doesNotExist();
        assertThat(machine.resolve("shared/mine")).hasContent("mine");
    }
}
