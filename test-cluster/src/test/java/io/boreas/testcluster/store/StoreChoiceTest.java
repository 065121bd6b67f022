package io.boreas.testcluster.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.BoreasProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program says of stores that it cannot use: a sentence, and a code. */
class StoreChoiceTest {
    @TempDir
    Path directory;

    private int runs;

    @Test
    void aStoreThatDoesNotExistIsRefused() {
        var ended = run("journal", "init", "--store", "oracle");
        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.output()).contains("embedded, cassandra or postgresql, not \"oracle\"");
    }

    @Test
    void theEmbeddedJournalNeedsNoPreparation() {
        var ended = run("journal", "init");
        assertThat(ended.code()).isZero();
        assertThat(ended.output()).contains("needs no preparation");
    }

    @Test
    void aCassandraThatIsAwayIsToldInASentence() {
        var section = "-Dboreas.persistence.cassandra.";
        var ended = run("master", "-Dboreas.store=cassandra", section + "port=1", section + "start-timeout=1s");
        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.output())
                .contains("Cassandra at 127.0.0.1:1 did not answer within 1 s")
                .doesNotContain("\tat ");
    }

    @Test
    void aPostgresqlThatIsAwayIsToldInASentence() {
        var section = "-Dboreas.persistence.postgresql.";
        var ended = run("master", "-Dboreas.store=postgresql", section + "port=1", section + "start-timeout=1s");
        assertThat(ended.code()).isEqualTo(4);
        assertThat(ended.output())
                .contains("PostgreSQL at jdbc:postgresql://127.0.0.1:1/boreas did not answer within 1 s")
                .doesNotContain("\tat ");
    }

    private record Ended(int code, String output) {}

    private Ended run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--work-dir", directory.resolve("work").toString()));
        try (var process = BoreasProcess.start(directory.resolve("output-" + runs++), all)) {
            int code = process.awaitExit(Await.DEADLINE);
            return new Ended(code, process.output());
        }
    }
}
