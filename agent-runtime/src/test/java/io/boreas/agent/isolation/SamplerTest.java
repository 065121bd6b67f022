package io.boreas.agent.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.Await;
import io.boreas.agent.isolation.SharedFolder.Member;
import io.boreas.agent.process.Belongings;
import io.boreas.agent.process.Enclosure;
import io.boreas.core.resource.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamplerTest {
    private static final int FILES = 20_000;

    @TempDir
    Path folder;

    private Path made(String name) throws IOException {
        return Files.createDirectory(folder.resolve(name));
    }

    private static Sampler.Watched<String> watched(
            String task, Path sandbox, long disk, Optional<SharedFolder> shared) {
        var limits = Limits.of(Resources.parse("cpus:0.1;mem:32;disk:" + disk), Optional.empty(), 0);
        var belongings = new Belongings("BOREAS_TASK_ID=" + task, List.of(), Enclosure.NONE);
        return new Sampler.Watched<>(task, task, sandbox, limits, belongings, shared);
    }

    private static boolean isLooking() {
        return ProcessHandle.current().children().anyMatch(child -> child.info()
                .command()
                .filter(command -> command.endsWith("/du"))
                .isPresent());
    }

    /** The look takes a while at the first's own sandbox, and comes to what is shared after that. */
    @Test
    void whoComesWhileDisksAreLookedAtCountsWithWhatItIsPromised() throws Exception {
        assumeTrue(DiskUse.program().isPresent(), "no du on this machine");
        var first = made("first");
        for (int i = 0; i < FILES; i++) {
            Files.createFile(first.resolve("file-" + i));
        }
        var shared = made("shared");
        var control = made("control");
        Files.write(control.resolve("filled"), new byte[2 << 20]);
        var before = new SharedFolder(shared, 0, List.of(new Member(first, 8L << 20)));
        var after = new SharedFolder(
                shared, 0, List.of(new Member(first, 8L << 20), new Member(made("newcomer"), 64L << 20)));
        var filler = watched("control", control, 1, Optional.empty());
        var settings = new IsolationSettings(
                "disk/du",
                false,
                false,
                0,
                new TreeMap<>(),
                IsolationSettings.CAPABILITIES_DEFAULT,
                Optional.empty(),
                "boreas-test",
                Duration.ofHours(1),
                Duration.ofMillis(50),
                PortChecks.DEFAULT);
        var exceeded = new CopyOnWriteArrayList<String>();
        try (var isolation = Isolation.open(settings, "test");
                var sampler =
                        new Sampler<String>(isolation, "BOREAS_AGENT=test", (task, limitation) -> exceeded.add(task))) {
            sampler.watch(List.of(watched("first", first, 8, Optional.of(before)), filler));
            Await.until("a look", SamplerTest::isLooking);

            sampler.watch(List.of(watched("first", first, 8, Optional.of(after)), filler));
            Files.write(shared.resolve("filled"), new byte[32 << 20]);

            int looks = exceeded.size();
            Await.until("the end of a look", () -> exceeded.size() > looks);
            assertThat(exceeded).containsOnly("control");
        }
    }
}
