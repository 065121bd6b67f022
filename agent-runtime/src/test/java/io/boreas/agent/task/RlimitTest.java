package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.process;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.process.Account;
import io.boreas.agent.process.Machine;
import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.Probe;
import io.boreas.core.check.StatusCheck;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.Rlimit;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of single processes that tasks say: real processes that tell what they have. */
class RlimitTest {
    private static final String TELL = "echo $(ulimit -Sn) $(ulimit -Hn) $(ulimit -c) $(ulimit -Sf)";

    @TempDir
    Path workDir;

    private TestAgent agent;

    @BeforeEach
    void hasPrlimit() {
        assumeTrue(Machine.program("prlimit").isPresent(), "no prlimit on this machine");
    }

    @AfterEach
    void close() throws Exception {
        if (agent != null) {
            agent.close();
        }
    }

    private void open(String isolators, Map<String, String> operators) throws IOException {
        var settings =
                TestIsolation.by(isolators).rlimits(operators).looking(Duration.ofMillis(100), Duration.ofMillis(200));
        agent = new TestAgent(workDir, settings.settings());
        var missing = agent.runner().isolation().missing();
        assumeTrue(missing.isEmpty(), () -> "not on this machine: " + missing);
    }

    private TaskId launch(Map<String, Rlimit> rlimits, ProcessSpec... processes) {
        return agent.launch("t", TestAgent.spec(processes).limited(new TreeMap<>(rlimits)));
    }

    private void failsWith(TaskId task, String message) {
        var end = agent.awaitEnd(task);
        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_LAUNCH_FAILED);
        assertThat(end.message()).isEqualTo("Failed to set its rlimits: " + message);
        assertThat(agent.states(task)).doesNotContain(TaskState.RUNNING);
        assertThat(agent.sandbox(task).resolve("ran")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix", "cgroups", "namespaces"})
    void allProcessesOfATaskHaveItsLimitsWithinThoseOfTheAgent(String isolators) throws Exception {
        open(isolators, Map.of("core", "0", "nofile", "200"));
        var last = new ProcessSpec("last", TELL + " > last", 1, false, false, Duration.ZERO, true);

        var task = launch(
                Map.of("nofile", new Rlimit(90, 100), "fsize", new Rlimit(1 << 20, 1 << 20)),
                process("main", TELL + " > main"),
                last);

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.awaitFile(task, "main")).startsWith("90 100 0 ");
        assertThat(agent.awaitFile(task, "last")).isEqualTo(agent.awaitFile(task, "main"));
    }

    @Test
    void whatTheKernelDoesNotAllowIsToldAndNothingRuns() throws Exception {
        open("posix", Map.of());

        // root may not either: there is a number that open files of a process are always below
        var task = launch(Map.of("nofile", new Rlimit(64, Rlimit.UNLIMITED)), process("main", "echo > ran"));

        failsWith(task, "prlimit: failed to set the NOFILE resource limit: Operation not permitted");
    }

    @Test
    void whatTheAgentsOperatorDoesNotAllowIsToldAndNothingRuns() throws Exception {
        open("posix", Map.of("nofile", "100"));

        var task = launch(Map.of("nofile", new Rlimit(64, 101)), process("main", "echo > ran"));

        failsWith(task, "nofile is at most 100 on this agent, not 101");
    }

    /** Nothing runs under it, so that it does no harm to whatever finds out whether it can be set. */
    @Test
    void aLimitThatNoProgramCanLiveWithIsItsOwnFault() throws Exception {
        open("posix", Map.of());

        var task = launch(Map.of("as", new Rlimit(1, 1)), process("main", "echo > ran"));

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FAILED);
        assertThat(agent.awaitEnd(task).message()).doesNotContain("rlimits");
    }

    @Test
    void soDoCommandsInIt() throws Exception {
        open("posix", Map.of());
        var task = launch(Map.of("nofile", new Rlimit(90, 100)), process("main", "exec sleep 1000"));
        agent.awaitState(task, TaskState.RUNNING);

        var session = TestSession.of(agent, task, TestSession.plain("sh", "-c", "ulimit -Sn; ulimit -Hn"));

        session.awaitEnd();
        assertThat(session.out()).isEqualTo("90\n100\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"posix", "namespaces"})
    void soDoCommandsThatCheckIt(String isolators) throws Exception {
        open(isolators, Map.of("core", "0"));
        var often = Duration.ofMillis(100);
        var timeout = Duration.ofSeconds(5);
        var rules = new HealthCheck.Rules.Watch(Duration.ZERO, Duration.ZERO, 3);
        var health = new HealthCheck(tells("health"), rules, often, timeout);
        var check = new StatusCheck(tells("check"), Duration.ZERO, often, timeout);
        var spec = TestAgent.spec(process("main", TELL + " > main; exec sleep 1000"))
                .limited(new TreeMap<>(Map.of("nofile", new Rlimit(90, 100))))
                .checked(Optional.of(health), Optional.of(check));

        var task = agent.launch("t", spec);

        var main = agent.awaitFile(task, "main");
        assertThat(main).startsWith("90 100 0 ");
        assertThat(agent.awaitFile(task, "health")).isEqualTo(main);
        assertThat(agent.awaitFile(task, "check")).isEqualTo(main);
    }

    /** The file is there at once with all that is in it, though it is written again and again. */
    private static Probe tells(String file) {
        return new Probe.Command(TELL + " > " + file + ".new; mv " + file + ".new " + file, new TreeMap<>());
    }

    @Test
    void soDoProcessesOfAnotherAccount() throws Exception {
        assumeTrue(Account.self().uid() == 0, "only root may");
        Files.setPosixFilePermissions(workDir, PosixFilePermissions.fromString("rwxr-xr-x"));
        open("posix", Map.of());
        var plain = TestAgent.spec(process("main", "echo $(id -un) $(ulimit -Sn) $(ulimit -Hn) > out"));
        var spec = new TaskSpec(
                        plain.name(),
                        plain.processes(),
                        plain.order(),
                        plain.resources(),
                        plain.ports(),
                        1,
                        0,
                        plain.finalizationWait(),
                        "nobody",
                        plain.environment(),
                        plain.logs())
                .limited(new TreeMap<>(Map.of("nofile", new Rlimit(90, 100))));
        var task = agent.launch("t", spec);

        assertThat(agent.awaitEnd(task).state()).isEqualTo(TaskState.FINISHED);
        assertThat(agent.awaitFile(task, "out")).isEqualTo("nobody 90 100");
    }
}
