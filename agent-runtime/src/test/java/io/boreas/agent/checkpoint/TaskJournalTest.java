package io.boreas.agent.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Capabilities;
import io.boreas.core.task.Container;
import io.boreas.core.task.HttpLifecycle;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.ResourceLimits;
import io.boreas.core.task.ResourceLimits.Limit;
import io.boreas.core.task.Rlimit;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.core.task.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskJournalTest {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");

    @TempDir
    Path folder;

    private static TaskLaunch launch(String id) {
        var spec = new TaskSpec(
                "name",
                List.of(
                        new ProcessSpec("a", "echo ü\n", 0, true, false, Duration.ofMillis(1_500), false),
                        new ProcessSpec("b", "x", 3, false, true, Duration.ZERO, true)),
                List.of(new TaskSpec.Order("a", "b")),
                Resources.parse("cpus:0.5;mem:128;disk:64"),
                new TreeSet<>(List.of("http", "admin")),
                2,
                1,
                Duration.ofSeconds(7),
                "www",
                new TreeMap<>(Map.of("A", "b", "C", "")),
                new LogPolicy(5_000, 3));
        Owner owner = id.startsWith("f")
                ? new Owner.Framework(new FrameworkId("framework"))
                : new Owner.JobInstance(new JobKey("r", "e", "n"), 4);
        return new TaskLaunch(
                new TaskId(id),
                owner,
                spec,
                Resources.parse("cpus(web):0.5;mem:128;ports:[31000-31001]"),
                new TreeMap<>(Map.of("http", 31_000, "admin", 31_001)));
    }

    private static Entry taken(String id) {
        return new Entry.Taken(launch(id), AT);
    }

    private static Entry observed(String id, long sequence, TaskState state) {
        var status = new TaskStatus(state, TaskReason.NONE, StatusSource.EXECUTOR, "because", AT);
        return new Entry.Observed(new StatusUpdate(new TaskId(id), sequence, status));
    }

    private static Entry acknowledged(String id, long sequence) {
        return new Entry.Acknowledged(new StatusAck(new TaskId(id), sequence));
    }

    private static Entry killed(String id, Duration grace) {
        return new Entry.KillOrdered(new KillOrder(new TaskId(id), grace, "why"), AT);
    }

    private Map<TaskId, StoredTask> reopened() throws IOException {
        try (var journal = new TaskJournal(folder)) {
            return new TreeMap<>(journal.tasks());
        }
    }

    @Test
    void whatWasAppendedIsThereAfterwards() throws IOException {
        try (var journal = new TaskJournal(folder)) {
            journal.append(List.of(taken("t"), observed("t", 1, TaskState.STARTING)), true);
            journal.append(List.of(taken("f"), killed("f", Duration.ofSeconds(5))), true);
            assertThat(reopened()).as("read while it is open").isEqualTo(new TreeMap<>(journal.tasks()));
        }

        var task = reopened().get(new TaskId("t"));
        assertThat(task.launch()).isEqualTo(launch("t"));
        assertThat(task.takenAt()).isEqualTo(AT);
        assertThat(task.state()).isEqualTo(TaskState.STARTING);
        assertThat(task.sequence()).isEqualTo(1);
        assertThat(task.unacknowledged()).hasSize(1);
        assertThat(reopened().get(new TaskId("f")).launch()).isEqualTo(launch("f"));
        assertThat(reopened().get(new TaskId("f")).kills()).hasSize(1);
    }

    @Test
    void containersOfTasksAreThereAfterwards() throws IOException {
        var containers = List.of(
                new Container("team/app:1"),
                new Container("", List.of(new Volume("x", false, new Volume.Source.Memory(1L << 40)))),
                new Container(
                        "app",
                        List.of(
                                new Volume("/data", true, new Volume.Source.Host("/srv/data")),
                                new Volume("cache", false, new Volume.Source.Sandbox("kept")),
                                new Volume("both", true, new Volume.Source.Parent("shared")),
                                new Volume("/run/key", true, new Volume.Source.Secret("db")))));
        try (var journal = new TaskJournal(folder)) {
            for (int i = 0; i < containers.size(); i++) {
                var plain = launch("t" + i);
                var launch = new TaskLaunch(
                        plain.task(),
                        plain.owner(),
                        plain.spec().in(containers.get(i)),
                        plain.resources(),
                        plain.ports());
                journal.append(List.of(new Entry.Taken(launch, AT)), true);
            }
        }

        try (var journal = new TaskJournal(folder)) {
            assertThat(journal.tasks().values())
                    .extracting(task -> task.launch().spec().container().orElseThrow())
                    .containsExactlyElementsOf(containers);
        }
    }

    @Test
    void howTasksAreAskedToEndIsThereAfterwards() throws IOException {
        var http = new HttpLifecycle("http", "/quit", "/abort", Duration.ofSeconds(4), Duration.ofMillis(1));
        var specs = List.of(
                launch("t").spec().ending(http),
                launch("t").spec().in(new Container("team/app:1")).ending(http),
                launch("t").spec().in(new Container("team/app:1")));
        assertThat(stored(specs)).containsExactlyElementsOf(specs);
    }

    @Test
    void limitsOfTasksAreThereAfterwards() throws IOException {
        var http = new HttpLifecycle("http", "/quit", "/abort", Duration.ofSeconds(4), Duration.ofMillis(1));
        var limits = new ResourceLimits(Optional.of(new Limit(2_500)), Optional.of(Limit.UNLIMITED));
        var cpus = new ResourceLimits(Optional.of(Limit.UNLIMITED), Optional.empty());
        var spec = launch("t").spec();
        var specs = List.of(
                spec.within(limits),
                spec.within(cpus),
                spec.ending(http).within(limits),
                spec.in(new Container("team/app:1")).ending(http).within(limits),
                spec.ending(http));
        assertThat(stored(specs)).containsExactlyElementsOf(specs);
    }

    @Test
    void howLongTasksMayTakeIsThereAfterwards() throws IOException {
        var time = Duration.ofDays(300).plusNanos(7);
        var limits = new ResourceLimits(Optional.of(new Limit(2_500)), Optional.empty());
        var http = new HttpLifecycle("http", "/quit", "/abort", Duration.ofSeconds(4), Duration.ofMillis(1));
        var spec = launch("t").spec();
        var specs = List.of(
                spec.lastingAtMost(time),
                spec.within(limits).lastingAtMost(time),
                spec.in(new Container("team/app:1")).ending(http).within(limits).lastingAtMost(time),
                spec.ending(http).lastingAtMost(time),
                spec.within(limits));
        assertThat(stored(specs)).containsExactlyElementsOf(specs);
    }

    @Test
    void limitsOfTheirProcessesAreThereAfterwards() throws IOException {
        var time = Duration.ofHours(1);
        var rlimits = new TreeMap<>(Map.of("nofile", new Rlimit(64, Rlimit.UNLIMITED), "core", new Rlimit(0, 0)));
        var spec = launch("t").spec();
        var specs = List.of(
                spec.limited(rlimits),
                spec.lastingAtMost(time).limited(rlimits),
                spec.within(new ResourceLimits(Optional.empty(), Optional.of(Limit.UNLIMITED)))
                        .limited(rlimits),
                spec.lastingAtMost(time));
        assertThat(stored(specs)).containsExactlyElementsOf(specs);
    }

    @Test
    void theirCapabilitiesAreThereAfterwards() throws IOException {
        var some = Optional.<SortedSet<String>>of(new TreeSet<>(List.of("chown", "kill")));
        var none = Optional.<SortedSet<String>>of(Collections.emptySortedSet());
        var rlimits = new TreeMap<>(Map.of("core", new Rlimit(0, 0)));
        var parent = new Container("", List.of(new Volume("both", false, new Volume.Source.Parent("shared"))));
        var spec = launch("t").spec();
        var specs = List.of(
                spec.capable(new Capabilities(some, Optional.empty())),
                spec.capable(new Capabilities(Optional.empty(), none)),
                spec.lastingAtMost(Duration.ofHours(1)).limited(rlimits).capable(new Capabilities(none, some)),
                spec.in(parent).capable(new Capabilities(none, some)),
                spec.in(parent),
                spec.limited(rlimits));
        assertThat(stored(specs)).containsExactlyElementsOf(specs);
    }

    /** What agents of before wrote, they read again: an entry says no later version than it needs. */
    @Test
    void aTaskThatWishesNoCapabilitiesIsWrittenAsBefore() throws IOException {
        var rlimits = new TreeMap<>(Map.of("core", new Rlimit(0, 0)));
        try (var journal = new TaskJournal(folder)) {
            var plain = launch("t");
            var launch = new TaskLaunch(
                    plain.task(), plain.owner(), plain.spec().limited(rlimits), plain.resources(), plain.ports());
            journal.append(List.of(new Entry.Taken(launch, AT)), true);
        }
        assertThat(Files.readAllBytes(file())[8]).isEqualTo((byte) 9);
    }

    private List<TaskSpec> stored(List<TaskSpec> specs) throws IOException {
        try (var journal = new TaskJournal(folder)) {
            for (int i = 0; i < specs.size(); i++) {
                var plain = launch("t" + i);
                var launch =
                        new TaskLaunch(plain.task(), plain.owner(), specs.get(i), plain.resources(), plain.ports());
                journal.append(List.of(new Entry.Taken(launch, AT)), true);
            }
        }
        try (var journal = new TaskJournal(folder)) {
            return journal.tasks().values().stream()
                    .map(task -> task.launch().spec())
                    .toList();
        }
    }

    @Test
    void anAcknowledgedEndForgetsTheTask() throws IOException {
        try (var journal = new TaskJournal(folder)) {
            journal.append(
                    List.of(
                            taken("t"),
                            observed("t", 1, TaskState.RUNNING),
                            observed("t", 2, TaskState.FINISHED),
                            acknowledged("t", 1)),
                    true);
            assertThat(journal.tasks()).hasSize(1);
            assertThat(journal.tasks().get(new TaskId("t")).unacknowledged()).hasSize(1);
            journal.append(List.of(acknowledged("t", 2)), false);
            assertThat(journal.tasks()).isEmpty();
        }
        assertThat(reopened()).isEmpty();
    }

    @Test
    void onlyKillsThatShortenTheGraceMatter() throws IOException {
        try (var journal = new TaskJournal(folder)) {
            journal.append(List.of(taken("t"), killed("t", Duration.ofSeconds(9))), true);
            for (int i = 0; i < 100; i++) {
                journal.append(List.of(killed("t", Duration.ofSeconds(9 + i % 2))), true);
            }
            journal.append(List.of(killed("t", Duration.ofSeconds(1))), true);
        }
        assertThat(reopened().get(new TaskId("t")).kills())
                .extracting(kill -> kill.order().grace())
                .containsExactly(Duration.ofSeconds(9), Duration.ofSeconds(1));
    }

    @Test
    void whateverIsTornOffTheEndAllBeforeItStays() throws IOException {
        try (var journal = new TaskJournal(folder)) {
            journal.append(List.of(taken("one")), true);
        }
        long whole = Files.size(file());
        try (var journal = new TaskJournal(folder)) {
            journal.append(List.of(taken("two")), true);
        }
        var bytes = Files.readAllBytes(file());
        var random = new Random(1);
        for (int round = 0; round < 25; round++) {
            int cut = (int) whole + random.nextInt(bytes.length - (int) whole);
            var torn = java.util.Arrays.copyOf(bytes, random.nextBoolean() ? cut : bytes.length);
            if (torn.length == bytes.length) {
                torn[cut] ^= (byte) 0x40;
            }
            Files.write(file(), torn);
            try (var journal = new TaskJournal(folder)) {
                assertThat(journal.tasks().keySet()).as("cut at %s", cut).containsExactly(new TaskId("one"));
                journal.append(List.of(taken("three")), true);
            }
            assertThat(reopened().keySet()).containsExactly(new TaskId("one"), new TaskId("three"));
        }
    }

    @Test
    void theFileDoesNotGrowWithTasksThatAreOver() throws IOException {
        try (var journal = new TaskJournal(folder)) {
            journal.append(
                    List.of(taken("stays"), observed("stays", 1, TaskState.RUNNING), acknowledged("stays", 1)), true);
            for (int i = 0; i < 200; i++) {
                var entries = new ArrayList<Entry>();
                for (int j = 0; j < 100; j++) {
                    var id = "t" + i + "-" + j;
                    entries.addAll(List.of(taken(id), observed(id, 1, TaskState.FINISHED), acknowledged(id, 1)));
                }
                journal.append(entries, false);
            }
            assertThat(Files.size(file())).isLessThan(9L << 20);
            assertThat(reopened()).isEqualTo(new TreeMap<>(journal.tasks()));
        }
        var stays = reopened().get(new TaskId("stays"));
        assertThat(stays.state()).isEqualTo(TaskState.RUNNING);
        assertThat(stays.sequence()).isEqualTo(1);
        assertThat(stays.unacknowledged()).isEmpty();
    }

    @Test
    void whatCouldNotBeWrittenDoesNotCount() throws IOException {
        var journal = new TaskJournal(folder);
        journal.append(List.of(taken("one")), true);
        journal.close();

        assertThatThrownBy(() -> journal.append(List.of(taken("two")), true)).isInstanceOf(IOException.class);

        assertThat(journal.tasks().keySet()).containsExactly(new TaskId("one"));
        assertThat(reopened().keySet()).containsExactly(new TaskId("one"));
    }

    @Test
    void aLaterVersionsFileIsRefusedAndNotCut() throws IOException {
        try (var journal = new TaskJournal(folder)) {
            journal.append(List.of(taken("one")), true);
        }
        var bytes = Files.readAllBytes(file());
        bytes[8] = 99;
        var crc = new java.util.zip.CRC32C();
        crc.update(bytes, 8, bytes.length - 8);
        java.nio.ByteBuffer.wrap(bytes).putInt(4, (int) crc.getValue());
        Files.write(file(), bytes, StandardOpenOption.TRUNCATE_EXISTING);

        assertThatThrownBy(this::reopened).isInstanceOf(IOException.class).hasMessageContaining("version 99");
        assertThat(Files.readAllBytes(file())).isEqualTo(bytes);
    }

    private Path file() {
        return folder.resolve("tasks.journal");
    }
}
