package io.boreas.testcluster.cell;

import static io.boreas.drill.cell.CellClient.JOBS;
import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient.Reply;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.JobView;
import io.boreas.drill.cell.JobView.Run;
import io.boreas.drill.cell.TaskProcesses.Seen;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client works with a few jobs while the cell's JVM, and processes of tasks, are killed at moments that a seed chooses. A command
 * without an answer is sent again under its key. In the end the cell is what the commands say, and so is the machine.
 */
final class RandomKillsTest {
    private static final int KILLS = Drills.full() ? 12 : 3;
    private static final int COMMANDS_BETWEEN_KILLS = 6;
    private static final long SEED = Long.getLong("test.drill.seed", 20_260_102);
    private static final int JOBS_MAX = 4;
    private static final int INSTANCES_MAX = 6;
    private static final long MOMENT_MS_MAX = 120;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path root;

    private final Random random = new Random(SEED);
    /** The instances that each job has by the commands that were answered. */
    private final TreeMap<String, TreeSet<Integer>> wanted = new TreeMap<>();

    private final List<String> told = new ArrayList<>();
    private LocalCell cell = LocalCell.in(Path.of("none"));

    @AfterEach
    void close() {
        cell.close();
    }

    @Test
    void inTheEndTheCellAndTheMachineAreWhatTheCommandsSay() throws InterruptedException {
        cell = LocalCell.in(
                root,
                "--resources",
                "cpus:4;mem:4096;disk:4096",
                "-Dboreas.jobs.penalty-min=50ms",
                "-Dboreas.jobs.penalty-max=200ms",
                "-Dboreas.groups.snapshot-every=10");
        cell.start();
        try (var watch = new InstanceWatch(cell.processes())) {
            for (int kill = 0; kill < KILLS; kill++) {
                for (int i = 0; i < COMMANDS_BETWEEN_KILLS; i++) {
                    command(false);
                    harmSomeProcess();
                }
                command(true);
            }
            wanted.forEach(this::awaitJob);
            awaitMachine();
            assertThat(watch.doubles()).as(story()).isEmpty();
        }
    }

    /** What a client asks for, and what it changes in what is wanted if it is done. */
    private record Command(String path, String body, Runnable done) {}

    /** Sends one command, again and again until it is answered; meanwhile the JVM may be killed once. */
    private void command(boolean kill) throws InterruptedException {
        var command = choose();
        var id = "command-" + told.size();
        told.add(command.path() + " " + command.body());
        var reply = cell.client().postLater(command.path(), command.body(), id);
        if (kill) {
            TimeUnit.MILLISECONDS.sleep(random.nextLong(MOMENT_MS_MAX));
            cell.process().killHard();
            told.add("killed");
        }
        var answer = await(reply);
        if (kill) {
            cell.start();
        }
        var last = answer.isPresent() ? answer.get() : cell.client().post(command.path(), command.body(), id);
        assertThat(last.status()).as(last + "\n" + story()).isBetween(200, 201);
        command.done().run();
    }

    private Command choose() {
        var name = "job-" + random.nextInt(JOBS_MAX);
        var path = JOBS + "/" + key(name);
        var instances = wanted.computeIfAbsent(name, none -> new TreeSet<>());
        if (instances.isEmpty()) {
            awaitNumbers(name, instances); // a job that is still being stopped is not created again
            int count = 1 + random.nextInt(3);
            var job = JobText.service(name)
                    .instances(count)
                    .process("stay", "trap 'exit 1' TERM; while :; do sleep 0.2; done")
                    .withTask("finalization_wait", 5);
            return new Command(JOBS, job.toString(), () -> addAfter(instances, -1, count));
        }
        int some = instances.stream()
                .skip(random.nextInt(instances.size()))
                .findFirst()
                .orElseThrow();
        var one = "{\"instances\": [" + some + "]}";
        return switch (random.nextInt(4)) {
            case 0 -> new Command(path + "/kill", "{}", instances::clear);
            case 1 -> new Command(path + "/kill", one, () -> instances.remove(some));
            case 2 -> new Command(path + "/restart", one, () -> {});
            default ->
                instances.size() >= INSTANCES_MAX
                        ? new Command(path + "/restart", "{}", () -> {})
                        : more(name, path, instances);
        };
    }

    private Command more(String name, String path, SortedSet<Integer> instances) {
        awaitNumbers(
                name, instances); // a new instance gets a number above all, also those that are still being stopped
        return new Command(path + "/instances", "{\"count\": 1}", () -> addAfter(instances, instances.last(), 1));
    }

    private static void addAfter(SortedSet<Integer> instances, int last, int count) {
        for (int instance = last + 1; instance <= last + count; instance++) {
            instances.add(instance);
        }
    }

    private static Optional<Reply> await(CompletableFuture<Reply> reply) throws InterruptedException {
        try {
            return Optional.of(reply.get(Await.DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException cutOff) {
            return Optional.empty();
        } catch (TimeoutException e) {
            throw new AssertionError("a command was not answered", e);
        }
    }

    private void harmSomeProcess() {
        var processes = cell.processes().alive();
        if (random.nextInt(3) == 0 && !processes.isEmpty()) {
            ProcessHandle.of(processes.get(random.nextInt(processes.size())).pid())
                    .ifPresent(random.nextBoolean() ? ProcessHandle::destroy : ProcessHandle::destroyForcibly);
        }
    }

    private void awaitJob(String name, SortedSet<Integer> instances) {
        awaitNumbers(name, instances);
        await(name + " runs", name, active -> active.stream()
                .allMatch(run -> run.state().equals("RUNNING")));
    }

    private void awaitNumbers(String name, SortedSet<Integer> instances) {
        await(
                name + " has the instances " + instances,
                name,
                active -> active.stream().map(Run::instance).toList().equals(List.copyOf(instances)));
    }

    private void await(String what, String name, Predicate<List<Run>> holds) {
        try {
            Await.that(
                    what,
                    () -> holds.test(
                            cell.client().job(key(name)).map(JobView::active).orElse(List.of())));
        } catch (AssertionError e) {
            throw new AssertionError(cell.client().job(key(name)) + "\n" + story(), e);
        }
    }

    /** One process for each running instance, of the run that the cell tells, and nothing else. */
    private void awaitMachine() {
        var runs = new TreeSet<String>();
        wanted.keySet().forEach(name -> cell.client().job(key(name)).ifPresent(job -> job.active()
                .forEach(run -> runs.add(run.taskId()))));
        try {
            Await.that("the machine runs " + runs, () -> cell.processes().alive().stream()
                    .filter(Seen::first)
                    .map(Seen::taskId)
                    .sorted()
                    .toList()
                    .equals(List.copyOf(runs)));
        } catch (AssertionError e) {
            throw new AssertionError(cell.processes().alive() + "\n" + story(), e);
        }
    }

    private String story() {
        return "seed " + SEED + " (-Dtest.drill.seed), commands:\n" + String.join("\n", told);
    }
}
