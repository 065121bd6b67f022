package io.boreas.launcher;

import io.boreas.cli.BoreasCli;
import io.boreas.drill.DrillCommand;
import io.boreas.launcher.journal.JournalCommand;
import io.boreas.launcher.practice.PrepareCommand;
import io.boreas.launcher.process.Version;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The program: the command line, and the commands that are processes of the cell. */
public final class Boreas {
    private Boreas() {}

    public static void main(String[] args) {
        System.exit(versioned(BoreasCli.commandLine(more())).execute(args));
    }

    /**
     * Runs one command that ends by itself, on other streams.
     *
     * @return the program's exit code
     */
    public static int run(PrintStream out, PrintStream err, String... args) {
        return versioned(BoreasCli.commandLine(out, err, more())).execute(args);
    }

    /** Says which program this is without asking a master which one that is. */
    private static CommandLine versioned(CommandLine line) {
        line.getCommandSpec()
                .version("boreas " + Version.current())
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Show the version of this program; of the master that answers: boreas version.")
                        .build());
        return line;
    }

    private static List<Object> more() {
        return List.of(
                new LocalCommand(),
                new MasterCommand(),
                new AgentCommand(),
                new JournalCommand(),
                new DrillCommand(),
                new PrepareCommand());
    }
}
