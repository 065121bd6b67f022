package io.boreas.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.process.Mount.Missing;
import io.boreas.agent.process.Mount.What;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a keeper does when something has changed since it was looked at. */
class MountTextTest {
    @TempDir
    Path given;

    Path folder;

    @BeforeEach
    void makeFolders() throws IOException {
        try {
            Trial.run(Namespace.MOUNT);
        } catch (IOException e) {
            assumeTrue(false, () -> "not on this machine: " + e.getMessage());
        }
        folder = given.toRealPath();
        for (var name : List.of("data", "private", "place with 'blank\\", "stage here")) {
            Files.createDirectory(folder.resolve(name));
            Files.writeString(folder.resolve(name).resolve("file"), "of " + name + "\n");
        }
    }

    private Mount at(String place, What what) {
        return new Mount("x", folder.resolve("place with 'blank\\"), place, Missing.OF_ACCOUNT, true, what);
    }

    /** What is said by that which mounts, and by a command after it. */
    private String run(Mount mount, String then) throws Exception {
        var text = new StringBuilder("set -e\n");
        MountText.write(text, List.of(mount), Account.self(), folder.resolve("stage here"));
        text.append("cd ")
                .append(Shell.quote(mount.base().toString()))
                .append('\n')
                .append(then);
        var process = new ProcessBuilder(
                        "unshare", "--mount", "--propagation", "slave", "/bin/sh", "-c", text.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void replace(String name, String target) throws IOException {
        var path = folder.resolve(name);
        Files.move(path, folder.resolve("moved"));
        Files.createSymbolicLink(path, folder.resolve(target));
    }

    @Test
    void namesOfAllKindsAreMounted() throws Exception {
        assertThat(run(
                        at("new/er", new What.Machines(folder.resolve("data"), false)),
                        "cat new/er/file; echo >new/er/file"))
                .startsWith("of data\n")
                .contains("Read-only");
    }

    @Test
    void aFolderThatHasBecomeALinkIsNotMounted() throws Exception {
        replace("data", "private");

        assertThat(run(at("new", new What.Machines(folder.resolve("data"), false)), "cat new/file"))
                .isEqualTo("x: " + folder.resolve("data") + " is gone, or behind a link\n");
    }

    @Test
    void aFolderOnTheWayThatHasBecomeALinkLeadsNowhere() throws Exception {
        Files.createDirectory(folder.resolve("data/sub"));
        Files.createDirectory(folder.resolve("private/sub"));
        replace("data", "private");

        assertThat(run(at("new", new What.Machines(folder.resolve("data/sub"), false)), ""))
                .isEqualTo("x: " + folder.resolve("data/sub") + " is gone, or behind a link\n");
    }

    @Test
    void aFileThatHasBecomeALinkIsNotMounted() throws Exception {
        replace("data/file", "private/file");

        for (var what : List.of(
                new What.Machines(folder.resolve("data/file"), true),
                new What.Secret(folder.resolve("data/file"), 4_096))) {
            assertThat(run(at("new", what), "cat new")).endsWith("data/file is gone, or behind a link\n");
        }
    }

    @Test
    void aPlaceBehindALinkIsNotWrittenTo() throws Exception {
        var base = folder.resolve("place with 'blank\\");
        Files.createSymbolicLink(base.resolve("way"), folder.resolve("private"));
        Files.createSymbolicLink(base.resolve("dangling"), folder.resolve("private/new"));

        var memory = new Mount("x", base, "way/new", Missing.OF_ACCOUNT, false, new What.Memory(4_096));
        assertThat(run(memory, "")).contains("is gone, or behind a link");
        assertThat(run(at("dangling", new What.Machines(folder.resolve("data/file"), true)), ""))
                .contains("dangling is no file");
        assertThat(folder.resolve("private")).isDirectoryNotContaining("glob:**/new");
    }

    @Test
    void moreThanASecretMayHaveIsNotMounted() throws Exception {
        Files.write(folder.resolve("data/file"), new byte[5_000]);

        assertThat(run(at("key", new What.Secret(folder.resolve("data/file"), 4_096)), "cat key"))
                .contains("it has more than 4096 bytes");
    }

    @Test
    void whatTheMachineHasReadOnlyStaysSo() throws Exception {
        var closed = Files.createDirectory(folder.resolve("closed"));
        var mount = new Mount("x", folder, "private", Missing.REFUSED, false, new What.Machines(closed, false));
        var text = new StringBuilder("set -e\nmount --bind ");
        text.append(Shell.quote(folder.resolve("data").toString())).append(' ').append(Shell.quote(closed.toString()));
        text.append("\nmount -o remount,bind,ro ")
                .append(Shell.quote(closed.toString()))
                .append('\n');
        MountText.write(text, List.of(mount), Account.self(), folder.resolve("stage here"));
        text.append("cat ")
                .append(Shell.quote(folder + "/private/file"))
                .append("\n: >")
                .append(Shell.quote(folder + "/private/new"));
        var process = new ProcessBuilder(
                        "unshare", "--mount", "--propagation", "slave", "/bin/sh", "-c", text.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("of data\n")
                .contains("Read-only");
    }
}
