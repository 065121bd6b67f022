package io.boreas.launcher.journal;

import io.boreas.actors.group.GroupSettings;
import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.config.Settings;
import io.boreas.launcher.process.Explained;
import io.boreas.launcher.process.ServerOptions;
import io.boreas.launcher.process.Store;
import io.boreas.persistence.history.CutMeanwhileException;
import io.boreas.persistence.history.ExportException;
import io.boreas.persistence.history.JournalDamagedException;
import io.boreas.persistence.history.JournalSource;
import io.boreas.persistence.history.JournalTarget;
import io.boreas.persistence.history.MomentGoneException;
import io.boreas.persistence.rocksdb.StoreException;
import io.boreas.persistence.shared.SharedStoreException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which journal a command is about: that of a work directory, or the one that the settings name. */
final class JournalOptions {
    @Mixin
    ServerOptions server = new ServerOptions();

    @Option(
            names = "--store",
            paramLabel = "NAME",
            description = "embedded (in --work-dir), cassandra or postgresql. Default: boreas.store of the settings")
    @Nullable
    String store;

    /** A store, how the cell that has it is cut into groups, and all else that is set. */
    record Chosen(Settings settings, Store store, GroupSettings groups) {
        JournalSource source() {
            return explained(() -> store.source(groups.count()));
        }

        JournalSource followed() {
            return explained(() -> store.followed(groups.count()));
        }

        JournalTarget target() {
            return explained(() -> store.target(groups.count()));
        }
    }

    /**
     * Reads the settings.
     *
     * @param more what other options of the command stand for
     */
    Chosen choose(Map<String, String> more) {
        ServerOptions.openLogAside("journal");
        var fromCommand = new TreeMap<>(more);
        fromCommand.put(
                "boreas.persistence.rocksdb.dir", server.place("journal").toString());
        if (store != null) {
            fromCommand.put("boreas.store", store);
        }
        return Explained.start(() -> {
            var settings = server.settings(fromCommand);
            var groups = settings.checked(all -> GroupSettings.from(all.section("boreas.groups")));
            return new Chosen(settings, settings.checked(Store::of), groups);
        });
    }

    /** Does something with a journal; what is wrong with it or its store is told in a sentence. */
    static <T> T explained(Supplier<T> work) {
        try {
            return work.get();
        } catch (StoreException
                | SharedStoreException
                | JournalDamagedException
                | MomentGoneException
                | CutMeanwhileException
                | ExportException e) {
            throw new CliException(Exit.COMMAND_FAILURE, e.getMessage());
        }
    }
}
