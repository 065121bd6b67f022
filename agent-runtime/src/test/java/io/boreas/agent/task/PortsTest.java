package io.boreas.agent.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.agent.isolation.PortChecks;
import io.boreas.core.resource.Ranges;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that listen where they may, and where they may not: real processes on real ports. */
class PortsTest {
    @TempDir
    Path workDir;

    TestAgent agent;

    @AfterEach
    void close() throws Exception {
        agent.close();
    }

    private void open() throws IOException {
        agent = new TestAgent(
                workDir,
                TestIsolation.by("network/ports")
                        .ports(new PortChecks(true, Ranges.empty(), Duration.ofMillis(50)))
                        .settings());
    }

    private static int freePort() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return server.getLocalPort();
        }
    }

    @Test
    void whoListensOnAPortThatItWasNotGivenIsEndedAndItsNeighbourIsNot() throws Exception {
        open();
        int given = freePort();
        var neighbour = agent.launchWith(
                "neighbour", "cpus:0.1;mem:64;disk:64;ports:[" + given + "-" + given + "]", Listener.command(given));
        agent.awaitFile(neighbour, "port");

        var stray = agent.launchWith("stray", "cpus:0.1;mem:64;disk:64", Listener.command(0) + " & wait");

        var end = agent.awaitEnd(stray);
        var port = agent.awaitFile(stray, "port");
        assertThat(end.state()).isEqualTo(TaskState.FAILED);
        assertThat(end.reason()).isEqualTo(TaskReason.CONTAINER_LIMITATION);
        assertThat(end.message())
                .isEqualTo("Container is listening on unallocated port(s): [" + port + "-" + port + "]");
        assertThat(TestAgent.processesWith("BOREAS_TASK_ID=stray")).isEmpty();
        assertThat(agent.states(neighbour)).containsExactly(TaskState.STARTING, TaskState.RUNNING);
    }
}
