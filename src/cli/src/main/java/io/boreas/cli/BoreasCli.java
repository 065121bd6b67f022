package io.boreas.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the command line. */
@Command(
        name = "boreas",
        description = "Pools machines and keeps jobs running on them.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            JobCommand.class,
            TaskCommand.class,
            HostCommand.class,
            FrameworkCommand.class,
            QuotaCommand.class,
            EventsCommand.class,
            CellCommand.class,
            VersionCommand.class,
            CompletionCommand.class
        },
        footerHeading = "%nExample, a job from file to end:%n",
        footer = {
            "  boreas job create src/examples/toyserver.yaml --wait running",
            "  boreas job status www-data/devel/toyserver",
            "  boreas job kill www-data/devel/toyserver",
            "",
            "Every command has --help with an example."
        })
public final class BoreasCli implements Callable<Integer> {
    private final Streams streams;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private BoreasCli(Streams streams) {
        this.streams = streams;
    }

    /** All commands, on the program's own streams; as below. */
    public static CommandLine commandLine(List<?> more) {
        return commandLine(utf8(System.out), utf8(System.err), more);
    }

    /**
     * All commands, on other streams.
     *
     * @param more commands of the program beside those of this client
     */
    public static CommandLine commandLine(PrintStream out, PrintStream err, List<?> more) {
        var line = new CommandLine(new BoreasCli(new Streams(out, err)));
        more.forEach(line::addSubcommand); // before what follows, which is said of the commands that are there
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(BoreasCli::misused);
        line.setExecutionExceptionHandler(BoreasCli::failed);
        addHelp(line);
        var codes = new LinkedHashMap<String, String>();
        Arrays.stream(Exit.values())
                .forEach(exit -> codes.put(
                        " " + exit.code() + " ".repeat(exit.code() > 99 ? 0 : exit.code() > 9 ? 1 : 2),
                        exit.meaning()));
        line.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(codes);
        return line;
    }

    /** Gives a command and all below it the option {@code --help}. */
    private static void addHelp(CommandLine line) {
        var help = OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this.")
                .build();
        line.getCommandSpec().addOption(help);
        line.getSubcommands().values().forEach(BoreasCli::addHelp);
    }

    /** Runs one command; the result is the program's exit code. */
    public static int run(String[] args, PrintStream out, PrintStream err) {
        return commandLine(out, err, List.of()).execute(args);
    }

    Streams streams() {
        return streams;
    }

    /** No command was named. */
    @Override
    public Integer call() {
        spec.commandLine().usage(streams.err());
        return Exit.INVALID_COMMAND.code();
    }

    private static PrintStream utf8(PrintStream stream) {
        return new PrintStream(stream, false, StandardCharsets.UTF_8);
    }

    private static int misused(ParameterException e, String[] args) {
        var command = e.getCommandLine();
        var err = command.getErr();
        err.println("boreas: " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See " + command.getCommandSpec().qualifiedName() + " --help.");
        err.flush();
        boolean noSuchCommand = !command.getSubcommands().isEmpty()
                && !(e instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption());
        return (noSuchCommand ? Exit.INVALID_COMMAND : Exit.INVALID_PARAMETER).code();
    }

    private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        var err = command.getErr();
        command.getOut().flush();
        if (e instanceof CliException failure) {
            err.println("boreas: " + failure.getMessage());
            err.flush();
            return failure.exit().code();
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return Exit.INTERRUPTED.code();
        }
        err.println("boreas: this should not happen, please report it:");
        e.printStackTrace(err);
        err.flush();
        return Exit.UNKNOWN.code();
    }
}
