package io.boreas.testcluster.cell;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Several masters on a journal that they share, and an agent: processes that are killed, stopped and started one by one. */
public final class MastersCell implements AutoCloseable {
    private static final Pattern MASTER_UP = Pattern.compile("master at (https?://\\S+/?), agents dial port");
    private static final Pattern AGENT_UP = Pattern.compile("agent is up");
    private static final Duration START_DEADLINE = Duration.ofMinutes(2);

    private final Path root;
    private final Map<String, String> settings;
    private final Optional<Security> security;
    private final List<Member> masters = new ArrayList<>();
    private final TaskProcesses processes;
    private int starts;
    private @Nullable BoreasProcess agent;

    /** One master's place: it is the same after each start. */
    private static final class Member {
        final int port;
        final CellClient client;

        @Nullable
        BoreasProcess process;

        Member(int port, Optional<SSLContext> tls) {
            this.port = port;
            var scheme = tls.isPresent() ? "https" : "http";
            this.client = new CellClient(URI.create(scheme + "://127.0.0.1:" + port + "/"), tls);
        }

        int linkPort() {
            return port + 1;
        }

        /** And the one after it. */
        int clusterPort() {
            return port + 2;
        }

        String address() {
            return "127.0.0.1:" + clusterPort();
        }
    }

    /**
     * How a cell speaks TLS.
     *
     * @param masters what each master is told, for as many as there are
     * @param agent what the agent is told
     * @param client whom clients believe
     */
    public record Security(List<Map<String, String>> masters, Map<String, String> agent, SSLContext client) {}

    private MastersCell(Path root, int masters, Map<String, String> settings, Optional<Security> security) {
        this.root = root;
        this.settings = new TreeMap<>(settings);
        this.security = security;
        this.processes = new TaskProcesses(agentDir());
        for (int i = 0; i < masters; i++) {
            this.masters.add(new Member(Ports.free(4), security.map(Security::client)));
        }
    }

    /**
     * A cell that is not started yet.
     *
     * @param root its work directories are in this folder
     * @param settings of every master, where the journal is among them
     */
    public static MastersCell in(Path root, int masters, Map<String, String> settings) {
        return new MastersCell(root, masters, settings, Optional.empty());
    }

    /** A cell that speaks TLS; as above. */
    public static MastersCell in(Path root, Map<String, String> settings, Security security) {
        return new MastersCell(root, security.masters().size(), settings, Optional.of(security));
    }

    public int count() {
        return masters.size();
    }

    private Path agentDir() {
        return root.resolve("agent-work");
    }

    /** {@code boreas journal init}: makes the store's tables. */
    public void initStore() {
        var arguments = new ArrayList<>(List.of(
                "journal", "init", "--work-dir", root.resolve("init-work").toString()));
        settings.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        try (var init = BoreasProcess.start(output("init"), arguments)) {
            int code = init.awaitExit(START_DEADLINE);
            if (code != 0) {
                throw new AssertionError("boreas journal init ended with " + code + ":\n" + init.output());
            }
        }
    }

    /** Starts all masters, and waits until each can answer for the whole cell. */
    public void startMasters() {
        for (int i = 0; i < masters.size(); i++) {
            launch(i);
        }
        for (int i = 0; i < masters.size(); i++) {
            awaitMember(i);
        }
    }

    /** Starts one master, and waits until it can answer for the whole cell. */
    public void startMaster(int number) {
        launch(number);
        awaitMember(number);
    }

    private void launch(int number) {
        launch(number, security.map(tls -> tls.masters().get(number)).orElse(Map.of()));
    }

    /** Starts one at a master's place, with what this one is told of TLS instead of that, and waits for nothing. */
    public void launch(int number, Map<String, String> tls) {
        var member = masters.get(number);
        var arguments = new ArrayList<>(List.of(
                "master",
                "--work-dir",
                root.resolve("master-" + number).toString(),
                "--port",
                Integer.toString(member.port),
                "--link-port",
                Integer.toString(member.linkPort()),
                "-Dboreas.cluster.port=" + member.clusterPort(),
                "-Dboreas.cluster.masters="
                        + masters.stream().map(Member::address).collect(Collectors.joining(","))));
        settings.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        tls.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        member.process = BoreasProcess.start(output("master-" + number), arguments);
    }

    /** Waits until a master that was started is a member and ready. */
    public void awaitMember(int number) {
        master(number).awaitOutput(MASTER_UP, START_DEADLINE);
        Await.that(
                "master " + number + " is a member and ready",
                START_DEADLINE,
                () -> isUp(number, number)
                        && client(number).get("/boreas/v1/health").status() == 200);
    }

    /** The port that agents dial at a master. */
    public int linkPort(int number) {
        return masters.get(number).linkPort();
    }

    public BoreasProcess master(int number) {
        var process = masters.get(number).process;
        if (process == null) {
            throw new IllegalStateException("master " + number + " was never started");
        }
        return process;
    }

    /** A master's doors. */
    public CellClient client(int number) {
        return masters.get(number).client;
    }

    /** The master that hosts planner and allocator, as another one sees it; empty while there is none. */
    public Optional<Integer> leader(int seenBy) {
        return IntStream.range(0, masters.size())
                .boxed()
                .filter(number -> view(number, seenBy, "leads").equals("true"))
                .findFirst();
    }

    /** Whether one master takes part, as another or itself sees it. */
    public boolean isUp(int number, int seenBy) {
        return view(number, seenBy, "standing").equals("UP");
    }

    private String view(int number, int seenBy, String field) {
        var items = client(seenBy).get("/boreas/v1/masters").json().path("items");
        for (var item : items) {
            if (item.path("address").asText().equals(masters.get(number).address())) {
                return item.path(field).asText();
            }
        }
        return "";
    }

    /** Starts the agent, which may dial any master, and waits until it dials. */
    public void startAgent(String... options) {
        var arguments = new ArrayList<>(List.of(
                "agent",
                "--work-dir",
                agentDir().toString(),
                "--master",
                masters.stream().map(member -> member.client.url().toString()).collect(Collectors.joining(",")),
                "--agent-port",
                "0"));
        security.ifPresent(tls -> tls.agent().forEach((key, value) -> arguments.add("-D" + key + "=" + value)));
        arguments.addAll(List.of(options));
        agent = BoreasProcess.start(output("agent"), arguments);
        agent.awaitOutput(AGENT_UP, Await.DEADLINE);
    }

    /** The real processes of the agent's tasks. */
    public TaskProcesses processes() {
        return processes;
    }

    /** Kills everything, the agent first, so that nothing is started again. */
    @Override
    public void close() {
        if (agent != null) {
            agent.close();
        }
        for (var member : masters) {
            member.client.close();
            if (member.process != null) {
                member.process.close();
            }
        }
        processes.killAll();
    }

    private Path output(String name) {
        return root.resolve("output-" + name + "-" + starts++);
    }
}
