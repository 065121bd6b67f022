package io.boreas.launcher.journal;

import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.persistence.history.JournalSource;
import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One command that reads a journal. */
abstract class JournalVerb implements Callable<Integer> {
    private static final int BUFFER = 1 << 16;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JournalOptions journal = new JournalOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}: text for people, JSON for programs. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.table;

    /** How answers are shown; the names are what is typed. */
    @SuppressWarnings("checkstyle:ConstantName")
    enum Format {
        table,
        json
    }

    boolean isJson() {
        return format == Format.json;
    }

    /** Settings that options of this command stand for. */
    Map<String, String> settings() {
        return Map.of();
    }

    /** What it reads. */
    JournalSource open(JournalOptions.Chosen chosen) {
        return chosen.source();
    }

    /** Does it; the result is the program's exit code. */
    abstract int run(JournalOptions.Chosen chosen, JournalSource source, PrintWriter out) throws InterruptedException;

    /** Says something to people that is no part of the answer. */
    void say(String text) {
        var err = spec.commandLine().getErr();
        err.println(text);
        err.flush();
    }

    @Override
    public final Integer call() {
        var chosen = journal.choose(settings());
        var out = new PrintWriter(new BufferedWriter(spec.commandLine().getOut(), BUFFER));
        try (var source = open(chosen)) {
            return JournalOptions.explained(() -> {
                try {
                    return run(chosen, source, out);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new CliException(Exit.INTERRUPTED, "interrupted");
                }
            });
        } finally {
            out.flush();
        }
    }
}
