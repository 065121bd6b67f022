package io.boreas.launcher;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code boreas master}: one master with its embedded journal. */
@Command(
        name = "master",
        description = "Run a master: the HTTP doors, the journal, and the port that agents dial.",
        footer = {
            "",
            "Example: boreas master --work-dir /var/lib/boreas-master",
            "         boreas agent --work-dir /var/lib/boreas-agent --master http://127.0.0.1:5050"
        })
final class MasterCommand implements Callable<Integer> {
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

    @Override
    public Integer call() throws InterruptedException {
        server.openLog("INFO");
        var master = Explained.start(() -> MasterProcess.start(server.settings(settings())));
        System.out.println("master at " + master.url() + ", agents dial port "
                + master.cell().info().linkPort());
        Shutdown.onSignal(master::close);
        Shutdown.await();
        return 0;
    }

    private Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        settings.put("boreas.persistence.rocksdb.dir", server.folder("journal").toString());
        if (port != null) {
            settings.put("boreas.http.port", port.toString());
        }
        if (linkPort != null) {
            settings.put("boreas.link.port", linkPort.toString());
        }
        return settings;
    }
}
