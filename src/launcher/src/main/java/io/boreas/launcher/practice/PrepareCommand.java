package io.boreas.launcher.practice;

import io.boreas.agent.sandbox.SandboxCollector;
import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import io.boreas.launcher.process.Explained;
import io.boreas.launcher.process.ServerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code boreas prepare}: what the launcher runs once with a JVM that writes down what it learns. */
@Command(
        name = "prepare",
        description = {
            "Make masters and agents start faster: run a cell for practice, and keep what the JVM learned of Boreas beside its jars.",
            "Once for each installation and each JDK, by whoever may write there; takes a minute. Everything works without it.",
            "The cell is a thing apart, in a temporary folder and at free ports of loopback; no cell that runs is touched."
        },
        footer = {"", "Example: sudo /opt/boreas/bin/boreas prepare"})
public final class PrepareCommand implements Callable<Integer> {
    private static final int TASKS_MAX = 1_000_000;

    @Option(
            names = "--tasks",
            paramLabel = "N",
            defaultValue = "30000",
            description =
                    "How many tasks to practise on; with fewer it takes less time and less is learned. Default: 30000")
    int tasks = 30_000;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (tasks < 1 || tasks > TASKS_MAX) {
            throw new CliException(Exit.INVALID_PARAMETER, "--tasks is 1 to " + TASKS_MAX + ", not " + tasks);
        }
        ServerOptions.openLogAside("prepare");
        var folder = Files.createTempDirectory("boreas-prepare-");
        try {
            practise(folder);
        } finally {
            SandboxCollector.deleteTree(folder);
        }
        return Exit.OK.code();
    }

    private void practise(Path folder) {
        var out = spec.commandLine().getOut();
        Explained.start(() -> {
            var practice = new Practice(folder, tasks, line -> say(out, line));
            try {
                practice.run();
            } catch (AssertionError late) { // a machine that is too busy to practise on
                throw new IllegalStateException(late.getMessage(), late);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return practice;
        });
    }

    private static void say(PrintWriter out, String line) {
        out.println("boreas: " + line);
        out.flush();
    }
}
