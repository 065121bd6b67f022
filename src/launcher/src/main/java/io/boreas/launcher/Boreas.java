package io.boreas.launcher;

import picocli.CommandLine;

/** The program. */
public final class Boreas {
    private Boreas() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new MasterCommand()).execute(java.util.Arrays.copyOfRange(args, 1, args.length)));
    }
}
