package io.boreas.agent.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.resource.Ranges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written to the kernel, looked at in plain files; what it counts itself is in {@code BlockIoTest}. */
class CgroupBlkioTest {
    @TempDir
    Path folder;

    Disks disks;

    @BeforeEach
    void attach() throws IOException {
        disks = new Disks(Files.createDirectory(folder.resolve("block")));
        attach("sda", "8:0", "1000", "[mq-deadline] kyber bfq none");
        attach("loop0", "7:0", "0", "[none]");
    }

    private void attach(String name, String numbers, String size, String scheduler) throws IOException {
        var queue = Files.createDirectories(disks.folder().resolve(name).resolve("queue"));
        Files.writeString(queue.getParent().resolve("dev"), numbers + "\n");
        Files.writeString(queue.getParent().resolve("size"), size + "\n");
        Files.writeString(queue.resolve("scheduler"), scheduler + "\n");
    }

    private static Limits cpus(long milli, boolean revocable) {
        return new Limits(milli, revocable, Optional.empty(), 0, 0, 0, 0, Ranges.empty());
    }

    private Hierarchy tree(boolean unified, String... files) throws IOException {
        var home = folder.resolve("boreas/agent");
        for (var group : List.of(home.getParent(), home, home.resolve("task"))) {
            Files.createDirectories(group);
            for (var file : files) {
                Files.writeString(group.resolve(file), "");
            }
        }
        return new Hierarchy(folder, unified, home, List.of());
    }

    @Test
    void tasksWeighAsMuchAsTheirCores() throws IOException {
        var tree = tree(true, "io.weight", "io.bfq.weight");
        var blkio = CgroupBlkio.opened(tree, disks, 16);

        blkio.limit("task", cpus(2_500, false));

        assertThat(tree.read("task", "io.weight")).isEqualTo("250");
        assertThat(tree.read("task", "io.bfq.weight")).isEqualTo("250");
        assertThat(tree.home().resolve("io.weight")).hasContent("1600");
        assertThat(tree.home().getParent().resolve("io.weight")).hasContent("1600");
        assertThat(tree.home().resolve("io.bfq.weight")).hasContent("1000");
    }

    @Test
    void weightsStayInTheKernelsRange() throws IOException {
        var tree = tree(false, "blkio.weight", "blkio.bfq.weight");
        var blkio = CgroupBlkio.opened(tree, disks, 1);

        blkio.limit("task", cpus(20_000, false));
        assertThat(tree.read("task", "blkio.weight")).isEqualTo("1000");
        assertThat(tree.read("task", "blkio.bfq.weight")).isEqualTo("1000");
        Files.writeString(tree.group("task").resolve("blkio.weight"), "");
        Files.writeString(tree.group("task").resolve("blkio.bfq.weight"), "");
        blkio.limit("task", cpus(0, false));
        assertThat(tree.read("task", "blkio.weight")).startsWith("10").hasSize(2);
        assertThat(tree.read("task", "blkio.bfq.weight")).isEqualTo("1");
    }

    @Test
    void coresThatMayBeTakenBackWeighAHundredth() throws IOException {
        var tree = tree(true, "io.bfq.weight");

        CgroupBlkio.opened(tree, disks, 1).limit("task", cpus(50_000, true));

        assertThat(tree.read("task", "io.bfq.weight")).isEqualTo("50");
    }

    @Test
    void versionOneIsToldToCountOnDisksThatHaveRoom() throws IOException {
        var tree = tree(false, "blkio.throttle.read_bps_device");

        CgroupBlkio.opened(tree, disks, 1);

        assertThat(tree.home().resolve("blkio.throttle.read_bps_device")).hasContent("8:0 0");
        assertThat(tree.read("task", "blkio.throttle.read_bps_device")).isEmpty();
    }

    @Test
    void whatIsCountedIsReadInBothVersions() throws IOException {
        var two = tree(true, "io.stat");
        Files.writeString(two.group("task").resolve("io.stat"), "8:0 rbytes=1 wbytes=2 rios=3 wios=4\n");
        var one = tree(false, "blkio.throttle.io_serviced", "blkio.throttle.io_service_bytes");
        Files.writeString(one.group("task").resolve("blkio.throttle.io_serviced"), "8:0 Total 7\nTotal 7\n");
        Files.writeString(one.group("task").resolve("blkio.throttle.io_service_bytes"), "8:0 Total 3\nTotal 3\n");

        for (var tree : List.of(two, one)) {
            assertThat(CgroupBlkio.opened(tree, disks, 1)
                            .measure("task", Usage.NONE)
                            .io())
                    .hasValueSatisfying(io -> {
                        assertThat(io.operations()).isEqualTo(7);
                        assertThat(io.bytes()).isEqualTo(3);
                    });
        }
    }

    @Test
    void groupsThatATaskMadeCountWithItsOwn() throws IOException {
        var one = tree(
                false,
                "blkio.throttle.io_serviced",
                "blkio.throttle.io_service_bytes",
                "blkio.throttle.io_serviced_recursive",
                "blkio.throttle.io_service_bytes_recursive");
        Files.writeString(one.group("task").resolve("blkio.throttle.io_service_bytes"), "Total 3\n");
        Files.writeString(one.group("task").resolve("blkio.throttle.io_service_bytes_recursive"), "Total 5\n");

        assertThat(CgroupBlkio.opened(one, disks, 1).measure("task", Usage.NONE).io())
                .hasValueSatisfying(io -> assertThat(io.bytes()).isEqualTo(5));
    }

    @Test
    void aSchedulerThatHeedsWeightsIsFound() throws IOException {
        assertThat(disks.heedWeights()).isFalse();

        attach("sdb", "8:16", "1000", "mq-deadline kyber [bfq] none");

        assertThat(disks.heedWeights()).isTrue();
    }
}
