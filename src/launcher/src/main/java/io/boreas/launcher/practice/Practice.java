package io.boreas.launcher.practice;

import static io.boreas.drill.cell.JobText.key;

import io.boreas.agent.emulated.EmulatedAgents;
import io.boreas.agent.emulated.EmulatedSettings;
import io.boreas.agent.link.MasterAddress;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.launcher.EmbeddedAgent;
import io.boreas.launcher.EmbeddedMaster;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a JVM is shown of Boreas: a master takes jobs, places them on an agent that runs processes and on many that only say so,
 * is stopped, and comes back from its journal among its agents.
 */
final class Practice {
    private static final int AGENTS = 200;
    private static final int JOB_SIZE_MAX = 1_000;
    private static final int REAL_TASKS = 20;
    private static final List<String> PAGES = List.of(
            "/",
            "/metrics",
            "/boreas/v1/agents",
            "/boreas/v1/jobs",
            "/boreas/v1/masters",
            "/master/state",
            "/boreas/openapi.json");

    private final Path folder;
    private final int tasks;
    private final Consumer<String> progress;

    /**
     * @param folder empty, for all it writes
     * @param tasks how many it takes, at least 1
     * @param progress told what it does, a line at a time
     */
    Practice(Path folder, int tasks, Consumer<String> progress) {
        this.folder = folder;
        this.tasks = tasks;
        this.progress = progress;
    }

    void run() throws IOException {
        int linkPort;
        try (var master = master(0);
                var client = new CellClient(master.url())) {
            awaitReady(client);
            linkPort = master.linkPort();
            progress.accept("practising: real processes on one agent");
            realAgent(client, linkPort);
            progress.accept("practising: " + tasks + " tasks on " + AGENTS + " agents that only say so");
            try (var agents = agents(linkPort)) {
                launch(client, agents);
                PAGES.forEach(client::get);
            }
        }
        progress.accept("practising: back from the journal, among the agents");
        try (var agents = agents(linkPort);
                var master = master(linkPort);
                var client = new CellClient(master.url())) {
            awaitReady(client);
            Await.that("agents are back", () -> agents.connected() == AGENTS);
        }
    }

    private EmbeddedMaster master(int linkPort) {
        return EmbeddedMaster.start(
                folder.resolve("master"),
                Map.of(
                        "boreas.http.port", "0",
                        "boreas.link.port", Integer.toString(linkPort),
                        "boreas.agents.unreachable-after", "10m"));
    }

    private static EmulatedAgents agents(int linkPort) {
        var settings = EmulatedSettings.of(AGENTS, List.of(new MasterAddress("127.0.0.1", linkPort)));
        return EmulatedAgents.start(
                settings.with(Resources.parse("cpus:64;mem:65536;disk:65536")), new ProtobufLinkCodec());
    }

    private static void awaitReady(CellClient client) {
        Await.that("the master is ready", () -> client.get("/boreas/v1/health").status() == 200);
    }

    /** Where no agent can be, such as on a machine for masters, there is one thing less to learn. */
    private void realAgent(CellClient client, int linkPort) throws IOException {
        var settings = Map.of("boreas.agent.isolation", "posix");
        EmbeddedAgent agent;
        try {
            agent = EmbeddedAgent.start(
                    Files.createDirectories(folder.resolve("agent")),
                    Resources.parse("cpus:64;mem:65536;disk:65536;ports:[31000-32000]"),
                    Attributes.none(),
                    new MasterAddress("127.0.0.1", linkPort),
                    settings);
        } catch (RuntimeException e) {
            progress.accept("no agent can be here, so nothing is learned of agents: " + e.getMessage());
            return;
        }
        try (agent) {
            submit(client, JobText.adHoc("real").process("true", "true").instances(REAL_TASKS));
            Await.that("processes have run", () -> client.job(key("real"))
                    .filter(job -> job.active().isEmpty())
                    .isPresent());
        }
    }

    private void launch(CellClient client, EmulatedAgents agents) {
        for (int left = tasks; left > 0; left -= JOB_SIZE_MAX) {
            var job = JobText.service("emulated-" + left).process("stay", "sleep 100000");
            submit(client, job.instances(Math.min(left, JOB_SIZE_MAX)));
        }
        Await.that("tasks run", () -> agents.running() == tasks);
    }

    private static void submit(CellClient client, JobText job) {
        var reply = client.post(CellClient.JOBS, job.toString());
        if (reply.status() != 201) {
            throw new IllegalStateException("the cell for practice does not take a job: " + reply);
        }
    }
}
