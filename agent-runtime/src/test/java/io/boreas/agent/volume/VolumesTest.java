package io.boreas.agent.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.agent.sandbox.SandboxCollector;
import io.boreas.core.agent.DestroyedVolume;
import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.resource.Terms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumesTest {
    @TempDir
    Path home;

    private Path sandbox;
    private Volumes volumes;

    @BeforeEach
    void open() throws IOException {
        sandbox = Files.createDirectory(home.resolve("sandbox"));
        volumes = new Volumes(home);
    }

    @Test
    void aVolumeIsWhereMesosHasItAndAppearsInEachSandboxThatHoldsIt() throws IOException {
        var other = Files.createDirectory(home.resolve("other"));
        var volume = volume("db/eu", "data-1", "data");

        volumes.mount(sandbox, Resources.of(volume), true);
        Files.writeString(sandbox.resolve("data/file"), "kept");
        volumes.mount(other, Resources.of(volume), true);

        assertThat(other.resolve("data/file")).hasContent("kept");
        assertThat(home.resolve("volumes/roles/db eu/data-1/file")).hasContent("kept");
    }

    @Test
    void whatAppearsAlreadyIsLetBeAndWhatIsInTheWayIsSaid() throws IOException {
        var volume = Resources.of(volume("db", "data-1", "data"));
        volumes.mount(sandbox, volume, true);
        volumes.mount(sandbox, volume, false);
        Files.createDirectory(sandbox.resolve("taken"));

        assertThatThrownBy(() -> volumes.mount(sandbox, Resources.of(volume("db", "data-2", "taken")), true))
                .hasMessageContaining("something else there");
        assertThatThrownBy(() -> volumes.mount(sandbox, Resources.of(volume("db", "data-2", "data")), true))
                .hasMessageContaining("something else there");
    }

    @Test
    void aDeeperPathIsMadeOnlyInASandboxThatNobodyHasUsed() throws IOException {
        var volume = Resources.of(volume("db", "data-1", "deep/er/data"));
        var used = Files.createDirectory(home.resolve("used"));

        volumes.mount(sandbox, volume, true);
        Files.writeString(sandbox.resolve("deep/er/data/file"), "kept");

        assertThat(home.resolve("volumes/roles/db/data-1/file")).hasContent("kept");
        assertThatThrownBy(() -> volumes.mount(used, volume, false)).hasMessageContaining("without '/'");
        assertThat(used).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../out", "a/../../out", "/out", "a//b", "a/", "nul\0"})
    void noPathLeavesTheSandbox(String path) {
        assertThatThrownBy(() -> volumes.mount(sandbox, Resources.of(volume("db", "data-1", path)), true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no name of a folder");
        assertThat(home.resolve("out")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../../../out", "a/b", "nul\0"})
    void noIdLeavesTheFolderOfVolumes(String id) {
        assertThatThrownBy(() -> volumes.mount(sandbox, Resources.of(volume("db", id, "data")), true))
                .isInstanceOf(IOException.class);
        assertThat(volumes.delete(List.of(new DestroyedVolume(1, volume("db", id, "data")))))
                .isEqualTo(1);
        assertThat(sandbox).exists();
    }

    @Test
    void deletedAreDestroyedVolumesAndNoOthers() throws IOException {
        volumes.mount(sandbox, Resources.of(volume("db", "a", "a"), volume("db", "b", "b")), true);
        Files.writeString(sandbox.resolve("a/file"), "goes");
        Files.writeString(sandbox.resolve("b/file"), "stays");

        assertThat(volumes.delete(List.of(new DestroyedVolume(1, volume("db", "a", "a")))))
                .isEqualTo(1);

        assertThat(home.resolve("volumes/roles/db/a")).doesNotExist();
        assertThat(sandbox.resolve("b/file")).hasContent("stays");
    }

    @Test
    void aVolumeMadeAnewIsNotTakenForTheOneThatWasDestroyedBefore() throws IOException {
        var volume = volume("db", "a", "a");
        volumes.mount(sandbox, Resources.of(volume), true);
        var destroyed = List.of(new DestroyedVolume(1, volume));
        volumes.delete(destroyed);
        var next = Files.createDirectory(home.resolve("next"));
        volumes.mount(next, Resources.of(volume), true);
        assertThat(next.resolve("a")).isEmptyDirectory();
        Files.writeString(next.resolve("a/file"), "new");

        // the order comes again, also after a restart
        assertThat(volumes.delete(destroyed)).isEqualTo(1);
        assertThat(new Volumes(home).delete(destroyed)).isEqualTo(1);

        assertThat(next.resolve("a/file")).hasContent("new");
    }

    @Test
    void aVolumeThatNeverHadDataIsDeletedAtOnce() {
        assertThat(volumes.delete(List.of(
                        new DestroyedVolume(1, volume("db", "a", "a")),
                        new DestroyedVolume(2, volume("db", "b", "b")))))
                .isEqualTo(2);
    }

    @Test
    void collectingASandboxLeavesTheVolumeAlone() throws IOException {
        volumes.mount(sandbox, Resources.of(volume("db", "a", "a")), true);
        Files.writeString(sandbox.resolve("a/file"), "stays");

        SandboxCollector.deleteTree(sandbox);

        assertThat(sandbox).doesNotExist();
        assertThat(home.resolve("volumes/roles/db/a/file")).hasContent("stays");
    }

    @Test
    void whatIsNotHeldAnyMoreDisappearsFromTheSandboxAndStaysOnDisk() throws IOException {
        var volume = Resources.of(volume("db", "a", "a"));
        volumes.mount(sandbox, volume, true);

        volumes.unmount(sandbox, volume);
        volumes.unmount(sandbox, volume);

        assertThat(Files.exists(sandbox.resolve("a"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(home.resolve("volumes/roles/db/a")).isDirectory();
    }

    @Test
    void volumesOfOtherDisksAreOnThemAndAWholeDiskIsEmptiedAndKept() throws IOException {
        var path = Files.createDirectory(home.resolve("path-disk"));
        var mount = Files.createDirectory(home.resolve("mount-disk"));
        var onPath = onDisk(volume("db", "a", "a"), DiskInfo.SourceType.PATH, path);
        var onMount = onDisk(volume("db", "b", "b"), DiskInfo.SourceType.MOUNT, mount);

        volumes.mount(sandbox, Resources.of(onPath, onMount), true);
        Files.writeString(sandbox.resolve("a/file"), "a");
        Files.writeString(sandbox.resolve("b/file"), "b");
        assertThat(path.resolve("volumes/roles/db/a/file")).hasContent("a");
        assertThat(mount.resolve("file")).hasContent("b");

        assertThat(volumes.delete(List.of(new DestroyedVolume(1, onPath), new DestroyedVolume(2, onMount))))
                .isEqualTo(2);
        assertThat(path.resolve("volumes/roles/db/a")).doesNotExist();
        assertThat(mount).isEmptyDirectory();
    }

    @Test
    void whatWasPutAsideIsGoneSoonAlsoAfterARestart() throws Exception {
        var aside = Files.createDirectories(home.resolve("volumes/deleted/7"));
        Files.writeString(aside.resolve("file"), "old");

        new Volumes(home);

        var deadline = Instant.now().plus(Duration.ofSeconds(10));
        while (Files.exists(aside) && Instant.now().isBefore(deadline)) {
            Thread.sleep(5);
        }
        assertThat(aside).doesNotExist();
    }

    private static Resource volume(String role, String id, String path) {
        var terms = Terms.reservedTo(new Role(role)).on(DiskInfo.persistent(id, path));
        return Resource.scalar("disk", 64_000).on(terms);
    }

    private static Resource onDisk(Resource volume, DiskInfo.SourceType type, Path root) {
        var disk = volume.terms().disk().orElseThrow();
        var source = DiskInfo.Source.of(type, Optional.of(root.toString()));
        return volume.on(volume.terms().on(new DiskInfo(disk.persistence(), disk.volume(), Optional.of(source))));
    }
}
