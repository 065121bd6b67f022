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

    @Test
    void aFileThatCannotBeUsedIsSaidBeforeTheStart() throws IOException {
        var file = root.resolve("rate-limits.json");
        assertThat(checked(file)).contains("boreas.http.mesos.rate-limits names " + file + ", which cannot be read");

        Files.writeString(file, "{\"limits\": [{\"principal\": \"web\", \"qps\": -1}]}");
        assertThat(checked(file))
                .contains("boreas.http.mesos.rate-limits names " + file
                        + ": limits[0].qps is a positive number, not -1")
                .doesNotContain("can use these settings");

        Files.writeString(file, "{\"limits\": [{\"principal\": \"web\", \"qps\": 5, \"capacity\": 100}]}");
        assertThat(checked(file)).contains("a master can use these settings");
    }

    private String checked(Path file) {
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        var before = System.out;
        System.setOut(print);
        try {
            Boreas.run(
                    print,
                    print,
                    "master",
                    "--check",
                    "--work-dir",
                    root.resolve("none").toString(),
                    "-Dboreas.http.mesos.rate-limits=" + file);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
