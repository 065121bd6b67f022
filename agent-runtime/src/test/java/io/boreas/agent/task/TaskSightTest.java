package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.id.TaskId;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.TaskSight;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is to be seen of tasks that run. */
class TaskSightTest {
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

    private TaskSight awaitSight(TaskId task, String what, Predicate<TaskSight> wanted) {
        var found = new AtomicReference<TaskSight>();
        await(what, () -> {
            if (agent.runner().sandbox(task, new SandboxQuery.Look()) instanceof SandboxAnswer.Seen(var sight)) {
                found.set(sight);
                return wanted.test(sight);
            }
            return false;
        });
        return found.get();
    }

    @Test
    void whatEachProcessUsesIsSeen() throws Exception {
        var task = agent.launch(
                "t",
                TestAgent.process("idle", "exec sleep 100"),
                TestAgent.process("busy", "(while :; do :; done) & wait"));

        var sight = awaitSight(task, "a busy process", seen -> seen.living().stream()
                .anyMatch(living -> living.process().equals("busy") && living.cpuMilliCores() > 50));

        var busiest = sight.living().stream()
                .max((a, b) -> Long.compare(a.cpuMillis(), b.cpuMillis()))
                .orElseThrow();
        assertThat(busiest.process()).isEqualTo("busy");
        assertThat(sight.living())
                .filteredOn(living -> living.process().equals("idle"))
                .singleElement()
                .satisfies(living -> {
                    assertThat(living.name()).isEqualTo("sleep");
                    assertThat(living.state()).isEqualTo("S");
                    assertThat(living.threads()).isEqualTo(1);
                    assertThat(living.rssBytes()).isBetween(100_000L, 50_000_000L);
                    assertThat(living.startedAt())
                            .isBetween(
                                    Instant.now().minusSeconds(60),
                                    Instant.now().plusSeconds(2));
                });
        assertThat(sight.now().processes()).isEqualTo(sight.living().size());
        assertThat(sight.now().cpuMillis()).isPositive();
        assertThat(sight.now().rssBytes()).isPositive();
        assertThat(agent.runner().usage(task)).isPresent();
    }

    @Test
    void processesOfTheSpecificationAreTold() {
        var task = agent.launch("t", TestAgent.process("main", "exec sleep 100"), TestAgent.process("once", "exit 0"));

        var sight = awaitSight(
                task,
                "the second to have ended",
                seen -> seen.processes().get(1).exitCode().isPresent());

        var main = sight.processes().getFirst();
        assertThat(main.name()).isEqualTo("main");
        assertThat(main.state()).isEqualTo("RUNNING");
        assertThat(main.runs()).isEqualTo(1);
        assertThat(sight.living()).extracting(TaskSight.Living::pid).contains(main.pid());
        assertThat(main.startedAt()).isPresent();
        assertThat(main.finishedAt()).isEmpty();
        var once = sight.processes().get(1);
        assertThat(once.state()).isEqualTo("SUCCESS");
        assertThat(once.exitCode()).isEqualTo(Optional.of(0));
        assertThat(once.pid()).isZero();
        assertThat(once.finishedAt()).isPresent();
    }

    @Test
    void whatHasEndedIsNotSeen() {
        var task = agent.launch("t", "true");
        agent.awaitEnd(task);

        assertThat(agent.runner().sandbox(task, new SandboxQuery.Look()))
                .isInstanceOfSatisfying(SandboxAnswer.Failed.class, failed -> assertThat(failed.why())
                        .isEqualTo(SandboxAnswer.Why.NOT_FOUND));
    }
}
