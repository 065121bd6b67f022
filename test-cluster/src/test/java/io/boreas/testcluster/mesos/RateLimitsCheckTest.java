package io.boreas.testcluster.mesos;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.launcher.Boreas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code boreas master --check} says of a file of rate limits. */
final class RateLimitsCheckTest {
    @TempDir
    Path root;

    /** How {@code --check} ends, and what it says if not well. */
    private record Checked(int exit, String text) {}

    @Test
    void aFileThatCannotBeUsedIsSaidBeforeTheStart() throws IOException {
        var file = root.resolve("rate-limits.json");
        var missing = checked(file);
        assertThat(missing.exit()).isNotZero();
        assertThat(missing.text()).contains("boreas.http.mesos.rate-limits names " + file + ", which cannot be read");

        Files.writeString(file, "{\"limits\": [{\"principal\": \"web\", \"qps\": -1}]}");
        var negative = checked(file);
        assertThat(negative.exit()).isNotZero();
        assertThat(negative.text())
                .contains(
                        "boreas.http.mesos.rate-limits names " + file + ": limits[0].qps is a positive number, not -1");

        Files.writeString(file, "{\"limits\": [{\"principal\": \"web\", \"qps\": 5, \"capacity\": 100}]}");
        assertThat(checked(file)).isEqualTo(new Checked(0, ""));
    }

    private Checked checked(Path file) {
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        int exit = Boreas.run(
                print,
                print,
                "master",
                "--check",
                "--work-dir",
                root.resolve("none").toString(),
                "-Dboreas.http.mesos.rate-limits=" + file);
        return new Checked(exit, out.toString(StandardCharsets.UTF_8));
    }
}
