package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.isolation.IsolationSettings;
import io.boreas.core.check.Probe;
import io.boreas.core.check.StatusCheck;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.Capabilities;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Capabilities that tasks wish: real processes that tell what the kernel says they have. */
class CapabilityTest {
    private static final String TELL = "grep -E '^Cap(Prm|Eff|Bnd|Amb):' /proc/self/status";
    private static final String ISOLATOR = "linux/capabilities";
    private static final int SYS_RESOURCE = 24;

    @TempDir
    Path workDir;

    private TestAgent agent;

    @BeforeEach
    void othersMayReadIt() throws IOException {
        Files.setPosixFilePermissions(workDir, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void close() throws Exception {
        if (agent != null) {
            agent.close();
        }
    }

    /** An agent that allows chown (0), kill (5), setgid (6) and net_raw (13). */
    private void open(String isolators) throws IOException {
        open(isolators, "chown", "kill", "setgid", "net_raw");
    }

    private void open(String isolators, String... allowed) throws IOException {
        open(settings(isolators, allowed));
    }

    private void open(IsolationSettings settings) throws IOException {
        agent = new TestAgent(workDir, settings);
        var missing = agent.runner().isolation().missing();
        assumeTrue(missing.isEmpty(), () -> "not on this machine: " + missing);
    }

    private static IsolationSettings settings(String isolators, String... allowed) {
        return TestIsolation.by(isolators)
                .capabilities(new TreeSet<>(List.of(allowed)))
                .settings();
    }

    /** Names with blanks between; {@code -} for no wish. */
    private static Optional<SortedSet<String>> names(String names) {
        return names.equals("-")
                ? Optional.empty()
                : Optional.of(new TreeSet<>(names.isEmpty() ? List.<String>of() : List.of(names.split(" ", -1))));
    }

    private static TaskSpec wishing(TaskSpec spec, String effective, String bounding) {
        return spec.capable(new Capabilities(names(effective), names(bounding)));
    }

    private TaskId launch(String effective, String bounding, ProcessSpec... processes) {
        return agent.launch("t", wishing(TestAgent.spec(processes), effective, bounding));
    }

    /** What {@link #TELL} says where all have the same but for what they may come to have. */
    private static String told(long has, long bounding, long ambient) {
        return String.format(
                "CapPrm:\t%016x\nCapEff:\t%016x\nCapBnd:\t%016x\nCapAmb:\t%016x", has, has, bounding, ambient);
    }

    /** Whether this program may come to have a capability, by its number. */
    private static boolean mayHave(int capability) throws IOException {
        var all = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("CapBnd:"))
                .map(line -> Long.parseLong(line.substring("CapBnd:".length()).strip(), 16))
                .findFirst();
        return all.filter(names -> (names & (1L << capability)) != 0).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "root, chown kill, -, 21, 2061, 21",
        "root, chown kill, chown kill, 21, 21, 21",
        "root, chown, chown kill, 1, 21, 1",
        "root, '', -, 0, 2061, 0",
        "root, '', '', 0, 0, 0",
        "root, -, kill, 20, 20, 0",
        "root, -, '', 0, 0, 0",
        "nobody, net_raw, -, 2000, 2061, 2000",
        "nobody, net_raw, net_raw kill, 2000, 2020, 2000",
        "nobody, '', -, 0, 2061, 0",
        "nobody, -, kill, 0, 20, 0",
    })
    void aTaskHasWhatItWishesAndNoMore(
            String user, String effective, String bounding, String has, String most, String ambient) throws Exception {
        open(ISOLATOR);

        var task = agent.launch(
                "t",
                wishing(TestAgent.as(user, TestAgent.spec(process("main", TELL + " > status"))), effective, bounding));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.awaitFile(task, "status"))
                .isEqualTo(told(Long.parseLong(has, 16), Long.parseLong(most, 16), Long.parseLong(ambient, 16)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "nobody"})
    void aTaskWithoutAWishHasWhatItsAccountHasOfAllThatTheAgentAllows(String user) throws Exception {
        open(ISOLATOR);

        var task = agent.launch("t", TestAgent.as(user, TestAgent.spec(process("main", TELL + " > status"))));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.awaitFile(task, "status")).isEqualTo(told(user.equals("root") ? 0x2061 : 0, 0x2061, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "chown kill, root, -, -, 21, 2061, 21",
        "chown kill, nobody, -, -, 21, 2061, 21",
        "'', root, -, -, 0, 2061, 0",
        "chown kill, root, '', -, 0, 2061, 0",
        "chown kill, nobody, net_raw, -, 2000, 2061, 2000",
        "chown kill, nobody, -, kill net_raw, 20, 2020, 20",
        "-, nobody, -, -, 0, 2061, 0",
    })
    void aTaskWithoutAWishHasWhatTheAgentSays(
            String effective, String user, String wish, String bounding, String has, String most, String ambient)
            throws Exception {
        open(TestIsolation.by(ISOLATOR)
                .capabilities(new TreeSet<>(List.of("chown", "kill", "setgid", "net_raw")))
                .effective(names(effective))
                .settings());
        var spec = TestAgent.as(user, TestAgent.spec(process("main", TELL + " > status")));

        var task = agent.launch("t", wish.equals("-") && bounding.equals("-") ? spec : wishing(spec, wish, bounding));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.awaitFile(task, "status"))
                .isEqualTo(told(Long.parseLong(has, 16), Long.parseLong(most, 16), Long.parseLong(ambient, 16)));
    }

    @Test
    void whatItHasLetsItDoWhatItsAccountMayNot() throws Exception {
        open(ISOLATOR, "chown", "kill");
        var give = "(id -un; echo > mine; chown 1:1 mine && stat -c %u mine)";

        var with = agent.launch(
                "with",
                wishing(TestAgent.as("nobody", TestAgent.spec(process("main", give + " > out"))), "chown", "-"));
        var without = agent.launch(
                "without",
                wishing(TestAgent.as("nobody", TestAgent.spec(process("main", give + " > out"))), "kill", "-"));

        assertThat(agent.awaitEnd(with).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.awaitFile(with, "out")).isEqualTo("nobody\n1");
        assertThat(agent.awaitEnd(without).state()).isEqualTo(TaskState.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto,namespaces,linux/capabilities", "auto,linux/nnp,linux/capabilities"})
    void soDoesAllThatRunsInIt(String isolators) throws Exception {
        open(isolators);
        var check = new StatusCheck(
                new Probe.Command(TELL + " > check.new; mv check.new check", new TreeMap<>()),
                Duration.ZERO,
                Duration.ofMillis(100),
                Duration.ofSeconds(5));
        var last = new ProcessSpec("last", TELL + " > last", 1, false, false, Duration.ZERO, true);
        var spec = wishing(
                TestAgent.spec(process("main", TELL + " > main; while [ ! -e go ]; do sleep 0.05; done"), last),
                "kill",
                "kill chown");
        var task = agent.launch("t", spec.checked(Optional.empty(), Optional.of(check)));
        var had = told(0x20, 0x21, 0x20);

        assertThat(agent.awaitFile(task, "main")).isEqualTo(had);
        assertThat(agent.awaitFile(task, "check")).isEqualTo(had);
        agent.awaitState(task, TaskState.RUNNING);
        var session = TestSession.of(agent, task, TestSession.plain("sh", "-c", TELL + "; echo > go"));
        session.awaitEnd();
        assertThat(session.out()).isEqualTo(had + "\n");
        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.awaitFile(task, "last")).isEqualTo(had);
    }

    @ParameterizedTest
    @CsvSource({
        "net_admin sys_time, -, 'net_admin, sys_time'",
        "-, mknod, mknod",
        "chown, chown mknod, mknod",
    })
    void whatTheAgentDoesNotAllowIsToldAndNothingRuns(String effective, String bounding, String which)
            throws Exception {
        open(ISOLATOR);

        var task = launch(effective, bounding, process("main", "echo > ran"));

        failsWith(task, which + " not allowed on this agent, which allows chown, kill, net_raw, setgid");
    }

    @Test
    void whereNothingIsAllowedNothingCanBeHad() throws Exception {
        open(ISOLATOR, new String[0]);

        failsWith(
                launch("chown", "-", process("main", "echo > ran")),
                "chown not allowed on this agent, which allows none");
    }

    @Test
    void whatTheKernelDoesNotAllowIsToldAndNothingRuns() throws Exception {
        open(ISOLATOR, "chown", "sys_resource");
        assumeTrue(!mayHave(SYS_RESOURCE), "this machine gives its agent all that there is");

        failsWith(
                launch("sys_resource", "-", process("main", "echo > ran")),
                "setpriv: apply capabilities: Operation not permitted");
    }

    @Test
    void wherePeopleAskedForTheIsolatorAndItIsNotToBeHadATaskWithAWishDoesNotRun() throws Exception {
        agent = new TestAgent(workDir, settings("posix,linux/capabilities", "no_such_thing"));

        failsWith(launch("", "-", process("main", "echo > ran")), "this agent cannot set those of tasks");
    }

    @Test
    void whereNobodyAskedForItAWishIsWithoutEffect() throws Exception {
        open("posix");

        var task = agent.launch(
                "t",
                wishing(
                        TestAgent.as("nobody", TestAgent.spec(process("main", TELL + " > status"))),
                        "chown net_admin",
                        "-"));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.awaitFile(task, "status"))
                .startsWith("CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\n")
                .endsWith("CapAmb:\t0000000000000000");
    }

    @Test
    void theNextAgentKeepsToItAndGivesLessIfItAllowsLess() throws Exception {
        open(ISOLATOR);
        var task = launch("kill", "kill chown", process("main", "exec sleep 1000"));
        agent.awaitState(task, TaskState.RUNNING);

        agent.restart();

        assertThat(inSession(task)).isEqualTo(told(0x20, 0x21, 0x20) + "\n");
        agent.restart(settings(ISOLATOR, "chown", "net_raw"));
        assertThat(inSession(task)).isEqualTo(told(0, 1, 0) + "\n");
        agent.kill(task, Duration.ZERO);
        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
    }

    private String inSession(TaskId task) {
        var session = TestSession.of(agent, task, TestSession.plain("sh", "-c", TELL));
        session.awaitEnd();
        return session.out();
    }

    @Test
    void operatorsSeeWhatIsAllowedAsMesosShowsIt() throws Exception {
        open(ISOLATOR, "chown", "net_raw");
        assertThat(agent.runner().isolation().flags())
                .containsEntry("bounding_capabilities", "{\"capabilities\":[\"CHOWN\",\"NET_RAW\"]}")
                .doesNotContainKey("effective_capabilities");
        agent.close();

        open(TestIsolation.by(ISOLATOR).effective(names("kill chown")).settings());
        assertThat(agent.runner().isolation().flags())
                .containsEntry("effective_capabilities", "{\"capabilities\":[\"CHOWN\",\"KILL\"]}");
        agent.close();

        open("posix");
        assertThat(agent.runner().isolation().flags()).doesNotContainKey("bounding_capabilities");
    }

    private void failsWith(TaskId task, String message) {
        var end = agent.awaitEnd(task);
        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_LAUNCH_FAILED);
        assertThat(end.message()).isEqualTo("Failed to set its capabilities: " + message);
        assertThat(agent.states(task)).doesNotContain(TaskState.RUNNING);
        assertThat(agent.sandbox(task).resolve("ran")).doesNotExist();
    }
}
