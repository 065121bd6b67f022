package io.boreas.launcher.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.cli.BoreasClient;
import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.cli.Session;
import io.boreas.persistence.history.CellState;
import io.boreas.persistence.history.JournalSource;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code boreas journal diff}: what changed between two moments, or what a live cell has otherwise than its journal. */
@Command(
        name = "diff",
        description = {
            "Say in what the cell differs between two moments, or the running cell from its journal.",
            "Between moments every job, agent and framework is compared with all its tasks, and quotas and weights. With --live the lists are compared "
                    + "that the API gives; what differs only because the cell went on meanwhile is sorted out by looking again."
        },
        footer = {
            "",
            "Exit code 0: no difference; 1: differences; 4 or more: they could not be told.",
            "",
            "Examples: boreas journal diff --from -1h --work-dir /var/lib/boreas-master",
            "          boreas journal diff --from 2026-03-01T08:00:00Z --to 2026-03-01T09:00:00Z --config master.conf",
            "          boreas journal diff --live http://127.0.0.1:5050 --work-dir /var/lib/boreas-master"
        })
final class JournalDiffCommand extends JournalVerb {
    private static final int DIFFERENT = 1;
    private static final int LOOKS_MAX = 4;
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** The lists of the API, and what names a thing in each. */
    private static final Map<String, String> LIVE = new TreeMap<>(Map.of(
            "jobs", "key", "agents", "agentId", "frameworks", "frameworkId", "quota", "role", "weights", "role"));

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "The earlier moment: a time, or -90s, -15m, -1h, -2d before now.")
    @Nullable
    String from;

    @Option(names = "--to", paramLabel = "TIME", description = "The later moment. Default: the end of the journal.")
    @Nullable
    String to;

    @Option(
            names = "--live",
            paramLabel = "URL[,URL...]",
            description = "Compare with the cell of these masters instead.")
    @Nullable
    String live;

    @Option(
            names = "--credential",
            paramLabel = "FILE",
            description = "Who asks the masters, as for other commands. Default: the environment's BOREAS_CREDENTIAL.")
    private String credential = "";

    @Option(
            names = "--authorities",
            paramLabel = "FILE",
            description = "Whose certificates to believe at https:// masters, as for other commands.")
    private String authorities = "";

    @Override
    int run(JournalOptions.Chosen chosen, JournalSource source, PrintWriter out) throws InterruptedException {
        if ((from == null) == (live == null) || (live != null && to != null)) {
            throw new CliException(
                    Exit.INVALID_PARAMETER, "two moments, --from and perhaps --to, or --live is to be given");
        }
        var difference = live == null
                ? between(chosen, source)
                : live(chosen, Session.client(live, credential, authorities, TIMEOUT));
        if (isJson()) {
            out.println(JournalText.pretty(difference.json()));
        } else {
            difference.print(out);
        }
        return difference.isEmpty() ? Exit.OK.code() : DIFFERENT;
    }

    private CellDifference between(JournalOptions.Chosen chosen, JournalSource source) throws InterruptedException {
        var now = Instant.now();
        var earlier = Optional.ofNullable(from).map(text -> Moment.parse("--from", text, now));
        var later = Optional.ofNullable(to).map(text -> Moment.parse("--to", text, now));
        var before = JournalReplayCommand.replayed(chosen, source, earlier, true);
        var after = JournalReplayCommand.replayed(chosen, source, later, true);
        var difference = new CellDifference();
        difference.compare("job", jobs(before), jobs(after));
        difference.compare("agent", agents(before), agents(after));
        difference.compare("framework", frameworks(before), frameworks(after));
        for (var list : new String[] {"quota", "weights"}) {
            difference.compare(list, items(before, list), items(after, list));
        }
        return difference;
    }

    private static SortedMap<String, JsonNode> jobs(CellState state) {
        var jobs = new TreeMap<String, JsonNode>();
        state.jobs().forEach(job -> jobs.put(job.key().toString(), CellForms.job(job)));
        return jobs;
    }

    private static SortedMap<String, JsonNode> agents(CellState state) {
        var agents = new TreeMap<String, JsonNode>();
        state.agents().forEach(agent -> agents.put(agent.id().value(), CellForms.agent(agent)));
        return agents;
    }

    private static SortedMap<String, JsonNode> frameworks(CellState state) {
        var frameworks = new TreeMap<String, JsonNode>();
        state.frameworks().forEach(framework -> frameworks.put(framework.id().value(), CellForms.framework(framework)));
        return frameworks;
    }

    private static SortedMap<String, JsonNode> items(CellState state, String list) {
        var items = new TreeMap<String, JsonNode>();
        add(CellForms.at(state, list).orElseThrow(), list, items);
        return items;
    }

    private static void add(JsonNode page, String list, SortedMap<String, JsonNode> items) {
        for (var item : page.path("items")) {
            if (item instanceof ObjectNode object) {
                object.remove("linked"); // no journal knows
            }
            items.put(item.path(LIVE.get(list)).asText(), item);
        }
    }

    /** A cell does not stand still: what differs is looked at again, and again, before it is told. */
    private static CellDifference live(JournalOptions.Chosen chosen, BoreasClient cell) throws InterruptedException {
        var difference = new CellDifference();
        for (int look = 0; look < LOOKS_MAX; look++) {
            if (look > 0) {
                Thread.sleep(PAUSE.toMillis());
            }
            var now = new TreeMap<String, SortedMap<String, JsonNode>>();
            LIVE.keySet().forEach(list -> now.put(list, all(cell, list)));
            difference = new CellDifference();
            try (var fresh = chosen.source()) {
                var state = JournalReplayCommand.replayed(chosen, fresh, Optional.empty(), true);
                for (var list : LIVE.keySet()) {
                    difference.compare(list, items(state, list), now.getOrDefault(list, new TreeMap<>()));
                }
            }
            if (difference.isEmpty()) {
                break;
            }
        }
        return difference;
    }

    private static SortedMap<String, JsonNode> all(BoreasClient cell, String list) {
        var items = new TreeMap<String, JsonNode>();
        var path = "/boreas/v1/" + list;
        var page = cell.get(path);
        add(page, list, items);
        while (page.path("next").isTextual()) {
            page = cell.get(
                    path + "?after=" + BoreasClient.escaped(page.path("next").asText()));
            add(page, list, items);
        }
        return items;
    }
}
