package io.boreas.drill;

import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.drill.Drill.Need;
import io.boreas.drill.DrillPlan.Store;
import io.boreas.drill.store.CassandraServer;
import io.boreas.drill.store.PostgresqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boreas drill}: rehearses failure. */
@Command(
        name = "drill",
        description = "Rehearse failure: on a cell of this machine that is thrown away afterwards, or on your own.",
        subcommands = {DrillCommand.ListDrills.class, DrillCommand.Run.class, OwnCommand.class},
        footer = {
            "",
            "Example: boreas drill list",
            "         boreas drill run kill-master --report drill-report",
            "         boreas drill own --harm 'sudo systemctl kill -s KILL boreas-master'"
        })
public final class DrillCommand {
    private static final int MASTERS_MAX = 9;
    private static final int SEVERAL = 3;
    private static final int TIMES_MAX = 1_000;
    private static final int FAILED = 1;

    private static List<Drill> drills(Duration harm) {
        var drills = new ArrayList<Drill>(MasterDrills.all());
        drills.addAll(AgentDrills.all());
        drills.addAll(StoreDrills.all(harm));
        return drills;
    }

    @Command(
            name = "list",
            description = "List the drills, and what each needs.",
            footer = {"", "Example: boreas drill list"})
    static final class ListDrills implements Callable<Integer> {
        @Override
        public Integer call() {
            System.out.printf("%-16s %-16s %s%n", "DRILL", "NEEDS", "WHAT HAPPENS");
            for (var drill : drills(Duration.ZERO)) {
                var needs = drill.needs(Need.SEVERAL_MASTERS)
                        ? "several masters"
                        : drill.needs(Need.SHARED_STORE) ? "a shared store" : "";
                System.out.printf("%-16s %-16s %s%n", drill.name(), needs, drill.summary());
            }
            System.out.flush();
            return 0;
        }
    }

    @Command(
            name = "run",
            description = {
                "Start a cell, keep clients working with it, do harm, wait until it is whole again, and check what came of it.",
                "Ends with 0 if every check passed, with 1 if one failed. Nothing of the cell is left behind."
            },
            footer = {
                "",
                "Example: boreas drill run kill-master kill-agent agent-silent",
                "         boreas drill run kill-leader cut-master --store cassandra --masters 3 --report drill-report",
                "         boreas drill run all --store postgresql"
            })
    static final class Run implements Callable<Integer> {
        @Parameters(
                arity = "1..*",
                paramLabel = "NAME",
                description = "Drills, one after the other on one cell; all: whatever the store and masters allow.")
        private List<String> names = new ArrayList<>();

        @Option(
                names = "--store",
                paramLabel = "NAME",
                description = "${COMPLETION-CANDIDATES}. Several masters share a store. Default: ${DEFAULT-VALUE}")
        private Store store = Store.embedded;

        @Option(
                names = "--cassandra",
                paramLabel = "HOST:PORT",
                description = "With --store cassandra: one that runs already, instead of one that is started for this. "
                        + "The drill makes a keyspace of its own, and leaves it there.")
        @Nullable
        private String cassandra;

        @Option(
                names = "--masters",
                paramLabel = "N",
                description = "How many, 1 to 9. Default: 1 with the embedded store, 3 with one that is shared")
        @Nullable
        private Integer masters;

        @Option(
                names = "--harm",
                paramLabel = "SECONDS",
                description = "How long the store is away or slow. Default: ${DEFAULT-VALUE}")
        private int harmSeconds = 10;

        @Option(
                names = "--times",
                paramLabel = "N",
                description = "How often each, 1 to 1000, with another seed each time. Default: ${DEFAULT-VALUE}")
        private int times = 1;

        @Option(
                names = "--seed",
                paramLabel = "N",
                description = "Of what is chosen at random. Default: another each time")
        @Nullable
        private Long seed;

        @Option(names = "-D", paramLabel = "KEY=VALUE", description = "A setting of the masters.")
        private Map<String, String> settings = new LinkedHashMap<>();

        @Option(names = "--keep", description = "Leave the cell's directory behind, with its logs.")
        private boolean keep;

        @Option(
                names = "--report",
                paramLabel = "DIR",
                description = "Write report.md, report.json and the histories of what clients asked here.")
        @Nullable
        private Path report;

        @Override
        public Integer call() {
            var plan = plan();
            var begun = Instant.now();
            plan.report().ifPresent(Run::make);
            var results = new ArrayList<DrillResult>();
            var place = DrillCell.in(keep);
            var end = new Thread(place::close, "drill-end");
            Runtime.getRuntime().addShutdownHook(end);
            try (place) {
                System.out.println("starting " + plan.masters() + (plan.masters() == 1 ? " master" : " masters")
                        + " and "
                        + DrillPlan.AGENTS + " agents on the " + plan.store() + " store, in " + place.directory()
                        + ", seed " + plan.seed());
                start(place, plan);
                for (int i = 0; i < plan.drills().size(); i++) {
                    var result = new DrillRun(place, plan.drills().get(i), i, plan.seed() + i).run(plan.report());
                    results.add(result);
                    Report.print(result, System.out);
                    if (!result.passed()) {
                        System.out.println(place.lastWords());
                        break; // the next one would begin on a cell that may be broken
                    }
                }
            }
            Runtime.getRuntime().removeShutdownHook(end);
            var left = place.leftovers();
            var whole = new Report(plan.subject(), begun, results);
            plan.report().ifPresent(whole::write);
            System.out.println();
            left.forEach(what -> System.out.println("left behind: " + what));
            boolean passed = whole.passed() && results.size() == plan.drills().size() && left.isEmpty();
            System.out.println((passed ? "PASS: " : "FAIL: ")
                    + results.stream().filter(DrillResult::passed).count() + " of "
                    + plan.drills().size() + " drills passed");
            System.out.flush();
            return passed ? 0 : FAILED;
        }

        private static void start(DrillCell place, DrillPlan plan) {
            try {
                place.start(plan);
            } catch (AssertionError | RuntimeException e) {
                throw new CliException(
                        Exit.COMMAND_FAILURE, "the cell did not start: " + e.getMessage() + "\n" + place.lastWords());
            }
        }

        private DrillPlan plan() {
            int count = masters == null ? (store == Store.embedded ? 1 : SEVERAL) : masters;
            if (count < 1 || count > MASTERS_MAX) {
                throw invalid("--masters is 1 to " + MASTERS_MAX + ", not " + count);
            }
            if (count == 2) {
                throw invalid("two masters survive no loss, as one alone: --masters is 1, or 3 and more");
            }
            if (count > 1 && store == Store.embedded) {
                throw invalid("several masters share a store: say --store cassandra or --store postgresql as well");
            }
            if (harmSeconds < 1 || harmSeconds > 600) {
                throw invalid("--harm is 1 to 600 seconds, not " + harmSeconds);
            }
            if (cassandra != null && (store != Store.cassandra || !cassandra.matches("[^:\\s]+:\\d{1,5}"))) {
                throw invalid("--cassandra is an address such as 10.0.0.1:9042, with --store cassandra");
            }
            if (times < 1 || times > TIMES_MAX) {
                throw invalid("--times is 1 to " + TIMES_MAX + ", not " + times);
            }
            requireStore();
            return new DrillPlan(
                    chosen(count).stream()
                            .flatMap(drill -> Collections.nCopies(times, drill).stream())
                            .toList(),
                    store,
                    Optional.ofNullable(cassandra),
                    count,
                    settings,
                    seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed,
                    keep,
                    Optional.ofNullable(report));
        }

        private void requireStore() {
            if (store == Store.postgresql && !PostgresqlServer.isPossible()) {
                throw invalid(
                        "--store postgresql starts a server of this machine's packages, and there is none; install"
                                + " PostgreSQL 13 or later");
            }
            if (store == Store.cassandra && cassandra == null) {
                CassandraServer.impossible().ifPresent(reason -> {
                    throw invalid("--store cassandra cannot start one here: " + reason
                            + "; or name one that runs, with --cassandra HOST:PORT");
                });
            }
        }

        private List<Drill> chosen(int count) {
            var all = drills(Duration.ofSeconds(harmSeconds));
            if (names.equals(List.of("all"))) {
                return all.stream()
                        .filter(drill -> missing(drill, count).isEmpty())
                        .toList();
            }
            var chosen = new ArrayList<Drill>();
            for (var name : names) {
                var drill = all.stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> invalid("there is no drill " + name + "; see boreas drill list"));
                missing(drill, count).ifPresent(reason -> {
                    throw invalid(name + " " + reason);
                });
                chosen.add(drill);
            }
            return chosen;
        }

        private Optional<String> missing(Drill drill, int count) {
            if (drill.needs(Need.SHARED_STORE) && store == Store.embedded) {
                return Optional.of("needs a store that is a process of its own: --store cassandra or postgresql");
            }
            return drill.needs(Need.SEVERAL_MASTERS) && count < SEVERAL
                    ? Optional.of("needs three masters or more, and a store that they share: --store cassandra or"
                            + " postgresql, --masters 3")
                    : Optional.empty();
        }

        static void make(Path folder) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw invalid("--report: the folder " + folder + " cannot be made: " + e.getMessage());
            }
        }

        private static CliException invalid(String message) {
            return new CliException(Exit.INVALID_PARAMETER, message);
        }
    }
}
