package io.boreas.drill;

import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.cli.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code boreas drill own}: rehearses a failure on a cell that is there already. */
@Command(
        name = "own",
        description = {
            "Rehearse a failure on your own cell: the harm is a command of yours.",
            "Clients, a framework and a job of the drill's own work with the cell all the while, under names of their own, and are taken away "
                    + "afterwards. Ends with 0 if every check passed, with 1 if one failed."
        },
        footer = {
            "",
            "Example: boreas drill own --master http://m1:5050,http://m2:5050,http://m3:5050 \\",
            "             --harm 'ssh m2 sudo systemctl kill -s KILL boreas-master'",
            "         boreas drill own --harm 'ssh a7 sudo systemctl stop boreas-agent' --hold 20 \\",
            "             --mend 'ssh a7 sudo systemctl start boreas-agent'"
        })
final class OwnCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int INSTANCES_MAX = 1_000;
    private static final int SECONDS_MAX = 3_600;
    private static final int DEADLINE_MIN = 10;

    @Option(
            names = "--master",
            paramLabel = "URL[,URL...]",
            description =
                    "All masters of the cell. Default: the environment's BOREAS_MASTER, or http://127.0.0.1:5050.")
    private String masters = "";

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

    @Option(
            names = "--harm",
            required = true,
            paramLabel = "COMMAND",
            description = "What does the harm, for the shell of this machine. It has to end, with 0.")
    private String harm = "";

    @Option(
            names = "--mend",
            paramLabel = "COMMAND",
            description = "What undoes it, whatever happened. Default: it heals by itself.")
    @Nullable
    private String mend;

    @Option(
            names = "--hold",
            paramLabel = "SECONDS",
            description = "How long after the harm it is undone. Default: ${DEFAULT-VALUE}")
    private int holdSeconds = 10;

    @Option(
            names = "--deadline",
            paramLabel = "SECONDS",
            description = "How long to wait for anything. Default: ${DEFAULT-VALUE}")
    private int deadlineSeconds = 90;

    @Option(
            names = "--instances",
            paramLabel = "N",
            description = "Of the job that serves all the while: 0.05 cpus, 16 MB each. Default: ${DEFAULT-VALUE}")
    private int instances = 6;

    @Option(
            names = "--tasks-move",
            description = "Its tasks may be replaced, as where an agent is lost for longer than it may be silent.")
    private boolean tasksMove;

    @Option(names = "--seed", paramLabel = "N", description = "Of what is chosen at random. Default: another each time")
    @Nullable
    private Long seed;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Write report.md, report.json and the history of what clients asked here.")
    @Nullable
    private Path report;

    @Override
    public Integer call() {
        var plan = plan();
        var begun = Instant.now();
        try (var cell = new OwnCell(Session.doors(masters, credential, authorities))) {
            requireWhole(cell);
            int agents = cell.linkedAgents().map(linked -> linked.size()).orElse(0);
            var subject = new Report.Subject(cell.masters().size(), agents, Optional.empty(), plan.seed());
            System.out.println("rehearsing on " + subject + ", as " + plan.prefix() + "...");
            System.out.flush();
            var drill = new OwnDrill(cell, plan);
            var end = new Thread(drill::close, "drill-end");
            Runtime.getRuntime().addShutdownHook(end);
            var result = drill.run();
            Runtime.getRuntime().removeShutdownHook(end);
            Report.print(result, System.out);
            var whole = new Report(subject, begun, List.of(result));
            plan.report().ifPresent(whole::write);
            System.out.println();
            System.out.println(result.passed() ? "PASS" : "FAIL");
            System.out.flush();
            return result.passed() ? 0 : FAILED;
        }
    }

    /** Nothing is to be learned from harming a cell that is not well. */
    private static void requireWhole(OwnCell cell) {
        var missing = cell.missing();
        if (!missing.isEmpty()) {
            throw new CliException(
                    Exit.COMMAND_FAILURE, "no harm is done to a cell that is not whole: " + String.join("; ", missing));
        }
        int members = cell.membership().map(told -> told.up().size()).orElse(0);
        if (members != cell.masters().size()) {
            throw invalid("the cell has " + members + " masters, and --master names "
                    + cell.masters().size() + ": it has to name each of them once");
        }
    }

    private OwnPlan plan() {
        range("--hold", holdSeconds, 0, SECONDS_MAX);
        range("--deadline", deadlineSeconds, DEADLINE_MIN, SECONDS_MAX);
        range("--instances", instances, 1, INSTANCES_MAX);
        if (mend != null && holdSeconds >= deadlineSeconds) {
            throw invalid("--hold is less than --deadline, " + deadlineSeconds
                    + " s: what is waited for may be there only once the harm is undone");
        }
        long chosen = seed == null ? ThreadLocalRandom.current().nextLong(1_000_000) : seed;
        Optional.ofNullable(report).ifPresent(DrillCommand.Run::make);
        return new OwnPlan(
                new ShellLine(harm),
                Optional.ofNullable(mend).map(ShellLine::new),
                Duration.ofSeconds(holdSeconds),
                Duration.ofSeconds(deadlineSeconds),
                instances,
                tasksMove,
                "own" + Instant.now().getEpochSecond() + "-",
                chosen,
                Optional.ofNullable(report));
    }

    private static void range(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw invalid(option + " is " + min + " to " + max + ", not " + value);
        }
    }

    private static CliException invalid(String message) {
        return new CliException(Exit.INVALID_PARAMETER, message);
    }
}
