package io.boreas.drill.cell;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Masters and agents: processes that are killed, stopped and started one by one. One master keeps its journal in its own directory,
 * several on a store that they share. If it is asked for, there is a network between them that can fail.
 */
public final class MastersCell implements AutoCloseable {
    private static final Pattern MASTER_UP = Pattern.compile("master at (https?://\\S+/?), agents dial port");
    private static final Pattern AGENT_UP = Pattern.compile("agent is up");
    private static final Pattern AGENT_LOOKS = Pattern.compile("no master at|" + AGENT_UP);
    private static final Duration START_DEADLINE = Duration.ofMinutes(2);
    private static final Duration PATIENT = Duration.ofSeconds(60);
    private static final Duration IMPATIENT = Duration.ofSeconds(5);

    private final Path root;
    private final Map<String, String> settings;
    private final Optional<Security> security;
    private final List<Member> masters = new ArrayList<>();
    private final Map<Integer, BoreasProcess> agents = new TreeMap<>();
    private final Map<Integer, List<Relay>> agentRelays = new TreeMap<>();
    private final boolean relayed;
    private final TaskProcesses processes;
    private List<String> masterOptions = BoreasProcess.SHORT_LIFE;
    private int starts;

    /** One master's place: it is the same after each start. */
    private static final class Member {
        final int number;
        final int port = Ports.free(5);
        final CellClient client;

        @Nullable
        Relay relay;

        @Nullable
        BoreasProcess process;

        Member(int number, Duration timeout, Optional<SSLContext> tls) {
            this.number = number;
            var scheme = tls.isPresent() ? "https" : "http";
            this.client = new CellClient(URI.create(scheme + "://127.0.0.1:" + port + "/"), timeout, tls);
        }

        int linkPort() {
            return port + 1;
        }

        /** And the one after it. */
        int clusterPort() {
            return port + 2;
        }

        /** Where it really listens to other masters, if a relay does in its place. */
        int relayedPort() {
            return port + 4;
        }

        String address() {
            return "127.0.0.1:" + clusterPort();
        }

        /** What it dials other masters from, so that a relay can tell them apart. */
        String source() {
            return "127.0.1." + (number + 1);
        }
    }

    /**
     * How a cell speaks TLS.
     *
     * @param masters what each master is told, for as many as there are
     * @param agent what agents are told
     * @param client whom clients believe
     */
    public record Security(List<Map<String, String>> masters, Map<String, String> agent, SSLContext client) {}

    private MastersCell(
            Path root,
            int masters,
            Map<String, String> settings,
            Optional<Security> security,
            boolean relayed,
            Duration timeout) {
        this.root = root;
        this.settings = new TreeMap<>(settings);
        this.security = security;
        this.processes = new TaskProcesses(root);
        this.relayed = relayed;
        for (int i = 0; i < masters; i++) {
            var member = new Member(i, timeout, security.map(Security::client));
            if (relayed && masters > 1) {
                member.relay = Relay.between(loopback("127.0.0.1", member.clusterPort()), real(member.relayedPort()));
            }
            this.masters.add(member);
        }
    }

    /**
     * A cell that is not started yet.
     *
     * @param root its work directories are in this folder
     * @param settings of every master, where the journal is among them
     */
    public static MastersCell in(Path root, int masters, Map<String, String> settings) {
        return new MastersCell(root, masters, settings, Optional.empty(), false, PATIENT);
    }

    /** A cell that speaks TLS; as above. */
    public static MastersCell in(Path root, Map<String, String> settings, Security security) {
        return new MastersCell(root, security.masters().size(), settings, Optional.of(security), false, PATIENT);
    }

    /**
     * The same for drills: its clients wait five seconds for an answer.
     *
     * @param relayed whether the networks between masters, and between agents and masters, can fail
     */
    public static MastersCell drilled(Path root, int masters, Map<String, String> settings, boolean relayed) {
        return new MastersCell(root, masters, settings, Optional.empty(), relayed, IMPATIENT);
    }

    public int count() {
        return masters.size();
    }

    /** Tells every master that is started from now on. */
    public void tellMasters(String key, String value) {
        settings.put(key, value);
    }

    /** Starts masters' JVMs with these options from now on, and not with those for a short life. */
    public void startMastersWith(List<String> options) {
        masterOptions = List.copyOf(options);
    }

    public int agentCount() {
        return agents.size();
    }

    /** Sets a master's clock, which runs or not, off by so much. */
    public void setClock(int master, Duration off) {
        try {
            var fresh = clock(master).resolveSibling("clock-" + master + ".new");
            Files.writeString(fresh, Long.toString(off.toSeconds()));
            Files.move(fresh, clock(master), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set a clock", e);
        }
    }

    private Path clock(int master) {
        return root.resolve("clock-" + master);
    }

    private Path agentDir(int number) {
        return root.resolve("agent-" + number);
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
            launchMaster(i);
        }
        for (int i = 0; i < masters.size(); i++) {
            awaitMember(i);
        }
    }

    /** Starts one master, and waits until it can answer for the whole cell. */
    public void startMaster(int number) {
        launchMaster(number);
        awaitMember(number);
    }

    /**
     * Starts one master, and waits for nothing.
     *
     * @param more options that win over all others
     */
    public void launchMaster(int number, String... more) {
        var member = masters.get(number);
        var arguments = new ArrayList<>(List.of(
                "master",
                "--work-dir",
                root.resolve("master-" + number).toString(),
                "--port",
                Integer.toString(member.port),
                "--link-port",
                Integer.toString(member.linkPort()),
                "-Dboreas.rehearsal.clock-file=" + clock(number)));
        if (masters.size() > 1) {
            arguments.add("-Dboreas.cluster.port=" + member.clusterPort());
            arguments.add("-Dboreas.cluster.masters="
                    + masters.stream().map(Member::address).collect(Collectors.joining(",")));
        }
        if (member.relay != null) {
            arguments.add("-Dpekko.remote.artery.bind.hostname=127.0.0.1");
            arguments.add("-Dpekko.remote.artery.bind.port=" + member.relayedPort());
            arguments.add("-Dpekko.remote.artery.advanced.tcp.outbound-client-hostname=" + member.source());
        }
        settings.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        security.ifPresent(
                tls -> tls.masters().get(number).forEach((key, value) -> arguments.add("-D" + key + "=" + value)));
        arguments.addAll(List.of(more));
        member.process = BoreasProcess.start(output("master-" + number), masterOptions, arguments);
    }

    /** Waits until a master that was started is a member and ready. */
    public void awaitMember(int number) {
        master(number).awaitOutput(MASTER_UP, START_DEADLINE);
        Await.that("master " + number + " is a member and ready", START_DEADLINE, () -> isReady(number));
    }

    /** Whether a master takes part, and can answer for the whole cell. */
    public boolean isReady(int number) {
        return isUp(number, number) && client(number).get("/boreas/v1/health").status() == 200;
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

    /** Whether one master is none that takes part, as another tells that answers. */
    public boolean isMissed(int number, int seenBy) {
        var reply = client(seenBy).get("/boreas/v1/masters");
        return reply.status() == 200 && !isUp(number, seenBy);
    }

    private String view(int number, int seenBy, String field) {
        for (var item : client(seenBy).get("/boreas/v1/masters").json().path("items")) {
            // a master that is alone has a port that nobody has to know
            if (masters.size() == 1
                    || item.path("address").asText().equals(masters.get(number).address())) {
                return item.path(field).asText();
            }
        }
        return "";
    }

    /** Cuts the network between masters of different parts: all live, and reach the store, clients and agents. */
    public void cutMasters(Collection<Set<Integer>> parts) {
        for (var part : parts) {
            for (int number : part) {
                var others = masters.stream()
                        .filter(other -> !part.contains(other.number))
                        .map(Member::source)
                        .collect(Collectors.toSet());
                relay(masters.get(number)).hold(from -> others.contains(from.getHostAddress()));
            }
        }
    }

    public void mendMasters() {
        masters.forEach(member -> relay(member).release());
    }

    private static Relay relay(Member member) {
        if (member.relay == null) {
            throw new IllegalStateException("there is no relay before master " + member.number);
        }
        return member.relay;
    }

    /** Starts the only agent, which may dial any master, and waits until it dials. */
    public void startAgent(String... options) {
        startAgent(0, List.of(options));
    }

    /** Starts an agent, which may dial any master, and waits until it dials. */
    public void startAgent(int number, List<String> options) {
        launchAgent(number, options);
        agent(number).awaitOutput(AGENT_UP, Await.DEADLINE);
    }

    /** Waits until an agent that was started looks for a master, whether there is one or not. */
    public void awaitLooking(int number) {
        agent(number).awaitOutput(AGENT_LOOKS, Await.DEADLINE);
    }

    /** Starts an agent, which may dial any master that there is or will be, and waits for nothing. */
    public void launchAgent(int number, List<String> options) {
        var host = relayed ? "127.0.2." + (number + 1) : "127.0.0.1";
        if (relayed) {
            agentRelays.computeIfAbsent(number, none -> relays(host));
        }
        var arguments = new ArrayList<>(List.of(
                "agent",
                "--work-dir",
                agentDir(number).toString(),
                "--master",
                masters.stream()
                        .map(member -> (security.isPresent() ? "https://" : "http://") + host + ":" + member.port)
                        .collect(Collectors.joining(",")),
                "--agent-port",
                "0"));
        security.ifPresent(tls -> tls.agent().forEach((key, value) -> arguments.add("-D" + key + "=" + value)));
        arguments.addAll(options);
        agents.put(number, BoreasProcess.start(output("agent-" + number), arguments));
    }

    private List<Relay> relays(String host) {
        var relays = new ArrayList<Relay>();
        for (var member : masters) {
            for (int port : List.of(member.port, member.linkPort())) {
                relays.add(Relay.between(loopback(host, port), real(port)));
            }
        }
        return relays;
    }

    public BoreasProcess agent(int number) {
        var agent = agents.get(number);
        if (agent == null) {
            throw new IllegalStateException("agent " + number + " was never started");
        }
        return agent;
    }

    /** Cuts the network between an agent and all masters: both live, and neither hears of the other. */
    public void cutAgent(int number) {
        agentRelays.getOrDefault(number, List.of()).forEach(relay -> relay.hold(from -> true));
    }

    public void mendAgent(int number) {
        agentRelays.getOrDefault(number, List.of()).forEach(Relay::release);
    }

    /** The agents as a master sees them. */
    public List<JsonNode> agentsSeenBy(int master) {
        var seen = new ArrayList<JsonNode>();
        client(master).get("/boreas/v1/agents").json().path("items").forEach(seen::add);
        return List.copyOf(seen);
    }

    /** The real processes of the agents' tasks. */
    public TaskProcesses processes() {
        return processes;
    }

    /** Kills everything, the agents first, so that nothing is started again. */
    @Override
    public void close() {
        agents.values().forEach(BoreasProcess::close);
        for (var member : masters) {
            member.client.close();
            if (member.process != null) {
                member.process.close();
            }
            if (member.relay != null) {
                member.relay.close();
            }
        }
        agentRelays.values().forEach(relays -> relays.forEach(Relay::close));
        processes.killAll();
    }

    private Path output(String name) {
        return root.resolve("output-" + name + "-" + starts++);
    }

    private static InetSocketAddress loopback(String host, int port) {
        return new InetSocketAddress(host, port);
    }

    private static InetSocketAddress real(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
