package io.boreas.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {
    @TempDir
    Path root;

    @Test
    void whoReadsARunThatIsMadeReadyAgainReadsTheWholeOfIt() throws Exception {
        var files = new RunFiles(root);
        var run = new RunName("t", 0, 0);
        Files.createDirectory(root.resolve("t"));
        files.prepare(run, command("echo first"));
        var launch = root.resolve("t/0.0.launch");
        var first = Files.readString(launch);

        try (var reader = Files.newInputStream(launch)) {
            files.prepare(run, command("echo second"));
            assertThat(new String(reader.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(first);
        }

        assertThat(launch).content().isNotEqualTo(first).contains("echo second");
        assertThat(files.list("t")).containsExactly(run);
    }

    private Command command(String cmdline) {
        return new Command(
                cmdline,
                Collections.emptySortedMap(),
                root,
                Account.self(),
                root.resolve("stdout"),
                root.resolve("stderr"),
                Confinement.NONE);
    }
}
