package io.boreas.launcher.journal;

import io.boreas.cli.Exit;
import io.boreas.persistence.history.JournalExporter;
import io.boreas.persistence.history.JournalSource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code boreas journal export}: a journal as one file. */
@Command(
        name = "export",
        description = {
            "Write a journal to a file: every record in the cell's order, and the snapshots, byte for byte, compressed, with a SHA-256 over all of it.",
            "It is a backup, and the way to another store: boreas journal import reads it. It can be made while masters run, and then has what was "
                    + "acknowledged when it began; to move a cell, stop its masters first."
        },
        footer = {
            "",
            "Examples: boreas journal export cell.journal --work-dir /var/lib/boreas-master",
            "          boreas journal export cell.journal --config master.conf"
        })
final class JournalExportCommand extends JournalVerb {
    @Parameters(paramLabel = "FILE", description = "It must not exist.")
    private Path file = Path.of("");

    @Override
    int run(JournalOptions.Chosen chosen, JournalSource source, PrintWriter out) {
        var moved = new JournalExporter(source, chosen.groups().count()).writeTo(file, Instant.now());
        JournalImportCommand.print(source.where() + " is in " + file, moved, isJson(), out);
        return Exit.OK.code();
    }
}
