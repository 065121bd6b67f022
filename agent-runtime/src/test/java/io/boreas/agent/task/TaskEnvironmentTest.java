package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.checkpoint.Entry;
import io.boreas.agent.checkpoint.TaskJournal;
import io.boreas.agent.process.Account;
import io.boreas.agent.process.RunFiles;
import io.boreas.agent.process.RunName;
import io.boreas.agent.sandbox.FolderNames;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskEnvironmentTest {
    @TempDir
    Path workDir;

    TestAgent agent;

    @BeforeEach
    void open() throws Exception {
        agent = new TestAgent(workDir);
    }

    @AfterEach
    void close() throws Exception {
        agent.close();
    }

    private static TaskSpec spec(String cmdline, String user, Map<String, String> environment) {
        var plain = TestAgent.spec(process("main", cmdline));
        return new TaskSpec(
                plain.name(),
                plain.processes(),
                plain.order(),
                plain.resources(),
                plain.ports(),
                1,
                0,
                plain.finalizationWait(),
                user,
                new TreeMap<>(environment),
                LogPolicy.DEFAULT);
    }

    @Test
    void referencesAreFilledInInCommandLinesAndVariables() {
        var task = agent.launch(
                "t-1",
                spec(
                        "echo {{mesos.instance}} {{mesos.hostname}} {{thermos.ports[http]}} {{thermos.task_id}} "
                                + "{{thermos.user}} '{{&x}}' $ADDRESS > out",
                        "",
                        Map.of("ADDRESS", "{{mesos.hostname}}:{{thermos.ports[http]}}")));

        assertThat(agent.awaitFile(task, "out"))
                .isEqualTo("7 host.example 31234 t-1 " + System.getProperty("user.name") + " {{x}} host.example:31234");
    }

    @ParameterizedTest
    @CsvSource({
        "'echo {{thermos.ports[admin]}}', 'the command line of process main refers to {{thermos.ports[admin]}}'",
        "'echo {{profile.name}}', 'the command line of process main refers to {{profile.name}}'",
        "'echo {{ mesos.instance }}', 'the command line of process main refers to {{ mesos.instance }}'"
    })
    void aReferenceThatMeansNothingIsAnErrorThatNamesIt(String cmdline, String message) {
        var task = agent.launch("t", cmdline);

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.ERROR);
        assertThat(agent.awaitEnd(task).message()).startsWith(message);
        assertThat(agent.sandbox(task)).doesNotExist();
    }

    @Test
    void theEnvironmentIsTheTasksAndNotTheAgents() throws Exception {
        var task = agent.launch(
                "t", spec("env > env; echo >> env", "", Map.of("GREETING", "it's \"me\" $HOME\nand `more`")));
        agent.awaitEnd(task);

        var lines = Files.readString(agent.sandbox(task).resolve("env")).lines().toList();
        var names = lines.stream()
                .filter(line -> line.contains("="))
                .map(line -> line.substring(0, line.indexOf('=')))
                .collect(Collectors.toSet());
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "PATH",
                        "HOME",
                        "MESOS_SANDBOX",
                        "USER",
                        "LOGNAME",
                        "BOREAS_TASK_ID",
                        "BOREAS_AGENT",
                        "BOREAS_JOB",
                        "BOREAS_INSTANCE",
                        "PORT_http",
                        "GREETING",
                        "PWD",
                        "SHLVL",
                        "_");
        assertThat(lines)
                .contains("BOREAS_TASK_ID=t", "BOREAS_JOB=www/devel/hello", "BOREAS_INSTANCE=7", "PORT_http=31234");
        assertThat(lines).contains("GREETING=it's \"me\" $HOME", "and `more`");
        assertThat(lines).contains("HOME=" + agent.sandbox(task).toRealPath());
    }

    @Test
    void variablesThatMeanSomethingToTheShellAreSetToo() {
        var task = agent.launch("t", spec("env", "", Map.of("IFS", "x", "OPTIND", "bad", "UID", "me")));
        agent.awaitEnd(task);

        assertThat(agent.awaitFile(task, ".logs/main/0/stdout").lines()).contains("IFS=x", "OPTIND=bad", "UID=me");
    }

    @Test
    void aVariableThatCannotBeSetIsAnError() {
        var task = agent.launch("t", spec("true", "", Map.of("a-b", "c")));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.ERROR);
        assertThat(agent.awaitEnd(task).message()).startsWith("the variable a-b cannot be set");
    }

    @Test
    void signalsHaveTheirDefaultsAndStandardInputIsEmpty() throws Exception {
        var task = agent.launch("t", "cat /proc/self/status > status; cat > in; ls /proc/self/fd | wc -l > out");

        assertThat(agent.awaitFile(task, "out"))
                .as("open files: three, and the folder that is listed")
                .isEqualTo("4");
        assertThat(agent.sandbox(task).resolve("in")).isEmptyFile();
        // what this program itself ignores, as it may when it runs in the background, is inherited
        long own = ignored(Files.readString(Path.of("/proc/self/status")));
        assertThat(ignored(Files.readString(agent.sandbox(task).resolve("status"))) & ~own)
                .isZero();
    }

    /** The signals ignored, one bit for each of those below the real-time ones. */
    private static long ignored(String status) {
        var line = status.lines()
                .filter(text -> text.startsWith("SigIgn:"))
                .findFirst()
                .orElseThrow();
        return Long.parseUnsignedLong(line.substring(8).trim(), 16) & 0x7fff_ffff;
    }

    @Test
    void aTaskForAUserThisMachineDoesNotHaveIsAnError() {
        var task = agent.launch("t", spec("true", "no-such-user", Map.of()));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.ERROR);
        assertThat(agent.awaitEnd(task).message()).contains("no-such-user");
    }

    @Test
    void rootRunsTasksAsOtherUsers() throws Exception {
        assumeTrue(Account.self().uid() == 0, "only root may");
        letOthersIn();
        var task = agent.launch(
                "t", spec("id -un > out; id -u >> out; echo $USER {{thermos.user}} >> out", "nobody", Map.of()));

        assertThat(agent.awaitEnd(task).message()).isEmpty();
        assertThat(agent.awaitFile(task, "out")).isEqualTo("nobody\n65534\nnobody nobody");
    }

    /** Each program that hears of the variable says who it is: the task's own alone may. */
    @Test
    void whatATaskHasLoadedIsLoadedIntoNoProgramOfRoot() throws Exception {
        assumeTrue(Account.self().uid() == 0, "only root may");
        letOthersIn();
        var task = agent.launch("t", spec("/bin/true", "nobody", Map.of("LD_SHOW_AUXV", "1", "UID", "7")));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(Files.readAllLines(agent.sandbox(task).resolve(".logs/main/0/stdout")))
                .filteredOn(line -> line.startsWith("AT_UID:"))
                .singleElement()
                .satisfies(line -> assertThat(line).endsWith(" 65534"));
    }

    /** The folders above must let the other user in. */
    private void letOthersIn() throws Exception {
        for (Path folder = workDir;
                folder.startsWith(System.getProperty("java.io.tmpdir"));
                folder = folder.getParent()) {
            if (!Files.isSameFile(folder, Path.of(System.getProperty("java.io.tmpdir")))) {
                Files.setPosixFilePermissions(
                        folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    @Test
    void foldersThatAnAgentMadeAndDidNotFinishAreFinishedByTheNext() throws Exception {
        assumeTrue(Account.self().uid() == 0, "only root may");
        letOthersIn();
        agent.runner().close();
        var launch = TestAgent.launchOf("t", spec("id -un > out", "nobody", Map.of()));
        try (var journal = new TaskJournal(workDir)) {
            journal.append(List.of(new Entry.Taken(launch, Instant.now())), true);
        }
        Files.createDirectory(workDir.resolve("sandboxes/t"));
        Files.createDirectory(workDir.resolve("tasks/t"));

        agent.open();

        assertThat(agent.awaitEnd(launch.task()).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.awaitFile(launch.task(), "out")).isEqualTo("nobody");
        assertThat(workDir.resolve("tasks/t/main")).hasContent("main");
    }

    @Test
    void idsThatAreNoFileNamesWorkToo() {
        for (String id : List.of("a b'c\"d$e`f", "..x", "-rf", "ü".repeat(255), "x".repeat(255))) {
            var task = agent.launch(id, "echo $BOREAS_TASK_ID");
            assertThat(agent.awaitEnd(task).state()).as(id).isEqualTo(TaskState.FINISHED);
            var answer =
                    agent.runner().sandbox(task, new SandboxQuery.ReadLog("", SandboxQuery.Stream.STDOUT, 0, 10_000));
            assertThat(answer).isInstanceOfSatisfying(SandboxAnswer.Data.class, data -> assertThat(
                            new String(data.bytes(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(id + "\n"));
        }
    }

    @Test
    void aTaskWhoseSandboxCannotBeMadeIsAnError() throws Exception {
        Files.createDirectories(workDir.resolve("sandboxes"));
        Files.writeString(workDir.resolve("sandboxes/t"), "in the way");

        var task = agent.launch("t", "true");

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.ERROR);
        assertThat(agent.awaitEnd(task).message()).contains("cannot prepare it");
    }

    /** As the agent has it, which knows a start by the time of a file, and that by the kernel's last tick: at most 10 ms ago. */
    @Test
    void aPauseLiesBetweenRunsOfOneProcess() throws Exception {
        var flapping = new ProcessSpec("main", "exit 1", 3, false, false, Duration.ofMillis(600), false);
        var task = agent.launch("t", flapping);

        assertThat(agent.awaitEnd(task).message()).isEqualTo("process main failed: exit 1");
        var files = new RunFiles(workDir.resolve("tasks"));
        var starts = new ArrayList<Instant>();
        for (int run = 0; run < 3; run++) {
            var start = files.start(new RunName(FolderNames.of(task.value()), 0, run));
            starts.add(((RunFiles.Start.Started) start).at());
        }
        assertThat(starts.get(1)).isAfterOrEqualTo(starts.get(0).plusMillis(590));
        assertThat(starts.get(2)).isAfterOrEqualTo(starts.get(1).plusMillis(590));
    }
}
