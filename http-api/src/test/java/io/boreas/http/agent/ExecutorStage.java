package io.boreas.http.agent;

import io.boreas.agent.executor.ExecutorRunner;
import io.boreas.agent.executor.ExecutorSettings;
import io.boreas.agent.isolation.IsolationSettings;
import io.boreas.agent.isolation.PortChecks;
import io.boreas.agent.task.HeldTask;
import io.boreas.agent.task.ProcessTaskRunner;
import io.boreas.agent.task.RunnerSettings;
import io.boreas.agent.task.StatusListener;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.FrameworkExecutor;
import io.boreas.core.agent.FrameworkExecutor.Kind;
import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.agent.Work;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.Payload;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.http.mesos.operator.Verbosity;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.state.LogFile;
import io.boreas.http.mesos.wire.PageHosts;
import io.boreas.http.security.AuthenticationSettings;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.ServerBinding;

/** An agent's executors over a work directory, its door, and all that was heard of them. Ends every process at the end. */
final class ExecutorStage implements AutoCloseable {
    static final FrameworkId FRAMEWORK = new FrameworkId("framework-1");
    private static final Instant START = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final String RESOURCES = "cpus:0.1;mem:32";

    final List<StatusUpdate> updates = new CopyOnWriteArrayList<>();
    final List<FromAgent.ExecutorExited> exits = new CopyOnWriteArrayList<>();
    final List<FromAgent.ExecutorSaid> said = new CopyOnWriteArrayList<>();
    final int port;
    Duration registrationTimeout = Duration.ofSeconds(20);
    Duration reregistrationTimeout = Duration.ofSeconds(10);
    Duration shutdownGrace = Duration.ofSeconds(5);
    boolean authenticate;
    String acls = "";
    AuthenticationSettings guarded = AuthenticationSettings.none("boreas.agent.http.authentication");
    LogFile log = LogFile.NONE;
    int streamBytesMax = 1 << 20;
    IsolationSettings isolation = IsolationSettings.DEFAULT;
    Duration rescanInterval = Duration.ofMillis(200);

    private final ActorSystem system;
    private final Path workDir;
    private final Path script;
    private ExecutorRunner runner;
    private ServerBinding binding;
    private List<HeldTask> held = List.of();

    ExecutorStage(ActorSystem system, Path workDir) throws IOException {
        this.system = system;
        this.workDir = workDir;
        this.script = workDir.resolveSibling(workDir.getFileName() + "-executor.py");
        try (var in = ExecutorStage.class.getResourceAsStream("executor.py");
                var socket = new ServerSocket(0)) {
            Files.write(script, in.readAllBytes());
            port = socket.getLocalPort();
        }
    }

    ExecutorStage open() throws Exception {
        var info = new AgentInfo(
                "127.0.0.1", port, Attributes.none(), Resources.parse("cpus:8;mem:8192;disk:8192"), "test");
        var settings = new RunnerSettings(
                workDir,
                "127.0.0.1",
                InstantSource.system(),
                System.getenv("PATH"),
                64,
                rescanInterval,
                Duration.ofDays(1),
                100,
                1L << 30);
        runner = new ExecutorRunner(
                new ExecutorSettings(
                        workDir,
                        info,
                        "127.0.0.1",
                        registrationTimeout,
                        reregistrationTimeout,
                        Duration.ofMinutes(15),
                        Duration.ofSeconds(2),
                        shutdownGrace,
                        authenticate,
                        InstantSource.system()),
                new ProcessTaskRunner(settings.at("127.0.0.1:" + port).isolated(isolation)),
                new MesosExecutorReader(),
                new ProtobufLinkCodec());
        binding = AgentServer.bind(system, runner, httpSettings(), Verbosity.fixed(), log)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        runner.belongsTo(new AgentId("agent-1"));
        held = runner.recover(new StatusListener() {
            @Override
            public void observed(StatusUpdate update) {
                updates.add(update);
            }

            @Override
            public void exited(FromAgent.ExecutorExited exited) {
                exits.add(exited);
            }

            @Override
            public void said(FromAgent.ExecutorSaid message) {
                said.add(message);
            }
        });
        return this;
    }

    private AgentHttpSettings httpSettings() {
        return new AgentHttpSettings(
                "127.0.0.1",
                port,
                false,
                64,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                1 << 20,
                streamBytesMax,
                Duration.ofMinutes(30),
                guarded,
                acls.isEmpty() ? Optional.empty() : Optional.of(file(acls)),
                PageHosts.of(List.of("master.example")));
    }

    private Path file(String text) {
        try {
            return Files.writeString(workDir.resolveSibling("acls.json"), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The agent dies and comes back; what it was about to say is said again. */
    void restart() throws Exception {
        stop();
        open();
    }

    void stop() throws Exception {
        binding.terminate(Duration.ofMillis(10)).toCompletableFuture().get(20, TimeUnit.SECONDS);
        runner.close();
    }

    ExecutorRunner runner() {
        return runner;
    }

    List<HeldTask> held() {
        return held;
    }

    /** An executor that is the script, with these variables. */
    HostedExecutor custom(String id, Map<String, String> variables) {
        var environment = Mesos.Environment.newBuilder();
        new TreeMap<>(variables)
                .forEach((name, value) -> environment.addVariables(
                        Mesos.Environment.Variable.newBuilder().setName(name).setValue(value)));
        var info = Mesos.ExecutorInfo.newBuilder()
                .setExecutorId(Mesos.ExecutorID.newBuilder().setValue(id))
                .setType(Mesos.ExecutorInfo.Type.CUSTOM)
                .setCommand(Mesos.CommandInfo.newBuilder()
                        .setValue("exec python3 '" + script + "'")
                        .setEnvironment(environment))
                .build();
        return hosted(id, Kind.CUSTOM, info);
    }

    /** The executor that is built in. */
    static HostedExecutor builtIn(String id) {
        return builtIn(id, RESOURCES);
    }

    static HostedExecutor builtIn(String id, String resources) {
        var info = Mesos.ExecutorInfo.newBuilder()
                .setExecutorId(Mesos.ExecutorID.newBuilder().setValue(id))
                .setType(Mesos.ExecutorInfo.Type.DEFAULT)
                .build();
        return hosted(id, Kind.DEFAULT, info, resources);
    }

    static HostedExecutor hosted(String id, Kind kind, Mesos.ExecutorInfo info) {
        return hosted(id, kind, info, RESOURCES);
    }

    private static HostedExecutor hosted(String id, Kind kind, Mesos.ExecutorInfo info, String resources) {
        var executor = new FrameworkExecutor(id, kind, Resources.parse(resources), Payload.of(info.toByteArray()));
        return new HostedExecutor(new ExecutorKey(FRAMEWORK, id), executor, new Role("*"), START, false);
    }

    static TaskId key(String task) {
        return TaskKeys.run(FRAMEWORK, new TaskId(task), START);
    }

    static Work work(String task, HostedExecutor executor, Optional<TaskSpec> command, Optional<String> group) {
        return work(task, executor, command, group, Resources.parse("cpus:0.1;mem:32"));
    }

    static Work work(
            String task,
            HostedExecutor executor,
            Optional<TaskSpec> command,
            Optional<String> group,
            Resources resources) {
        var info = Mesos.TaskInfo.newBuilder()
                .setName(task)
                .setTaskId(Mesos.TaskID.newBuilder().setValue(task))
                .setAgentId(Mesos.AgentID.newBuilder().setValue("agent-1"))
                .build();
        return new Work(
                key(task),
                FRAMEWORK,
                new TaskId(task),
                task,
                new Role("*"),
                resources,
                command,
                Optional.of(executor.key().executor()),
                Optional.of(Duration.ofSeconds(1)),
                group.map(ExecutorStage::key),
                Payload.of(info.toByteArray()),
                true);
    }

    /** What is taken on disk counts, and is looked at often. */
    static IsolationSettings lookingAtDisks() {
        return new IsolationSettings(
                "disk/du",
                false,
                false,
                0,
                new TreeMap<>(),
                IsolationSettings.CAPABILITIES_DEFAULT,
                Optional.empty(),
                "boreas-test",
                Duration.ofSeconds(1),
                Duration.ofMillis(50),
                PortChecks.DEFAULT);
    }

    static TaskSpec command(String cmdline) {
        return new TaskSpec(
                "task",
                List.of(new ProcessSpec("task", cmdline, 1, false, false, Duration.ZERO, false)),
                List.of(),
                Resources.parse("cpus:0.1;mem:32;disk:0"),
                new TreeSet<>(),
                1,
                0,
                Duration.ofSeconds(1),
                "",
                new TreeMap<>(),
                LogPolicy.DEFAULT);
    }

    void launch(HostedExecutor executor, String... tasks) {
        var works = Arrays.stream(tasks)
                .map(task -> work(task, executor, Optional.empty(), Optional.empty()))
                .toList();
        works.forEach(work -> runner.launchWorks(new FromMaster.LaunchWorks(List.of(work), executor, Payload.NONE)));
    }

    /** A group of tasks, by name what each runs. */
    void launchGroup(HostedExecutor executor, Map<String, String> commands) {
        var first = commands.keySet().iterator().next();
        var works = new ArrayList<Work>();
        commands.forEach(
                (task, cmdline) -> works.add(work(task, executor, Optional.of(command(cmdline)), Optional.of(first))));
        runner.launchWorks(new FromMaster.LaunchWorks(works, executor, Payload.NONE));
    }

    List<TaskState> states(String task) {
        return updates.stream()
                .filter(update -> update.task().equals(key(task)))
                .map(update -> update.status().state())
                .toList();
    }

    StatusUpdate awaitState(String task, TaskState state) {
        await("task " + task + " to be " + state, () -> states(task).contains(state));
        return updates.stream()
                .filter(update ->
                        update.task().equals(key(task)) && update.status().state() == state)
                .findFirst()
                .orElseThrow();
    }

    void acknowledgeAll() {
        updates.forEach(update -> runner.acknowledge(new StatusAck(update.task(), update.sequence())));
    }

    /** Where an executor that has written something runs. */
    Path sandbox(HostedExecutor executor) throws IOException {
        return findSandbox(executor).orElseThrow();
    }

    /** Lines that the executor wrote of what it saw. */
    List<String> seen(HostedExecutor executor) throws IOException {
        var sandbox = findSandbox(executor);
        return sandbox.isPresent() ? Files.readAllLines(sandbox.get().resolve("events")) : List.of();
    }

    private Optional<Path> findSandbox(HostedExecutor executor) throws IOException {
        var name = TaskKeys.run(FRAMEWORK, new TaskId(executor.key().executor()), executor.startedAt()) + "~";
        try (var folders = Files.list(workDir.resolve("sandboxes"))) {
            for (var folder : folders.toList()) {
                var decoded = java.net.URLDecoder.decode(folder.getFileName().toString(), StandardCharsets.UTF_8);
                if (decoded.equals(name) && Files.exists(folder.resolve("events"))) {
                    return Optional.of(folder);
                }
            }
        }
        return Optional.empty();
    }

    /** What follows a word on the first line that begins with it. */
    String awaitSeen(HostedExecutor executor, String word) {
        await("the executor to see " + word, () -> seen(executor).stream().anyMatch(line -> line.startsWith(word)));
        try {
            return seen(executor).stream()
                    .filter(line -> line.startsWith(word))
                    .findFirst()
                    .orElseThrow()
                    .substring(word.length())
                    .strip();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static boolean isAlive(String pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return false;
        }
    }

    void await(String what, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        try {
            while (!condition.call()) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("waited in vain for " + what + "; heard " + updates + " " + exits);
                }
                Thread.sleep(5);
            }
        } catch (AssertionError e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("while waiting for " + what, e);
        }
    }

    @Override
    public void close() throws Exception {
        stop();
        var nonce = "BOREAS_AGENT="
                + Files.readString(workDir.resolve("agent-nonce")).trim();
        int quiet = 0;
        for (int round = 0; round < 100 && quiet < 5; round++) {
            var left = ProcessHandle.allProcesses()
                    .filter(process -> environment(process.pid()).contains(nonce) && isAlive("" + process.pid()))
                    .toList();
            quiet = left.isEmpty() ? quiet + 1 : 0;
            left.forEach(ProcessHandle::destroyForcibly);
            Thread.sleep(20);
        }
    }

    private static String environment(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
