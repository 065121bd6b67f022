package io.boreas.launcher;

import io.boreas.config.Settings;
import io.boreas.launcher.process.Explained;
import io.boreas.launcher.process.FatalErrors;
import io.boreas.launcher.process.ServerOptions;
import io.boreas.launcher.process.Shutdown;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code boreas master}: one master with its embedded journal. */
@Command(
        name = "master",
        description =
                "Run a master: the HTTP doors, the journal, and the port that agents dial; alone, or one of several.",
        footer = {
            "",
            "Example: boreas master --work-dir /var/lib/boreas-master",
            "         boreas agent --work-dir /var/lib/boreas-agent --master http://127.0.0.1:5050",
            "         boreas master --config master.conf --check",
            "",
            "One of three masters, with the same list on each and a journal that they share:",
            "         boreas master --config master.conf",
            "         boreas { store = cassandra",
            "                  cluster { host = 10.0.0.1, port = 5053",
            "                            masters = [\"10.0.0.1:5053\", \"10.0.0.2:5053\", \"10.0.0.3:5053\"] } }"
        })
final class MasterCommand implements Callable<Integer> {
    private static final String BEGINS_ANEW =
            "this master is no member of the cell any more, and comes back as a new one";

    @Mixin
    ServerOptions server = new ServerOptions();

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the HTTP doors; 0 for any free one. Default: 5050")
    @Nullable
    Integer port;

    @Option(names = "--link-port", paramLabel = "N", description = "Port that agents dial. Default: 5052")
    @Nullable
    Integer linkPort;

    @Option(
            names = "--check",
            description = "Only look whether its settings, and the files that they name, can be used; start nothing.")
    boolean check;

    private volatile @Nullable MasterProcess running;

    @Override
    public Integer call() throws InterruptedException {
        if (check) {
            ServerOptions.openLogAside("check");
            Explained.start(() -> MasterPlan.of(server.settings(settings())).tried());
            System.out.println("a master can use these settings");
            return 0;
        }
        server.openLog("INFO");
        FatalErrors.endTheProgram();
        server.folder("journal");
        var settings = Explained.start(() -> server.settings(settings()));
        Shutdown.onSignal(() -> {
            var last = running;
            if (last != null) {
                last.close();
            }
        });
        while (true) {
            var started = Explained.start(() -> start(settings));
            if (started.isEmpty()) {
                continue;
            }
            var master = started.get();
            running = master;
            System.out.println("master at " + master.url() + ", agents dial port "
                    + master.cell().info().linkPort());
            master.awaitEnd();
            if (Shutdown.hasBegun()) {
                Shutdown.await();
            }
            // The others have given it up, or would not have it: what it had in memory may be old, so it begins anew.
            System.out.println(BEGINS_ANEW);
            master.close();
        }
    }

    private static Optional<MasterProcess> start(Settings settings) {
        try {
            return Optional.of(MasterProcess.start(settings));
        } catch (MasterProcess.UnwantedException e) {
            System.out.println(BEGINS_ANEW);
            return Optional.empty();
        }
    }

    private Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        settings.put("boreas.persistence.rocksdb.dir", server.place("journal").toString());
        if (port != null) {
            settings.put("boreas.http.port", port.toString());
        }
        if (linkPort != null) {
            settings.put("boreas.link.port", linkPort.toString());
        }
        return settings;
    }
}
