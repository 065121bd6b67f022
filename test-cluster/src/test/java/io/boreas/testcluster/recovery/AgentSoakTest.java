package io.boreas.testcluster.recovery;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.JobView;
import io.boreas.testcluster.cell.Drills;
import io.boreas.testcluster.cell.SplitCell;
import io.boreas.testcluster.recovery.Starts.Start;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Short tasks through one agent, which is killed at moments that a seed chooses: in the end each has ended once, as it should, and
 * the machine holds no more than the agent promises to keep.
 */
final class AgentSoakTest {
    private static final int TASKS = Drills.full() ? 20_000 : 300;

    /** A job remembers 100 runs that are over: so each is looked at. */
    private static final int INSTANCES = Drills.full() ? 100 : 25;

    /** While the last of them run the agent is let be, so that what one of them leaves open in it can be counted. */
    private static final int UNDISTURBED = TASKS / 4;

    private static final int KILLS_MAX = Drills.full() ? 1_000 : 2;
    private static final long SEED = Long.getLong("test.drill.seed", 20_260_104);
    private static final long MOMENT_MS_MAX = Drills.full() ? 20_000 : 3_000;
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** A hundred and sixty tasks at a time. */
    private static final String RESOURCES = "cpus:8;mem:8192;disk:8192";

    /** As the agent's settings have it: sandboxes of tasks that are over. */
    private static final int SANDBOXES_MAX = 2_000;

    /** What a JVM opens now and then for itself. */
    private static final int FILES_SLACK = 8;

    private static final List<String> STATES = List.of("PENDING", "ASSIGNED", "STARTING", "RUNNING");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    private final Random random = new Random(SEED);
    private final List<Soaked> jobs = new ArrayList<>();

    /** A job of the soak. */
    private record Soaked(String name, Kind kind) {}

    /** What tasks do. */
    private enum Kind {
        PLAIN,
        NOTES,
        FAILS,
        LEAVES,
        FINAL,
        FETCHES;

        /** What process of it notes its start; empty for none. */
        String noted() {
            return switch (this) {
                case PLAIN -> "";
                case NOTES, FAILS, LEAVES, FETCHES -> "main";
                case FINAL -> "last";
            };
        }

        String end() {
            return this == FAILS ? "FAILED" : "FINISHED";
        }
    }

    @Test
    void nothingIsLeftOfTasksWhoseAgentIsKilledAgainAndAgain() throws InterruptedException {
        var gates = new Gates(root.resolve("gates"));
        var starts = new Starts(root.resolve("starts"));
        var cell = SplitCell.in(root);
        var folder = new WorkFolder(cell.agentDir(), root.resolve("scratch"));
        try (cell;
                var server = new GatedServer(gates)) {
            gates.open("artifact");
            Function<Kind, JobText> text = kind -> text(kind, starts, server.url("artifact"));
            cell.startMaster();
            cell.startAgent("--resources", RESOURCES);
            long began = System.nanoTime();
            submit(cell, TASKS - UNDISTURBED, text);
            int kills = killUntilAllHaveEnded(cell);
            long incarnation = cell.awaitLinked(1);

            submit(cell, INSTANCES, text);
            awaitEnded(cell);
            awaitQuiet(cell, folder);
            var before = Footprint.files(cell.agent().pid());
            submit(cell, UNDISTURBED - INSTANCES, text);
            awaitEnded(cell);
            var left = awaitQuiet(cell, folder);
            double seconds = (System.nanoTime() - began) / 1e9;

            assertThat(cell.awaitLinked(1)).as("undisturbed").isEqualTo(incarnation);
            assertThat(Footprint.files(cell.agent().pid()).size())
                    .as("open files, before: " + before)
                    .isLessThanOrEqualTo(before.size() + FILES_SLACK);
            assertThat(left.ended()).isLessThanOrEqualTo(SANDBOXES_MAX);
            assertThat(left.sandboxes()).isLessThanOrEqualTo(SANDBOXES_MAX);
            assertEachEndedOnce(cell, starts);
            System.out.printf(
                    Locale.ROOT,
                    "%d tasks in %.0f s, %d kills of the agent, seed %d; open files %d, before the last %d tasks %d; left: %s%n",
                    TASKS,
                    seconds,
                    kills,
                    SEED,
                    left.files(),
                    UNDISTURBED - INSTANCES,
                    before.size(),
                    left);
        }
        Footprint.removeGroups(folder.nonce());
    }

    private void submit(SplitCell cell, int tasks, Function<Kind, JobText> text) {
        for (int i = 0; i < tasks / INSTANCES; i++) {
            var kind = Kind.values()[random.nextInt(Kind.values().length)];
            var job = new Soaked("soak-" + jobs.size(), kind);
            var body = text.apply(kind).with("name", job.name()).instances(INSTANCES);
            assertThat(cell.client().post(JOBS, body.toString()).status()).isEqualTo(201);
            jobs.add(job);
        }
    }

    private static JobText text(Kind kind, Starts starts, String artifact) {
        var job = JobText.adHoc("");
        switch (kind) {
            case PLAIN -> job.process("main", "true");
            case NOTES -> job.process("main", starts.noting("main", "true"));
            case FAILS -> job.process("main", starts.noting("main", "exit 3"));
            case LEAVES ->
                job.process("main", starts.noting("main", "setsid sleep 1000 </dev/null >/dev/null 2>&1 & exit 0"));
            case FINAL -> job.process("main", "true").finalProcess("last", starts.noting("last", "true"));
            case FETCHES -> job.fetch(artifact).process("main", starts.noting("main", "grep -q ended artifact"));
        }
        return job;
    }

    /** Kills the agent, and starts it again, for as long as some job has not ended; how often. */
    private int killUntilAllHaveEnded(SplitCell cell) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int kills = 0;
        while (kills < KILLS_MAX && !unended(cell).isEmpty()) {
            assertThat(System.nanoTime()).as(() -> story(cell)).isLessThan(deadline);
            // More often than not soon after its start, while it takes up what it found.
            TimeUnit.MILLISECONDS.sleep(random.nextLong(1 + random.nextLong(MOMENT_MS_MAX)));
            cell.agent().killHard();
            cell.startAgent("--resources", RESOURCES);
            kills++;
        }
        awaitEnded(cell);
        return kills;
    }

    private void awaitEnded(SplitCell cell) {
        try {
            Await.that("all jobs have ended", PATIENCE, () -> unended(cell).isEmpty());
        } catch (AssertionError e) {
            throw new AssertionError(story(cell), e);
        }
    }

    /** The newest jobs are looked at first: what ended stays so. */
    private List<JobView> unended(SplitCell cell) {
        for (var job : jobs.reversed()) {
            var view = cell.client().job(key(job.name())).orElseThrow();
            if (!view.active().isEmpty()) {
                return List.of(view);
            }
        }
        return List.of();
    }

    private String story(SplitCell cell) {
        return "seed " + SEED + " (-Dtest.drill.seed), not ended: " + unended(cell);
    }

    private static Footprint awaitQuiet(SplitCell cell, WorkFolder folder) {
        return Await.until("nothing is left but the agent, its spawner and ended tasks", Await.DEADLINE, () -> {
            var left = Footprint.of(
                    cell.agentDir(), folder, cell.processes(), cell.agent().pid());
            return left.isQuiet() && left.sandboxes() <= SANDBOXES_MAX ? Optional.of(left) : Optional.empty();
        });
    }

    private void assertEachEndedOnce(SplitCell cell, Starts starts) {
        var counts = starts.all().stream().collect(Collectors.groupingBy(Start::task, Collectors.counting()));
        var noted = new TreeSet<String>();
        for (var job : jobs) {
            var view = cell.client().job(key(job.name())).orElseThrow();
            var expected = new ArrayList<>(STATES);
            expected.add(job.kind().end());
            assertThat(view.ended())
                    .as(job + ", seed " + SEED)
                    .hasSize(INSTANCES)
                    .allSatisfy(
                            run -> assertThat(run.states()).as(run.toString()).isEqualTo(expected));
            if (!job.kind().noted().isEmpty()) {
                view.ended().forEach(run -> noted.add(run.taskId()));
            }
        }
        assertThat(counts.keySet()).as("tasks that ran, seed " + SEED).isEqualTo(noted);
        assertThat(counts.values()).as("starts of each, seed " + SEED).containsOnly(1L);
    }
}
