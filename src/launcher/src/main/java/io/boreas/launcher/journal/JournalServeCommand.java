package io.boreas.launcher.journal;

import io.boreas.cli.Exit;
import io.boreas.launcher.process.Explained;
import io.boreas.launcher.process.Shutdown;
import io.boreas.persistence.history.JournalSource;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code boreas journal serve}: the doors of a master before the cell as it was at a moment. */
@Command(
        name = "serve",
        description = {
            "Put the cell together as it was at a moment, and serve it like a master: the page, /boreas/v1, and the APIs and endpoints of Mesos that "
                    + "read. Whatever would change something is refused with 403.",
            "It stays until Ctrl-C. Events are those up to the moment; agents are shown without links, and what is on them, such as logs, is not there."
        },
        footer = {
            "",
            "Examples: boreas journal serve --at 2026-03-01T08:00:00Z --work-dir /var/lib/boreas-master",
            "          boreas journal serve --at -1h --port 5070 --config master.conf",
            "          boreas job list --master http://127.0.0.1:5070"
        })
final class JournalServeCommand extends JournalVerb {
    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "The moment: 2026-03-01T08:00:00Z, or -90s, -15m, -1h, -2d before now. Default: the end of the journal.")
    @Nullable
    String at;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the HTTP doors; 0 for any free one. Default: ${DEFAULT-VALUE}")
    int port = 5070;

    @Override
    Map<String, String> settings() {
        return Map.of("boreas.http.port", Integer.toString(port));
    }

    @Override
    int run(JournalOptions.Chosen chosen, JournalSource source, PrintWriter out) throws InterruptedException {
        var moment = Optional.ofNullable(at).map(text -> Moment.parse("--at", text, Instant.now()));
        long begin = System.nanoTime();
        var state = JournalReplayCommand.replayed(chosen, source, moment, true);
        var events = new PastEvents(source, moment);
        say(String.format(
                Locale.ROOT,
                "%s: %s, newest record of %s; put together in %.2f s",
                source.where(),
                moment.map(Instant::toString).orElse("the end"),
                state.newest().map(Instant::toString).orElse("never"),
                (System.nanoTime() - begin) / 1e9));
        var shown = moment.or(state::newest).orElse(Instant.EPOCH);
        try (var master = Explained.start(() -> PastMaster.start(chosen.settings(), state, events, shown))) {
            Shutdown.onSignal(master::close);
            out.println("the cell as of " + shown + " at " + master.url() + ", to be looked at only");
            out.flush();
            Shutdown.await();
        }
        return Exit.OK.code();
    }
}
