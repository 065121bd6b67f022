package io.boreas.launcher.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.core.machine.Batch;
import io.boreas.persistence.history.BrokenRow;
import io.boreas.persistence.history.JournalDamagedException;
import io.boreas.persistence.history.JournalRow;
import io.boreas.persistence.history.JournalSource;
import io.boreas.persistence.history.RecordCodec;
import io.boreas.persistence.history.StoredRecord;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
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

    private final RecordCodec codec = new RecordCodec();

    @Override
    int run(JournalOptions.Chosen chosen, JournalSource source, PrintWriter out) {
        if (limit < 0 || after < 0) {
            throw new CliException(Exit.INVALID_PARAMETER, "--limit and --after are 0 or more");
        }
        var wanted = filter.ready(Instant.now());
        if (!isJson()) {
            out.println(row("ID", "TIME", "GROUP", "KIND", "PRINCIPAL", "OF", "WHAT"));
        }
        var listing = new Listing(wanted, out);
        source.inOrder(after, listing::take);
        if (listing.more) {
            say("and more; --limit " + limit + " is reached. Go on with --after, or narrow the list.");
        }
        return Exit.OK.code();
    }

    /** What was listed so far. */
    private final class Listing {
        private final JournalFilter.Ready wanted;
        private final PrintWriter out;
        private long listed;
        private boolean more;

        Listing(JournalFilter.Ready wanted, PrintWriter out) {
            this.wanted = wanted;
            this.out = out;
        }

        boolean take(JournalRow row) {
            if (!wanted.passesGroup(row.group())) {
                return true;
            }
            return switch (row) {
                case BrokenRow broken -> {
                    unreadable(broken, broken.why());
                    yield true;
                }
                case StoredRecord record -> !wanted.isLateEnough(record.storedAtMillis()) || take(record);
            };
        }

        private boolean take(StoredRecord record) {
            Batch<?, ?> batch;
            try {
                batch = codec.batch(record);
            } catch (JournalDamagedException e) {
                unreadable(record, String.valueOf(e.getMessage()));
                return true;
            }
            if (!wanted.passesTime(batch.at())) {
                return true;
            }
            for (var event : JournalEvent.of(record, batch)) {
                if (!wanted.passes(event)) {
                    continue;
                }
                if (limit > 0 && listed == limit) {
                    more = true;
                    return false;
                }
                listed++;
                print(event);
            }
            return true;
        }

        private void print(JournalEvent event) {
            out.println(
                    isJson()
                            ? JournalText.line(event.json())
                            : row(
                                    event.id(),
                                    event.at().toString(),
                                    event.group(),
                                    event.kind(),
                                    event.recorded().cause().principal(),
                                    event.aggregate(),
                                    event.brief()));
        }

        private void unreadable(JournalRow row, String why) {
            if (isJson()) {
                var node = JsonNodeFactory.instance.objectNode();
                node.put("position", row.position());
                node.put("group", row.group());
                node.put("sequence", row.sequence());
                node.put("unreadable", why);
                out.println(JournalText.line(node));
            } else {
                out.println(row(Long.toString(row.position()), "-", row.group(), "UNREADABLE", "-", "-", why));
            }
        }
    }

    private static String row(
            String id, String time, String group, String kind, String principal, String of, String what) {
        return JournalText.printable(String.format(
                        Locale.ROOT,
                        "%-10s  %-24s  %-12s  %-26s  %-12s  %-30s  %s",
                        id,
                        time,
                        group,
                        kind,
                        principal,
                        of,
                        what))
                .stripTrailing();
    }
}
