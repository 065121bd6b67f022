package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.process;
import static io.boreas.agent.task.TestAgent.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.image.ImageSettings;
import io.boreas.agent.image.TestImage;
import io.boreas.agent.isolation.IsolationSettings;
import io.boreas.agent.process.NamespaceTrial;
import io.boreas.agent.volume.HostFolder;
import io.boreas.agent.volume.VolumeSettings;
import io.boreas.core.id.TaskId;
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
            NamespaceTrial.run(io.boreas.agent.process.Namespace.MOUNT);
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
}
