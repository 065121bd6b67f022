package io.boreas.launcher.journal;

import io.boreas.launcher.process.Explained;
import io.boreas.launcher.process.ServerOptions;
import io.boreas.launcher.process.Store;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code boreas journal init}: makes a shared store's tables. */
@Command(
        name = "init",
        description = {
            "Make the tables that masters need in the cell's store, where they are missing.",
            "What is there is left as it is, so it can be run again. Run it once, before the first master."
        },
        footer = {
            "",
            "Example: boreas journal init --config /etc/boreas/master.conf",
            "         boreas journal init --store cassandra -Dboreas.persistence.cassandra.contact-points=10.0.0.1,10.0.0.2"
        })
final class JournalInitCommand implements Callable<Integer> {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Option(
            names = "--store",
            paramLabel = "NAME",
            description = "embedded, cassandra or postgresql. Default: boreas.store of the settings")
    @Nullable
    String store;

    @Override
    public Integer call() {
        server.openLog("WARN");
        var fromCommand = new TreeMap<String, String>();
        if (store != null) {
            fromCommand.put("boreas.store", store);
        }
        var lines = Explained.start(
                () -> server.settings(fromCommand).checked(Store::of).create());
        lines.forEach(System.out::println);
        System.out.flush();
        return 0;
    }
}
