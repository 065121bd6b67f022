package io.boreas.launcher;

import io.boreas.cli.BoreasCli;
import io.boreas.drill.DrillCommand;

/** The program: the command line, and the commands that are processes of the cell. */
public final class Boreas {
    private Boreas() {}

    public static void main(String[] args) {
        int code = BoreasCli.commandLine()
                .addSubcommand(new LocalCommand())
                .addSubcommand(new MasterCommand())
                .addSubcommand(new AgentCommand())
                .addSubcommand(new JournalCommand())
                .addSubcommand(new DrillCommand())
                .execute(args);
        System.exit(code);
    }
}
