package io.boreas.launcher.journal;

import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.persistence.history.JournalSource;
import java.io.PrintWriter;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code boreas journal ls}: the events of a journal. */
@Command(
        name = "ls",
        description = {
            "List the events of a journal, oldest first, each with its place in the cell's order, when it was decided, its kind, whose it is and who "
                    + "asked for it.",
            "Nothing is changed, and a master may be at work on the journal meanwhile."
        },
        footer = {
            "",
            "Examples: boreas journal ls --work-dir /var/lib/boreas-master --since -1h",
            "          boreas journal ls --config master.conf --job www-data/prod/hello --kind job",
            "          boreas journal ls --task www-data-prod-hello-0-5f1c... -o json",
            "          boreas journal ls --principal alice --kind job.created --since 2026-03-01T08:00:00Z"
        })
final class JournalLsCommand extends JournalVerb {
    @Mixin
    private JournalFilter filter = new JournalFilter();

    @Option(names = "--limit", paramLabel = "N", description = "Events at most; 0 for all. Default: ${DEFAULT-VALUE}.")
    private long limit = 1_000;

    @Option(names = "--after", paramLabel = "POSITION", description = "Only records after this position.")
    private long after;

    @Override
    int run(JournalOptions.Chosen chosen, JournalSource source, PrintWriter out) {
        if (limit < 0 || after < 0) {
            throw new CliException(Exit.INVALID_PARAMETER, "--limit and --after are 0 or more");
        }
        var list = new EventList(filter.ready(Instant.now()), limit, isJson(), out);
        list.head();
        source.inOrder(after, list::take);
        if (list.isMore()) {
            say("and more; --limit " + limit + " is reached. Go on with --after, or narrow the list.");
        }
        return Exit.OK.code();
    }
}
