package io.boreas.launcher.journal;

import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.persistence.history.JournalSource;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code boreas journal follow}: events as they come. */
@Command(
        name = "follow",
        description = {
            "Print the events of a journal as they come, until it is interrupted or --until is over.",
            "It reads the store and asks no master, so masters may come, go and fail meanwhile. An event is there once it is durable and has its final place in "
                    + "the cell's order: at once from the embedded journal, within seconds from the others. Without --after or --since it begins with what is "
                    + "to come."
        },
        footer = {
            "",
            "Examples: boreas journal follow --work-dir /var/lib/boreas-master",
            "          boreas journal follow --config master.conf --kind agent.became-unreachable,agent.registered",
            "          boreas journal follow --config master.conf --since -10m -o json | jq .aggregate"
        })
final class JournalFollowCommand extends JournalVerb {
    private static final Duration PAUSE = Duration.ofMillis(300);

    /** After so long what was decided at a time is in the journal and has its place, and masters' clocks differ by less. */
    private static final Duration SETTLED = Duration.ofSeconds(15);

    @Mixin
    private JournalFilter filter = new JournalFilter();

    @Option(names = "--after", paramLabel = "POSITION", description = "Begin with the records after this position.")
    @Nullable
    Long after;

    @Option(names = "--limit", paramLabel = "N", description = "End after so many events; 0 for never. Default: never.")
    private long limit;

    @Override
    JournalSource open(JournalOptions.Chosen chosen) {
        return chosen.followed();
    }

    @Override
    int run(JournalOptions.Chosen chosen, JournalSource source, PrintWriter out) throws InterruptedException {
        if (limit < 0 || after != null && after < 0) {
            throw new CliException(Exit.INVALID_PARAMETER, "--limit and --after are 0 or more");
        }
        var wanted = filter.ready(Instant.now());
        var list = new EventList(wanted, limit, isJson(), out);
        list.head();
        long[] seen = {begin(source)};
        boolean mayBeMore = true;
        while (mayBeMore && !list.isFull()) {
            boolean isOver = wanted.until()
                    .filter(until -> until.plus(SETTLED).isBefore(Instant.now()))
                    .isPresent();
            source.inOrder(seen[0], row -> {
                boolean goesOn = list.take(row) && !list.isFull();
                seen[0] = row.position();
                return goesOn;
            });
            out.flush();
            mayBeMore = !isOver && !out.checkError(); // nobody reads it any more
            if (mayBeMore && !list.isFull()) {
                Thread.sleep(PAUSE);
                source.refresh();
            }
        }
        return Exit.OK.code();
    }

    private long begin(JournalSource source) {
        if (after != null) {
            return after;
        }
        return filter.since == null ? source.highest() : 0;
    }
}
