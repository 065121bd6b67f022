package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static io.boreas.agent.task.TestAgent.process;
import static io.boreas.agent.task.TestAgent.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.isolation.IsolationSettings;
import io.boreas.core.check.Probe;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SessionAnswer.End;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks with namespaces of their own, where the machine lets the agent make them. */
class NamespacesTest {
    private static final String LIST = "cd /proc; echo [1-9]* > $HOME/seen; hostname > $HOME/name;"
            + " readlink self/ns/pid self/ns/mnt self/ns/ipc self/ns/uts > $HOME/ns";

    @TempDir
    Path workDir;

    TestAgent agent;

    @AfterEach
    void close() throws Exception {
        if (agent != null) {
            agent.close();
        }
    }

    private void open(String isolators) throws IOException {
        open(isolators, IsolationSettings.CAPABILITIES_DEFAULT);
    }

    private void open(String isolators, SortedSet<String> capabilities) throws IOException {
        agent = new TestAgent(
                workDir, TestIsolation.by(isolators).capabilities(capabilities).settings());
        var missing = agent.runner().isolation().missing();
        assumeTrue(missing.isEmpty(), () -> "not on this machine: " + missing);
    }

    private List<String> lines(TaskId task, String file) throws IOException {
        return Files.readAllLines(agent.sandbox(task).resolve(file));
    }

    @Test
    void aTaskSeesItselfAlone() throws Exception {
        open("auto,namespaces");

        var task = agent.launch("Some.Task", "pwd > pwd; cat /etc/hosts > hosts; : > /dev/shm/mine; " + LIST);

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(lines(task, "seen").getFirst().split(" ")).hasSizeLessThan(6).contains("1");
        assertThat(lines(task, "name")).containsExactly("some-task");
        assertThat(lines(task, "hosts")).contains("127.0.1.1\tsome-task");
        assertThat(lines(task, "pwd")).containsExactly(agent.sandbox(task).toString());
        assertThat(Path.of("/dev/shm/mine")).doesNotExist();
        assertThat(lines(task, "ns")).doesNotContain(own("pid"), own("mnt"), own("ipc"), own("uts"));
        assertThat(TestAgent.processesWith("BOREAS_TASK_ID=Some.Task")).isEmpty();
    }

    private static String own(String namespace) throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self/ns/" + namespace)).toString();
    }

    /** Each program that hears of the variable says so. */
    @ParameterizedTest
    @ValueSource(strings = {"namespaces", "filesystem/linux,namespaces/uts", "linux/capabilities"})
    void whatATaskHasLoadedIsLoadedIntoNothingThatHasMoreRights(String isolators) throws Exception {
        open("auto," + isolators);

        var variables = new TreeMap<>(Map.of("LD_SHOW_AUXV", "1"));
        var task = agent.launch("t", spec(process("main", "/bin/true")).with(variables));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(lines(task, ".logs/main/0/stdout"))
                .filteredOn(line -> line.startsWith("AT_UID:"))
                .hasSize(1);
    }

    @Test
    void onlyThoseThatAreAskedForAreItsOwn() throws Exception {
        open("auto,filesystem/linux,namespaces/uts");

        var task = agent.launch("t", LIST);

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(lines(task, "ns")).contains(own("pid"), own("ipc")).doesNotContain(own("mnt"), own("uts"));
    }

    @Test
    void withoutASettingATaskHasWhatTheMachineHas() throws Exception {
        open("auto");

        var task = agent.launch("t", LIST);

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(lines(task, "ns")).containsExactly(own("pid"), own("mnt"), own("ipc"), own("uts"));
    }

    @Test
    void processesOfATaskShareThemAndFinalOnesToo() throws Exception {
        open("auto,namespaces");
        var last = new ProcessSpec("last", "cat /dev/shm/a > last; " + LIST, 1, false, false, Duration.ZERO, true);
        var plain = spec(process("a", "echo one > /dev/shm/a"), process("b", "cat /dev/shm/a > b"), last);
        var ordered = new TaskSpec(
                plain.name(),
                plain.processes(),
                List.of(new TaskSpec.Order("a", "b")),
                plain.resources(),
                plain.ports(),
                plain.maxFailures(),
                plain.maxConcurrency(),
                plain.finalizationWait(),
                plain.user(),
                plain.environment(),
                plain.logs());

        var task = agent.launch("t", ordered);

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(lines(task, "b")).containsExactly("one");
        assertThat(lines(task, "last")).containsExactly("one");
        assertThat(TestAgent.processesWith("BOREAS_TASK_ID=t")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit 7", "kill -SEGV $$", "kill -9 $$"})
    void howAProcessEndedIsToldAsItWas(String end) throws Exception {
        open("auto,namespaces");

        var told = agent.awaitEnd(agent.launch("t", end));

        assertThat(told.state()).isEqualTo(TaskState.FAILED);
        assertThat(told.message())
                .contains(
                        end.startsWith("exit")
                                ? "exit 7"
                                : end.contains("9") ? "killed by SIGKILL" : "killed by SIGSEGV");
    }

    @Test
    void aVariableThatAShellWouldChangeArrivesAsItIs() throws Exception {
        open("auto,namespaces");
        var variables = new TreeMap<String, String>();
        variables.put("IFS", "it's, $HOME");
        variables.put("PWD", "/nowhere");

        var task = agent.launch(
                "t", spec(process("main", "cat /proc/self/environ")).with(variables));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(Files.readString(agent.sandbox(task).resolve(".logs/main/0/stdout"))
                        .split("\0"))
                .contains("IFS=it's, $HOME", "BOREAS_TASK_ID=t")
                .noneMatch(variable -> variable.startsWith("boreas_"));
    }

    @Test
    void whatIsAskedToEndMayTakeItsTimeAndThenNothingIsLeft() throws Exception {
        open("auto,namespaces");
        var task = agent.launch(
                "t", "trap 'sleep 0.3; echo done > done; exit 0' TERM; echo $$ > pid; while :; do sleep 0.05; done");
        agent.awaitFile(task, "pid");
        long begin = System.nanoTime();

        agent.kill(task, Duration.ofSeconds(60));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
        assertThat(lines(task, "done")).containsExactly("done");
        assertThat(TestAgent.processesWith("BOREAS_TASK_ID=t")).isEmpty();
    }

    @Test
    void whoLeavesItsSessionAndForgetsItsVariablesEndsWithTheTask() throws Exception {
        open("auto,namespaces");
        var task = agent.launch(
                "t", "env -i setsid sh -c 'sh -c \"sleep 987654\" & exit' & sleep 0.2; echo up > up; exec sleep 1000");
        agent.awaitFile(task, "up");
        await("the one that left", () -> !TestAgent.processesWith("sleep\000987654")
                .isEmpty());

        agent.kill(task, Duration.ZERO);

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(TestAgent.processesWith("sleep\000987654")).isEmpty();
    }

    @Test
    void aTaskOutlivesItsAgentWithTheSamePidAndIsEnteredAndEndedByTheNext() throws Exception {
        open("auto,namespaces");
        var task = agent.launch("t", LIST + "; echo up > $HOME/up; while :; do sleep 0.1; done");
        agent.awaitFile(task, "up");
        agent.awaitState(task, TaskState.RUNNING);
        var before = TestAgent.processesWith("BOREAS_TASK_ID=t");

        agent.restart();

        var session = TestSession.of(
                agent, task, TestSession.plain("sh", "-c", "readlink /proc/self/ns/pid; hostname; pwd; exit 3"));
        assertThat(session.awaitEnd()).isEqualTo(new End.Exited(3));
        assertThat(session.out()).isEqualTo(lines(task, "ns").getFirst() + "\nt\n" + agent.sandbox(task) + "\n");
        assertThat(TestAgent.processesWith("BOREAS_TASK_ID=t")).containsAll(before.subList(0, 2));
        agent.kill(task, Duration.ofSeconds(30));
        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.KILLED);
        assertThat(TestAgent.processesWith("BOREAS_TASK_ID=t")).isEmpty();
    }

    @Test
    void sessionsOnTerminalsAreInsideAndEndWithTheirClient() throws Exception {
        open("auto,namespaces");
        var task = agent.launch("t", "echo up > up; exec sleep 1000");
        agent.awaitFile(task, "up");
        agent.awaitState(task, TaskState.RUNNING);

        var session = TestSession.of(agent, task, TestSession.terminal(24, 80, "sh", "-c", "hostname; sleep 876543"));
        session.awaitOut("t\r\n");
        session.ask(new io.boreas.core.link.SessionStep.Close());

        await("the session to end", () -> TestAgent.processesWith("sleep\000876543")
                .isEmpty());
        assertThat(agent.states(task)).containsExactly(TaskState.STARTING, TaskState.RUNNING);
    }

    @Test
    void commandsThatCheckATaskAreInside() throws Exception {
        open("auto,namespaces");
        var check = new io.boreas.core.check.StatusCheck(
                new Probe.Command("hostname > checked; [ -d /proc/1 ]", new TreeMap<>()),
                Duration.ZERO,
                Duration.ofMillis(200),
                Duration.ofSeconds(10));

        var task = agent.launch(
                "t",
                spec(process("main", "while [ ! -e checked ]; do sleep 0.05; done; sleep 0.2"))
                        .checked(java.util.Optional.empty(), java.util.Optional.of(check)));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(lines(task, "checked")).containsExactly("t");
    }

    @Test
    void limitsHoldInsideAsOutside() throws Exception {
        open("cgroups,namespaces");

        var end = agent.awaitEnd(agent.launchWith(
                "hog", "cpus:0.1;mem:64;disk:64", "x=0123456789abcdef; while :; do x=$x$x; sleep 0.02; done"));

        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_LIMITATION_MEMORY);
        assertThat(TestAgent.processesWith("BOREAS_TASK_ID=hog")).isEmpty();
    }

    @Test
    void aTaskGainsNothingAndHasFewCapabilities() throws Exception {
        open("auto,linux/nnp,linux/capabilities", new TreeSet<>(List.of("chown", "kill")));

        var task = agent.launch("t", "grep -E '^(NoNewPrivs|CapBnd|CapEff):' /proc/self/status > status");

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(lines(task, "status"))
                .contains("NoNewPrivs:\t1", "CapBnd:\t0000000000000021")
                .noneMatch(line -> line.startsWith("CapEff") && !line.matches("CapEff:\t00000000000000(00|21)"));
    }

    @Test
    void whatIsNotToBeHadIsSaidAndTheTaskRunsWithoutIt() throws Exception {
        agent = new TestAgent(
                workDir,
                TestIsolation.by("posix,linux/capabilities")
                        .capabilities(new TreeSet<>(List.of("no_such_thing")))
                        .settings());

        assertThat(agent.runner().isolation().flags().get("isolation_missing"))
                .startsWith("linux/capabilities: ")
                .contains("no_such_thing");
        assertThat(agent.awaitEnd(agent.launch("t", "true")).state()).isEqualTo(TaskState.FINISHED);
    }
}
