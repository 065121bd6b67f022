package io.boreas.testcluster.cell;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.BoreasProcess;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.Ports;
import io.boreas.drill.cell.TaskProcesses;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code boreas master} and {@code boreas agent} as two processes, each killed and started on its own. */
public final class SplitCell implements AutoCloseable {
    private static final Pattern MASTER_UP = Pattern.compile("master at (http://\\S+/?), agents dial port");
    private static final Pattern AGENT_UP = Pattern.compile("agent is up");

    private final Path root;
    private final int port = Ports.free(2);
    private final int linkPort = port + 1;
    private final CellClient client = new CellClient(URI.create("http://127.0.0.1:" + port + "/"));
    private final TaskProcesses processes;
    private int starts;
    private @Nullable BoreasProcess master;
    private @Nullable BoreasProcess agent;

    private SplitCell(Path root) {
        this.root = root;
        this.processes = new TaskProcesses(agentDir());
    }

    /** A cell that is not started yet; its work directories are in a folder. */
    public static SplitCell in(Path root) {
        return new SplitCell(root);
    }

    public Path agentDir() {
        return root.resolve("agent-work");
    }

    /** Starts the master, on the same ports each time, and waits until it is ready. */
    public void startMaster(String... options) {
        var arguments = new ArrayList<>(List.of(
                "master",
                "--work-dir",
                root.resolve("master-work").toString(),
                "--port",
                Integer.toString(port),
                "--link-port",
                Integer.toString(linkPort)));
        arguments.addAll(List.of(options));
        master = BoreasProcess.start(output("master"), arguments);
        master.awaitOutput(MASTER_UP, Await.DEADLINE);
        Await.that("the master is ready", () -> client.get("/boreas/v1/health").status() == 200);
    }

    /** Starts the agent, and waits until it dials. */
    public void startAgent(String... options) {
        var arguments = new ArrayList<>(List.of(
                "agent",
                "--work-dir",
                agentDir().toString(),
                "--master",
                "http://127.0.0.1:" + port,
                "--agent-port",
                "0"));
        arguments.addAll(List.of(options));
        agent = BoreasProcess.start(output("agent"), arguments);
        agent.awaitOutput(AGENT_UP, Await.DEADLINE);
    }

    public BoreasProcess master() {
        return running(master, "master");
    }

    public BoreasProcess agent() {
        return running(agent, "agent");
    }

    /** The master's doors; they are at the same place after each start. */
    public CellClient client() {
        return client;
    }

    /** The real processes of the agent's tasks. */
    public TaskProcesses processes() {
        return processes;
    }

    /** Waits until the agent's link is up, in this registration or a later one. */
    public long awaitLinked(long incarnation) {
        var linked = new long[1];
        Await.that("the agent is linked, incarnation " + incarnation + " or later", () -> {
            var item = client.get("/boreas/v1/agents").json().path("items").path(0);
            linked[0] = item.path("incarnation").asLong();
            return item.path("linked").asBoolean() && linked[0] >= incarnation;
        });
        return linked[0];
    }

    /** Waits until the master has noticed that the agent's link is down. */
    public void awaitNotLinked() {
        Await.that("the agent is not linked", () -> {
            var item = client.get("/boreas/v1/agents").json().path("items").path(0);
            return !item.path("linked").asBoolean(true);
        });
    }

    /** Kills everything, the agent first, so that nothing is started again. */
    @Override
    public void close() {
        client.close();
        if (agent != null) {
            agent.close();
        }
        if (master != null) {
            master.close();
        }
        processes.killAll();
    }

    private Path output(String name) {
        return root.resolve("output-" + name + "-" + starts++);
    }

    private static BoreasProcess running(@Nullable BoreasProcess process, String name) {
        if (process == null) {
            throw new IllegalStateException("the " + name + " was never started");
        }
        return process;
    }
}
