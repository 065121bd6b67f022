package io.boreas.agent.task;

import io.boreas.agent.fetch.FetchSettings;
import io.boreas.agent.image.ImageSettings;
import io.boreas.agent.isolation.IsolationSettings;
import io.boreas.agent.sandbox.FolderNames;
import io.boreas.agent.session.SessionSettings;
import io.boreas.agent.volume.VolumeSettings;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Artifact;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** An agent's runner over a work directory, and all that was heard from it. Ends every process at the end. */
final class TestAgent implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final Path workDir;
    private IsolationSettings isolation;
    private final FetchSettings fetch;
    private final SessionSettings sessions;
    private final ImageSettings images;
    private final VolumeSettings volumes;
    private final List<StatusUpdate> heard = new CopyOnWriteArrayList<>();
    private ProcessTaskRunner runner;
    private List<HeldTask> held;

    TestAgent(Path workDir) throws IOException {
        this(workDir, IsolationSettings.DEFAULT);
    }

    TestAgent(Path workDir, IsolationSettings isolation) throws IOException {
        this(workDir, isolation, FetchSettings.DEFAULT, SessionSettings.DEFAULT);
    }

    TestAgent(Path workDir, FetchSettings fetch) throws IOException {
        this(workDir, IsolationSettings.DEFAULT, fetch, SessionSettings.DEFAULT);
    }

    TestAgent(Path workDir, SessionSettings sessions) throws IOException {
        this(workDir, IsolationSettings.DEFAULT, FetchSettings.DEFAULT, sessions);
    }

    TestAgent(Path workDir, ImageSettings images) throws IOException {
        this(
                workDir,
                IsolationSettings.DEFAULT,
                FetchSettings.DEFAULT,
                SessionSettings.DEFAULT,
                images,
                VolumeSettings.DEFAULT);
    }

    TestAgent(Path workDir, IsolationSettings isolation, ImageSettings images, VolumeSettings volumes)
            throws IOException {
        this(workDir, isolation, FetchSettings.DEFAULT, SessionSettings.DEFAULT, images, volumes);
    }

    private TestAgent(Path workDir, IsolationSettings isolation, FetchSettings fetch, SessionSettings sessions)
            throws IOException {
        this(workDir, isolation, fetch, sessions, ImageSettings.DEFAULT, VolumeSettings.DEFAULT);
    }

    private TestAgent(
            Path workDir,
            IsolationSettings isolation,
            FetchSettings fetch,
            SessionSettings sessions,
            ImageSettings images,
            VolumeSettings volumes)
            throws IOException {
        this.workDir = workDir;
        this.isolation = isolation;
        this.fetch = fetch;
        this.sessions = sessions;
        this.images = images;
        this.volumes = volumes;
        open();
    }

    /** Settings quick enough for tests. */
    static RunnerSettings settings(Path workDir) {
        return new RunnerSettings(
                workDir,
                "host.example",
                InstantSource.system(),
                System.getenv("PATH"),
                64,
                Duration.ofMillis(200),
                Duration.ofDays(1),
                100,
                1L << 30);
    }

    void open() throws IOException {
        runner = new ProcessTaskRunner(settings(workDir)
                .isolated(isolation)
                .fetching(fetch)
                .entered(sessions)
                .furnished(images)
                .mounting(volumes));
        held = runner.recover(heard::add);
    }

    void restart() throws IOException {
        runner.close();
        open();
    }

    /** The next agent keeps tasks otherwise within their limits. */
    void restart(IsolationSettings other) throws IOException {
        isolation = other;
        restart();
    }

    ProcessTaskRunner runner() {
        return runner;
    }

    List<HeldTask> held() {
        return held;
    }

    static TaskSpec spec(ProcessSpec... processes) {
        return new TaskSpec(
                "test",
                List.of(processes),
                List.of(),
                Resources.parse("cpus:0.1;mem:16;disk:16"),
                new TreeSet<>(),
                1,
                0,
                Duration.ofSeconds(5),
                "",
                new TreeMap<>(),
                LogPolicy.DEFAULT);
    }

    static TaskSpec fetching(TaskSpec plain, Artifact... artifacts) {
        return with(plain.user(), List.of(artifacts), plain);
    }

    /** The same, but run by this account. */
    static TaskSpec as(String user, TaskSpec plain) {
        return with(user, plain.fetch(), plain);
    }

    private static TaskSpec with(String user, List<Artifact> fetch, TaskSpec plain) {
        return new TaskSpec(
                plain.name(),
                plain.processes(),
                plain.order(),
                plain.resources(),
                plain.ports(),
                plain.maxFailures(),
                plain.maxConcurrency(),
                plain.finalizationWait(),
                user,
                plain.environment(),
                plain.logs(),
                fetch,
                plain.health(),
                plain.check(),
                plain.container(),
                plain.lifecycle(),
                plain.limits(),
                plain.maxCompletionTime(),
                plain.rlimits(),
                plain.capabilities());
    }

    static ProcessSpec process(String name, String cmdline) {
        return new ProcessSpec(name, cmdline, 1, false, false, Duration.ZERO, false);
    }

    static TaskLaunch launchOf(String id, TaskSpec spec) {
        return launchOf(id, spec, "cpus:0.1;mem:16;disk:16");
    }

    static TaskLaunch launchOf(String id, TaskSpec spec, String resources) {
        var ports = new TreeMap<String, Integer>();
        ports.put("http", 31_234);
        return new TaskLaunch(
                new TaskId(id),
                new Owner.JobInstance(new JobKey("www", "devel", "hello"), 7),
                spec,
                Resources.parse(resources),
                ports);
    }

    TaskId launch(String id, ProcessSpec... processes) {
        return launch(id, spec(processes));
    }

    TaskId launchWith(String id, String resources, String cmdline) {
        runner.launch(launchOf(id, spec(process("main", cmdline)), resources));
        return new TaskId(id);
    }

    TaskId launch(String id, TaskSpec spec) {
        runner.launch(launchOf(id, spec));
        return new TaskId(id);
    }

    TaskId launch(String id, String cmdline) {
        return launch(id, process("main", cmdline));
    }

    void kill(TaskId task, Duration grace) {
        runner.kill(new KillOrder(task, grace, "killed by the test"));
    }

    void acknowledge(TaskId task) {
        var all = updates(task);
        runner.acknowledge(new StatusAck(task, all.getLast().sequence()));
    }

    List<StatusUpdate> updates(TaskId task) {
        return heard.stream().filter(update -> update.task().equals(task)).toList();
    }

    List<TaskState> states(TaskId task) {
        return updates(task).stream().map(update -> update.status().state()).toList();
    }

    TaskStatus awaitEnd(TaskId task) {
        await("the end of " + task + ", heard " + states(task), () -> states(task).stream()
                .anyMatch(TaskState::isTerminal));
        return updates(task).getLast().status();
    }

    void awaitState(TaskId task, TaskState state) {
        await(task + " to be " + state + ", heard " + states(task), () -> states(task)
                .contains(state));
    }

    Path sandbox(TaskId task) {
        return workDir.resolve("sandboxes").resolve(task.value());
    }

    /** The text of a file of the sandbox, once it is there with a line's end. */
    String awaitFile(TaskId task, String path) {
        return awaitFile(sandbox(task).resolve(path));
    }

    /** What one look at the file found, since what writes it again may have emptied it by the next look. */
    static String awaitFile(Path file) {
        var found = new AtomicReference<>("");
        await(file + " to be written", () -> {
            if (Files.exists(file)) {
                found.set(Files.readString(file));
            }
            return found.get().endsWith("\n");
        });
        return found.get().trim();
    }

    /** What a task gets of cores in some time. */
    double cores(TaskId task, Duration time) throws InterruptedException {
        var folder = FolderNames.of(task.value());
        long began = System.nanoTime();
        long before = runner.isolation().usage(folder).cpuNanos();
        Thread.sleep(time);
        long used = runner.isolation().usage(folder).cpuNanos() - before;
        return (double) used / (System.nanoTime() - began);
    }

    static boolean isAlive(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return false;
        }
    }

    static void await(String what, Callable<Boolean> condition) {
        Instant deadline = Instant.now().plus(DEADLINE);
        try {
            while (!condition.call()) {
                if (Instant.now().isAfter(deadline)) {
                    throw new AssertionError("waited in vain for " + what);
                }
                Thread.sleep(5);
            }
        } catch (AssertionError e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("while waiting for " + what, e);
        }
    }

    /** All living processes with this text in their environment or arguments. */
    static List<Long> processesWith(String text) {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> pid != ProcessHandle.current().pid() && isAlive(pid))
                .filter(pid -> read(pid, "environ").contains(text)
                        || read(pid, "cmdline").contains(text))
                .toList();
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + file), java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }

    @Override
    public void close() throws Exception {
        runner.close();
        var nonce = "BOREAS_AGENT="
                + Files.readString(workDir.resolve("agent-nonce")).trim();
        // a start may be on its way to the spawner still: nothing is left only when nothing was found a few times in a
        // row
        int quiet = 0;
        for (int round = 0; round < 100 && quiet < 5; round++) {
            var left = processesWith(nonce);
            quiet = left.isEmpty() ? quiet + 1 : 0;
            left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            Thread.sleep(20);
        }
        runner.isolation().sweep(Set.of());
        runner.isolation().close();
    }
}
