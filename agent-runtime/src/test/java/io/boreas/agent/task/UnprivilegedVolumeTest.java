package io.boreas.agent.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.process.Account;
import io.boreas.core.task.Container;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.Volume;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that cannot mount anything. */
class UnprivilegedVolumeTest {
    @TempDir
    Path workDir;

    @Test
    void aTaskWithVolumesFailsBeforeItRunsWithTheReason() throws Exception {
        assumeTrue(Account.self().uid() != 0, "root can mount");
        try (var agent = new TestAgent(workDir)) {
            var memory = new Volume("x", false, new Volume.Source.Memory(4_096));

            var task = agent.launch(
                    "t", TestAgent.spec(TestAgent.process("main", ": > ran")).in(new Container("", List.of(memory))));

            var end = agent.awaitEnd(task);
            assertThat(end.state()).isEqualTo(TaskState.FAILED);
            assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_LAUNCH_FAILED);
            assertThat(end.message()).startsWith("Failed to mount its volumes: this agent does not run as root");
            assertThat(agent.sandbox(task).resolve("ran")).doesNotExist();
        }
    }
}
