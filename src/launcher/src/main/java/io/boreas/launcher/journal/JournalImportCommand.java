package io.boreas.launcher.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.persistence.history.JournalExporter;
import io.boreas.persistence.history.JournalFile;
import io.boreas.persistence.history.Moved;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code boreas journal import}: a file of {@code export} into an empty store. */
@Command(
        name = "import",
        description = {
            "Bring a journal that was exported into an empty store, for a cell to go on there.",
            "The file is verified by its SHA-256 before anything is written, and the store is read back and verified by the same afterwards. A store "
                    + "that has a journal is refused. A shared store is made first, with boreas journal init."
        },
        footer = {
            "",
            "Example, a cell from its one master's disk to three masters on Cassandra, with no master running:",
            "          boreas journal export cell.journal --work-dir /var/lib/boreas-master",
            "          boreas journal init --config three-masters.conf",
            "          boreas journal import cell.journal --config three-masters.conf"
        })
final class JournalImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JournalOptions journal = new JournalOptions();

    @Option(names = "--verify-only", description = "Only read the file and compare its SHA-256.")
    private boolean verifyOnly;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}: text for people, JSON for programs. Default: ${DEFAULT-VALUE}.")
    private JournalVerb.Format format = JournalVerb.Format.table;

    @Parameters(paramLabel = "FILE", description = "What export wrote.")
    private Path path = Path.of("");

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var file = new JournalFile(path);
        boolean json = format == JournalVerb.Format.json;
        if (verifyOnly) {
            print(path + " is as it was written", JournalOptions.explained(file::verify), json, out);
            return Exit.OK.code();
        }
        var chosen = journal.choose(Map.of());
        requireSameGroups(
                JournalOptions.explained(file::head).groups(), chosen.groups().count());
        Moved moved;
        try (var target = chosen.target()) {
            moved = JournalOptions.explained(() -> file.into(target));
        }
        try (var source = chosen.source()) {
            var there = JournalOptions.explained(
                    () -> new JournalExporter(source, chosen.groups().count()).sum());
            if (!there.equals(moved)) {
                throw new CliException(
                        Exit.COMMAND_FAILURE,
                        source.where() + " has " + there + ", and the file " + moved
                                + ": do not use that store; empty it, and import again");
            }
            print(path + " is in " + source.where(), moved, json, out);
        }
        return Exit.OK.code();
    }

    private void requireSameGroups(int ofFile, int ofSettings) {
        if (ofFile != ofSettings) {
            throw new CliException(
                    Exit.COMMAND_FAILURE,
                    path + " is of a cell with boreas.groups.count = " + ofFile + ", and the settings say " + ofSettings
                            + ": a cell keeps its number of groups. Correct the settings.");
        }
    }

    static void print(String what, Moved moved, boolean json, PrintWriter out) {
        if (json) {
            var node = JsonNodeFactory.instance.objectNode();
            node.put("records", moved.records());
            node.put("snapshots", moved.snapshots());
            node.put("sha256", moved.sha256());
            out.println(JournalText.pretty(node));
        } else {
            out.println(what + ": " + moved.records() + " records, " + moved.snapshots() + " snapshots");
            out.println("SHA-256 " + moved.sha256());
        }
    }
}
