package io.boreas.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code boreas task exec}: a command in a task that runs. */
@Command(
        name = "exec",
        description = {
            "Run a command in a task that runs: as its user, in its sandbox, with its environment and under its limits.",
            "This program ends as the command does, with its exit code, and the command ends with this program."
        },
        footer = {
            "",
            "Words behind -- are the command's, whatever they begin with. Examples:",
            "  boreas task exec www-data/devel/toyserver/0 -- ls -la",
            "  boreas task exec -it www-data-devel-toyserver-0-1f0c... bash",
            "  boreas task exec -i www-data/devel/toyserver/0 -- tar xf - < files.tar"
        })
final class TaskExecCommand extends TaskCommand.OnTask {
    private static final Duration ALIVE_EVERY = Duration.ofSeconds(5);
    private static final int READ_BYTES = 16 * 1024;

    @Option(
            names = {"-t", "--tty"},
            description = "On a terminal, which has the size of this one.")
    private boolean tty;

    @Option(
            names = {"-i", "--interactive"},
            description = "Pass on standard input.")
    private boolean interactive;

    @Option(names = "--process", paramLabel = "NAME", description = "Only if this process of the task runs.")
    private String process = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "A program and its arguments.")
    private List<String> command = new ArrayList<>();

    @Override
    void run(Session session) throws InterruptedException {
        runToCode(session);
    }

    @Override
    int runToCode(Session session) throws InterruptedException {
        var terminal = tty ? LocalTerminal.find() : Optional.<LocalTerminal>empty();
        var connection = new ExecConnection(session.out(), session.err());
        try (connection) {
            connection.open(session.client(), path(session) + query(terminal));
            if (terminal.isPresent()) {
                return onTerminal(connection, terminal.get());
            }
            return converse(connection);
        }
    }

    private String query(Optional<LocalTerminal> terminal) {
        var query = new StringBuilder("/exec?stdin=" + interactive + "&tty=" + tty);
        if (!process.isEmpty()) {
            query.append("&process=").append(BoreasClient.escaped(process));
        }
        if (tty) {
            var size = terminal.map(LocalTerminal::size).orElse(LocalTerminal.Size.USUAL);
            query.append("&rows=").append(size.rows()).append("&columns=").append(size.columns());
            var type = System.getenv().getOrDefault("TERM", "");
            if (!type.isEmpty()) {
                query.append("&term=").append(BoreasClient.escaped(type));
            }
        }
        command.forEach(word -> query.append("&command=").append(BoreasClient.escaped(word)));
        return query.toString();
    }

    private int onTerminal(ExecConnection connection, LocalTerminal terminal) throws InterruptedException {
        try (terminal) {
            if (interactive) {
                terminal.raw();
            }
            terminal.watch(connection::resize);
            return converse(connection);
        }
    }

    private int converse(ExecConnection connection) throws InterruptedException {
        try (var alive = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("alive").daemon().factory())) {
            alive.scheduleWithFixedDelay(
                    connection::alive, ALIVE_EVERY.toMillis(), ALIVE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            if (interactive) {
                Thread.ofPlatform().name("stdin").daemon().start(() -> passOn(connection));
            }
            try {
                return connection.awaitEnd();
            } finally {
                alive.shutdownNow();
            }
        }
    }

    private static void passOn(ExecConnection connection) {
        var buffer = new byte[READ_BYTES];
        try {
            for (int n = System.in.read(buffer); n >= 0; n = System.in.read(buffer)) {
                connection.input(buffer, n);
            }
            connection.endInput();
        } catch (IOException e) {
            connection.fail(new CliException(Exit.UNKNOWN, "standard input cannot be read: " + e.getMessage()));
        } catch (InterruptedException e) {
            connection.fail(new CliException(Exit.INTERRUPTED, "interrupted"));
        }
    }
}
