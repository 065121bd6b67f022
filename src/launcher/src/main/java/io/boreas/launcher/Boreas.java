package io.boreas.launcher;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program. */
@Command(name = "boreas")
public final class Boreas {
    private Boreas() {}

    public static void main(String[] args) {
        var line = new CommandLine(new Boreas()).addSubcommand(new MasterCommand()).addSubcommand(new LocalCommand())
                .addSubcommand(new AgentCommand());
        int code = line.execute(args);
        System.exit(code);
    }
}
