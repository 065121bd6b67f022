package io.boreas.launcher.journal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.persistence.history.CellReplay;
import io.boreas.persistence.history.CellState;
import io.boreas.persistence.history.JournalSource;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boreas journal replay}: the cell as it was at a moment. */
@Command(
        name = "replay",
        description = {
            "Put the cell together as it was at a moment, and print it as the API would have answered then.",
            "Of every group all records are folded up to the first that was decided after the moment, by the same code as in a master. Agents are "
                    + "shown without links: no journal knows those.",
            "Where old events were deleted (boreas.groups.events-kept), a moment before the first that can be shown is refused; journal stat says which "
                    + "that is."
        },
        footer = {
            "",
            "Examples: boreas journal replay --at 2026-03-01T08:00:00Z jobs",
            "          boreas journal replay --at -1h jobs/www-data/prod/hello --config master.conf",
            "          boreas journal replay agents --work-dir /var/lib/boreas-master     (as it is now)"
        })
final class JournalReplayCommand extends JournalVerb {
    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "The moment: 2026-03-01T08:00:00Z, or -90s, -15m, -1h, -2d before now. Default: the end of the journal.")
    @Nullable
    String at;

    @Option(
            names = "--no-snapshots",
            description = "Fold every record from the first one that is there, however long that takes.")
    private boolean fromTheFirst;

    @Parameters(
            arity = "0..1",
            paramLabel = "PATH",
            description =
                    "What to print, by its path below /boreas/v1: jobs, jobs/ROLE/ENV/NAME, agents, agents/ID, frameworks, frameworks/ID, "
                            + "quota or weights. Default: all lists in one object.")
    @Nullable
    String path;

    @Override
    int run(JournalOptions.Chosen chosen, JournalSource source, PrintWriter out) throws InterruptedException {
        var moment = Optional.ofNullable(at).map(text -> Moment.parse("--at", text, Instant.now()));
        long begin = System.nanoTime();
        var state = replayed(chosen, source, moment, !fromTheFirst);
        double seconds = (System.nanoTime() - begin) / 1e9;
        say(String.format(
                Locale.ROOT,
                "%s: %s, newest record of %s; %d events of %d records folded in %.2f s",
                source.where(),
                moment.map(Instant::toString).orElse("the end"),
                state.newest().map(Instant::toString).orElse("never"),
                state.events(),
                state.records(),
                seconds));
        if (path == null) {
            var all = JsonNodeFactory.instance.objectNode();
            CellForms.LISTS.forEach(list -> CellForms.at(state, list).ifPresent(node -> all.set(list, node)));
            out.println(JournalText.pretty(all));
            return Exit.OK.code();
        }
        var node = CellForms.at(state, path)
                .orElseThrow(() -> new CliException(
                        Exit.COMMAND_FAILURE,
                        "there was no " + path + " then; there are " + String.join(", ", CellForms.LISTS)
                                + ", and jobs, agents and frameworks by their ids"));
        out.println(JournalText.pretty(node));
        return Exit.OK.code();
    }

    static CellState replayed(
            JournalOptions.Chosen chosen, JournalSource source, Optional<Instant> moment, boolean fromSnapshots)
            throws InterruptedException {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
        return new CellReplay(source, chosen.groups().commandsMax(), threads, fromSnapshots).at(moment);
    }
}
