package io.boreas.launcher.journal;

import io.boreas.cli.Exit;
import io.boreas.persistence.history.JournalExporter;
import io.boreas.persistence.history.JournalSource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boreas journal export}: a journal as one file. */
@Command(
        name = "export",
        description = {
            "Write a journal to a file: every record in the cell's order, and the snapshots, byte for byte, compressed, with a SHA-256 over all of it.",
            "It is a backup, and the way to another store: boreas journal import reads it. It can be made while masters run, and then has what was "
                    + "acknowledged when it began; to move a cell, stop its masters first.",
            "Where old events were deleted (boreas.groups.events-kept), it begins with the snapshots that stand for them."
        },
        footer = {
            "",
            "Examples: boreas journal export cell.journal --work-dir /var/lib/boreas-master",
            "          boreas journal export cell.journal --config master.conf",
            "          boreas journal export february.journal --until 2026-03-01T00:00:00Z --work-dir /var/lib/boreas-master"
        })
final class JournalExportCommand extends JournalVerb {
    @Parameters(paramLabel = "FILE", description = "It must not exist.")
    private Path file = Path.of("");

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description =
                    "Only what was decided up to then: 2026-03-01T08:00:00Z, or -90s, -15m, -1h, -2d before now. Default: everything.")
    @Nullable
    String until;

    @Override
    int run(JournalOptions.Chosen chosen, JournalSource source, PrintWriter out) {
        var now = Instant.now();
        var moment = Optional.ofNullable(until).map(text -> Moment.parse("--until", text, now));
        var moved = new JournalExporter(source, chosen.groups().count(), moment).writeTo(file, now);
        JournalImportCommand.print(source.where() + " is in " + file, moved, isJson(), out);
        return Exit.OK.code();
    }
}
