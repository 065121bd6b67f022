package io.boreas.agent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxCollectorTest {
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

    @TempDir
    Path home;

    SandboxPaths paths;

    ParentSandboxes parents;

    @BeforeEach
    void makeFolders() throws IOException {
        paths = new SandboxPaths(home);
        parents = new ParentSandboxes(paths);
        for (Path folder : List.of(paths.tasks(), paths.ended(), paths.sandboxes())) {
            Files.createDirectories(folder);
        }
    }

    private void ended(String name, Duration ago, int bytes) throws IOException {
        Files.createDirectories(paths.sandboxes().resolve(name).resolve("deep/er"));
        Files.write(paths.sandboxes().resolve(name).resolve("deep/er/file"), new byte[bytes]);
        var folder = Files.createDirectories(paths.ended().resolve(name));
        Files.setLastModifiedTime(folder, FileTime.from(NOW.minus(ago)));
        Files.setLastModifiedTime(paths.sandboxes().resolve(name), FileTime.from(NOW.minus(ago)));
    }

    private List<String> left() throws IOException {
        try (var folders = Files.list(paths.sandboxes())) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private void collect(int countMax, long bytesMax) throws IOException {
        new SandboxCollector(paths, parents, Duration.ofDays(1), countMax, bytesMax).collect(NOW);
    }

    @Test
    void oldSandboxesAreDeleted() throws IOException {
        ended("old", Duration.ofHours(25), 1);
        ended("young", Duration.ofHours(23), 1);

        collect(100, 1_000_000);

        assertThat(left()).containsExactly("young");
        assertThat(paths.ended().resolve("old")).doesNotExist();
    }

    @Test
    void theOldestGoFirstWhenThereAreTooMany() throws IOException {
        for (int i = 1; i <= 5; i++) {
            ended("t" + i, Duration.ofHours(i), 1);
        }

        collect(2, 1_000_000);

        assertThat(left()).containsExactly("t1", "t2");
    }

    @Test
    void theOldestGoFirstWhenTheyAreTooLargeTogether() throws IOException {
        for (int i = 1; i <= 5; i++) {
            ended("t" + i, Duration.ofHours(i), 1_000);
        }

        collect(100, 3_500);

        assertThat(left()).containsExactly("t1", "t2", "t3");
    }

    @Test
    void whatTasksShareStaysUntilTheLastOfThemIsOver() throws IOException {
        var executor = new ParentSandboxes.Parent(new TaskId("executor"), Resources.empty());
        parents.put(new TaskId("one"), executor);
        parents.put(new TaskId("two"), executor);
        ended("one", Duration.ofHours(30), 1);
        ended("two", Duration.ofHours(30), 1);
        Files.move(paths.ended().resolve("two"), paths.tasks().resolve("two"));
        Files.createFile(parents.of(new TaskId("two")).orElseThrow().resolve("shared"));
        Files.setLastModifiedTime(
                paths.sandboxes().resolve("executor"), FileTime.from(NOW.minus(Duration.ofHours(30))));

        collect(100, 1_000_000);
        assertThat(left()).containsExactly("executor", "two");

        Files.move(paths.tasks().resolve("two"), paths.ended().resolve("two"));
        collect(100, 1_000_000);
        assertThat(left()).isEmpty();
    }

    @Test
    void theSandboxOfATaskThatIsNotOverStays() throws IOException {
        ended("live", Duration.ofDays(100), 1_000_000);
        Files.move(paths.ended().resolve("live"), paths.tasks().resolve("live"));

        collect(0, 0);

        assertThat(left()).containsExactly("live");
    }

    @Test
    void aSandboxNobodyKnowsOfIsDeletedToo() throws IOException {
        ended("orphan", Duration.ofDays(2), 1);
        Files.delete(paths.ended().resolve("orphan"));

        collect(100, 1_000_000);

        assertThat(left()).isEmpty();
    }

    @Test
    void deletingFollowsNoLinksAndOpensLockedFolders() throws IOException {
        var outside = Files.createDirectories(home.resolve("outside"));
        Files.writeString(outside.resolve("file"), "stays");
        ended("t", Duration.ofDays(2), 1);
        var sandbox = paths.sandboxes().resolve("t");
        Files.createSymbolicLink(sandbox.resolve("link"), outside);
        Files.createSymbolicLink(sandbox.resolve("deep/file-link"), outside.resolve("file"));
        Files.setPosixFilePermissions(sandbox.resolve("deep/er"), PosixFilePermissions.fromString("---------"));

        collect(100, 1_000_000);

        assertThat(left()).isEmpty();
        assertThat(outside.resolve("file")).hasContent("stays");
    }

    @Test
    void whatIsMountedInASandboxIsNotDeletedWithIt() throws Exception {
        ended("mounted here", Duration.ofHours(25), 1);
        ended("other", Duration.ofHours(25), 1);
        var machine = Files.createDirectory(home.resolve("machine"));
        Files.writeString(machine.resolve("canary"), "alive");
        var place = Files.createDirectory(paths.sandboxes().resolve("mounted here/deep/place"));
        assumeTrue(run("mount", "--bind", machine.toString(), place.toString()) == 0, "not on this machine");
        try {
            collect(100, 1_000_000);

            assertThat(machine.resolve("canary")).hasContent("alive");
            assertThat(place.resolve("canary")).exists();
            assertThat(left()).containsExactly("mounted here");
        } finally {
            assertThat(run("umount", place.toString())).isZero();
        }

        collect(100, 1_000_000);

        assertThat(left()).isEmpty();
        assertThat(machine.resolve("canary")).hasContent("alive");
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
