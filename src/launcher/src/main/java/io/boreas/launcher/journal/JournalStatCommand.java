package io.boreas.launcher.journal;

import io.boreas.cli.Exit;
import io.boreas.persistence.history.JournalSource;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code boreas journal stat}: how much of what is in a journal. */
@Command(
        name = "stat",
        description = {
            "Count what is in a journal: records, events and bytes by kind of group, events by kind and by day, snapshots, first and last moment, and "
                    + "from when on the cell can be shown, if old events were deleted.",
            "Reads all of it; nothing is changed, and a master may be at work on it meanwhile."
        },
        footer = {
            "",
            "Examples: boreas journal stat --work-dir /var/lib/boreas-master",
            "          boreas journal stat --config master.conf -o json"
        })
final class JournalStatCommand extends JournalVerb {
    @Override
    int run(JournalOptions.Chosen chosen, JournalSource source, PrintWriter out) {
        var tally = JournalTally.of(source);
        if (isJson()) {
            out.println(JournalText.pretty(tally.json(source.where(), source.highest())));
        } else {
            tally.print(source.where(), source.highest(), out);
        }
        return Exit.OK.code();
    }
}
