package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.gateway.BlockIo;
import io.boreas.agent.gateway.BlockIo.Kind;
import io.boreas.agent.sandbox.FolderNames;
import io.boreas.core.id.TaskId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real tasks write to a real disk and read from it. Left out where no control group counts that. */
class BlockIoTest {
    private static final long BYTES = 64 * 65_536;

    /** Past all caches, to the disk and back. */
    private static final String WRITE =
            "dd if=/dev/zero of=big bs=64k count=64 oflag=direct && dd if=big of=/dev/null bs=64k count=32 iflag=direct";

    @TempDir
    Path workDir;

    TestAgent agent;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(Files.getFileStore(workDir).name().startsWith("/dev/"), "temporary files are on no disk here");
        agent = new TestAgent(workDir, TestIsolation.by("cgroups/blkio").settings());
        var missing = agent.runner().isolation().missing();
        assumeTrue(missing.isEmpty(), () -> "not on this machine: " + missing);
    }

    @AfterEach
    void close() throws Exception {
        if (agent != null) {
            agent.close();
        }
    }

    private BlockIo io(TaskId task) {
        return agent.runner()
                .isolation()
                .usage(FolderNames.of(task.value()))
                .io()
                .orElseThrow();
    }

    private static long of(BlockIo io, Kind kind) {
        return io.devices().stream()
                .mapToLong(device -> device.bytes().getOrDefault(kind, 0L))
                .sum();
    }

    private void awaitIo(TaskId task, Predicate<BlockIo> wanted) {
        await("its use of disks", () -> wanted.test(io(task)));
    }

    @Test
    void whatATaskWritesAndReadsIsCountedAndItsNeighbourDidNot() throws Exception {
        var neighbour = agent.launch("neighbour", "echo in > there; exec sleep 1000");
        agent.awaitFile(neighbour, "there");
        var task = agent.launch("t", WRITE + "; echo done > there; exec sleep 1000");
        agent.awaitFile(task, "there");

        awaitIo(task, io -> io.bytes() >= BYTES + BYTES / 2);
        var io = io(task);
        assertThat(of(io, Kind.WRITE)).isBetween(BYTES, 2 * BYTES);
        assertThat(of(io, Kind.READ)).isBetween(BYTES / 2, 2 * BYTES);
        assertThat(io.operations()).isBetween(96L, 1_000L);
        assertThat(of(io(neighbour), Kind.WRITE)).isLessThan(BYTES / 4);
    }

    @Test
    void whatWasCountedIsKnownToAnAgentThatIsStartedAgain() throws Exception {
        var task = agent.launch(
                "t", WRITE + "; echo 1 > once; while [ ! -e go ]; do sleep 0.02; done; " + WRITE + "; exec sleep 1000");
        agent.awaitFile(task, "once");
        awaitIo(task, io -> io.bytes() >= BYTES);

        agent.restart();

        assertThat(of(io(task), Kind.WRITE)).isBetween(BYTES, 2 * BYTES);
        Files.createFile(agent.sandbox(task).resolve("go"));
        awaitIo(task, io -> of(io, Kind.WRITE) >= 2 * BYTES);
    }

    @Test
    void groupsGoWithTheirTask() throws IOException {
        var task = agent.launch("t", "echo $$ > pid; exec sleep 1000");
        var pid = agent.awaitFile(task, "pid");
        var door =
                agent.runner().isolation().doors(FolderNames.of(task.value())).getFirst();
        assertThat(Files.readAllLines(door)).contains(pid);

        agent.kill(task, Duration.ofSeconds(10));

        agent.awaitEnd(task);
        await("its group to go", () -> !Files.exists(door));
    }
}
