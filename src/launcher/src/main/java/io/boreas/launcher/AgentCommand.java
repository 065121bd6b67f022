package io.boreas.launcher;

import io.boreas.config.tls.Tls;
import io.boreas.launcher.process.Explained;
import io.boreas.launcher.process.FatalErrors;
import io.boreas.launcher.process.ServerOptions;
import io.boreas.launcher.process.Shutdown;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.pekko.actor.ActorSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code boreas agent}: one agent, on the machine whose resources it gives. */
@Command(
        name = "agent",
        description = {
            "Run an agent: it dials the masters and runs what they send.",
            "Tasks outlive it: start it again on the same work directory, and it finds them."
        },
        footer = {
            "",
            "Example: boreas agent --work-dir /var/lib/boreas-agent --master http://127.0.0.1:5050 --attributes 'rack:r1'"
        })
final class AgentCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Mixin
    AgentOptions agent = new AgentOptions();

    @Option(
            names = "--master",
            paramLabel = "URL",
            split = ",",
            defaultValue = "${env:BOREAS_MASTER:-http://127.0.0.1:5050}",
            description =
                    "HTTP doors of the masters, separated by commas. Default: $BOREAS_MASTER, or http://127.0.0.1:5050")
    List<String> masters = new ArrayList<>();

    @Option(
            names = "--check",
            description = "Only look whether its settings, and the files that they name, can be used; start nothing.")
    boolean check;

    @Override
    public Integer call() throws InterruptedException {
        if (check) {
            ServerOptions.openLogAside("check");
            Explained.start(this::check);
            System.out.println("an agent can use these settings");
            return 0;
        }
        server.openLog("INFO");
        FatalErrors.endTheProgram();
        var settings = Explained.start(() -> server.settings(agent.settings(0)));
        var told = Explained.start(() -> agent.told(server.folder("agent")));
        var tls = Explained.start(() -> AgentPlan.tls(settings));
        var lookup = Explained.start(() -> new MasterLookup(masters, tls.map(Tls::context)));
        var addresses = lookup.await();
        // The doors alone run on it: an agent is no member of the cell.
        var system = ActorSystem.create("boreas-agent", AgentOptions.pekko());
        var running = Explained.start(() -> AgentProcess.start(system, settings, told, addresses));
        lookup.keepLooking(running::learn);
        System.out.println("agent is up, in " + server.workDir + ", dialling " + addresses);
        Shutdown.onSignal(() -> {
            running.close();
            system.terminate();
            System.out.println(
                    "the agent has stopped, its tasks run on; start it again on the same work directory to find them");
        });
        Shutdown.await();
        return 0;
    }

    private AgentPlan check() {
        var settings = server.settings(agent.settings(0));
        var lookup = new MasterLookup(masters, AgentPlan.tls(settings).map(Tls::context));
        return AgentPlan.of(settings, agent.told(server.place("agent")), lookup.unasked())
                .tried();
    }
}
