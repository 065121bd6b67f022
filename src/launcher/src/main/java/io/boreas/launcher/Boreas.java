package io.boreas.launcher;

import io.boreas.cli.BoreasCli;
import io.boreas.drill.DrillCommand;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;

/** The program: the command line, and the commands that are processes of the cell. */
public final class Boreas {
    private Boreas() {}

    public static void main(String[] args) {
        System.exit(complete(BoreasCli.commandLine()).execute(args));
    }

    /**
     * Runs one command that ends by itself, on other streams.
     *
     * @return the program's exit code
     */
    public static int run(PrintStream out, PrintStream err, String... args) {
        return complete(BoreasCli.commandLine(out, err)).execute(args);
    }

    private static CommandLine complete(CommandLine line) {
        for (var command : List.of(new LocalCommand(), new MasterCommand(), new AgentCommand(), new JournalCommand(), new DrillCommand())) {
            var subcommand = new CommandLine(command);
            BoreasCli.addHelp(subcommand);
            line.addSubcommand(subcommand);
        }
        return line;
    }
}
