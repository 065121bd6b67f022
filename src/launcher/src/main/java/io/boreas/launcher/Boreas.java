package io.boreas.launcher;

import io.boreas.cli.BoreasCli;
import io.boreas.drill.DrillCommand;
import io.boreas.launcher.journal.JournalCommand;
import java.io.PrintStream;
import java.util.List;

/** The program: the command line, and the commands that are processes of the cell. */
public final class Boreas {
    private Boreas() {}

    public static void main(String[] args) {
        System.exit(BoreasCli.commandLine(more()).execute(args));
    }

    /**
     * Runs one command that ends by itself, on other streams.
     *
     * @return the program's exit code
     */
    public static int run(PrintStream out, PrintStream err, String... args) {
        return BoreasCli.commandLine(out, err, more()).execute(args);
    }

    private static List<Object> more() {
        return List.of(
                new LocalCommand(), new MasterCommand(), new AgentCommand(), new JournalCommand(), new DrillCommand());
    }
}
