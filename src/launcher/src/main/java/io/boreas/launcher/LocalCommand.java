package io.boreas.launcher;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.agent.link.MasterAddress;
import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.cli.JobFile;
import io.boreas.launcher.process.Explained;
import io.boreas.launcher.process.FatalErrors;
import io.boreas.launcher.process.ServerOptions;
import io.boreas.launcher.process.Shutdown;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code boreas local}: a whole cell in one process. */
@Command(
        name = "local",
        description = {
            "Run a whole cell, a master and an agent, in this one process, until Ctrl-C.",
            "Tasks outlive it: start it again on the same work directory, and it finds them."
        },
        footer = {
            "",
            "Example: boreas local --run src/examples/toyserver.yaml",
            "         boreas job status www-data/devel/toyserver"
        })
final class LocalCommand implements Callable<Integer> {
    private static final int AGENTS_MAX = 100;
    private static final int AGENT_PORT = 5051;

    @Mixin
    ServerOptions server = new ServerOptions();

    @Mixin
    AgentOptions agent = new AgentOptions();

    @Option(
            names = "--run",
            paramLabel = "FILE",
            description = "A job to submit at the start, and to watch; may be given several times. "
                    + "A job that is there already is only watched.")
    List<Path> run = new ArrayList<>();

    @Option(names = "--bind", paramLabel = "NAME=VALUE", description = "A value for {{NAME}} in the job files.")
    Map<String, String> bind = new LinkedHashMap<>();

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "5050",
            description = "Port of the HTTP doors; 0 for any free one. Default: 5050")
    int port = 5050;

    @Option(
            names = "--agents",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many agents, each with its own resources and folder. Default: 1")
    int agents = 1;

    @Option(names = "--kill-on-exit", description = "On Ctrl-C, kill all jobs and wait for their end before leaving.")
    boolean killOnExit;

    @Override
    public Integer call() throws InterruptedException {
        if (agents < 1 || agents > AGENTS_MAX) {
            throw new CliException(Exit.INVALID_PARAMETER, "--agents is 1 to " + AGENTS_MAX + ", not " + agents);
        }
        var jobs = new ArrayList<ObjectNode>();
        run.forEach(file ->
                jobs.add(JobFile.read(file, bind))); // a file that cannot be read stops it before anything starts
        server.openLog("WARN");
        FatalErrors.endTheProgram();
        var cell = Explained.start(() -> LocalCell.start(this));
        Shutdown.onSignal(() -> cell.leave(killOnExit));
        var out = System.out;
        out.println("cell " + cell.master().cell().info().cell() + " is up: "
                + cell.master().url() + "/");
        out.flush();
        if (!jobs.isEmpty()) {
            new LocalJobs(cell.master(), out).run(jobs);
        }
        Shutdown.await();
        return 0;
    }

    /**
     * What a local cell sets beside what people set.
     *
     * @param number which of its agents they are for, from 0; the master is one with the first
     */
    Map<String, String> settings(int number) {
        var settings = new TreeMap<String, String>();
        // Whoever wants any free port for the master has no use for a certain one of its agents.
        settings.put(AgentOptions.PORT, Integer.toString(port == 0 ? 0 : AGENT_PORT + number));
        settings.putAll(agent.settings(number));
        settings.put("boreas.persistence.rocksdb.dir", server.folder("journal").toString());
        settings.put("boreas.http.port", Integer.toString(port));
        settings.put("boreas.link.port", "0");
        return settings;
    }

    /** The master and agents of a local cell. */
    record LocalCell(MasterProcess master, List<AgentProcess> agents, Path workDir, PrintStream out) {
        static LocalCell start(LocalCommand command) {
            var master = MasterProcess.start(command.server.settings(command.settings(0)));
            var agents = new ArrayList<AgentProcess>();
            try {
                var address =
                        new MasterAddress("127.0.0.1", master.cell().info().linkPort());
                for (int number = 0; number < command.agents; number++) {
                    var folder = command.server.folder(command.agents == 1 ? "agent" : "agent-" + number);
                    agents.add(AgentProcess.start(
                            master.system(),
                            command.server.settings(command.settings(number)),
                            told(command, folder, number),
                            List.of(address)));
                }
            } catch (RuntimeException e) {
                agents.forEach(AgentProcess::close);
                master.close();
                throw e;
            }
            return new LocalCell(master, agents, command.server.workDir, System.out);
        }

        /** Several agents on one machine divide its ports, and its other resources unless each was told its own. */
        private static AgentProcess.Told told(LocalCommand command, Path folder, int number) {
            var told = command.agent
                    .told(folder)
                    .reachedAt("127.0.0.1"); // whoever runs a local cell looks at it from this machine
            if (command.agents == 1) {
                return told;
            }
            var share = told.resources()
                    .map(each -> Shares.ports(each, number, command.agents))
                    .orElseGet(() -> Shares.all(AgentProcess.machineResources(folder), number, command.agents));
            return new AgentProcess.Told(folder, Optional.of(share), told.attributes(), told.hostname());
        }

        /** Ends the process's part; the tasks live on unless they are to be killed. */
        void leave(boolean kill) {
            if (kill) {
                out.println("killing all jobs");
                LocalJobs.killAll(master.cell(), out);
            }
            agents.forEach(AgentProcess::close);
            master.close();
            if (!kill) {
                out.println("the cell has stopped, its tasks run on; they are found again by: boreas local --work-dir "
                        + workDir);
            }
            out.flush();
        }
    }
}
