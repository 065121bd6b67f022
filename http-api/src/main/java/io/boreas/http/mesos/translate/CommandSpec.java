package io.boreas.http.mesos.translate;

import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import io.boreas.core.task.Artifact;
import io.boreas.core.task.Container;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.Problem;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskSpecCheck;
import io.boreas.http.mesos.proto.Mesos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a command runs: one process, which fails the task if it fails. References in braces are not replaced in it.
 *
 * <p>A command without a shell becomes a line that the shell hands itself over to, each word quoted. Its first argument, by
 * convention the program's own name, cannot be chosen that way: the program finds its path there.
 */
public final class CommandSpec {
    private static final String PROCESS = "task";
    private static final String PATH = "command";

    private CommandSpec() {}

    /**
     * The specification of a command.
     *
     * @param name shown to people
     * @param resources on any terms, of which amounts count
     * @param user the account to run as if the command names none; empty for the agent's own
     * @param ground variables that are set unless the command sets them
     * @param grace how long stopping it may take, of which at most {@link TaskSpec#FINALIZATION_WAIT_MAX} counts here
     * @param container what it has instead of its agent's file system, or in it; the command of its image is run if this is none
     * @param problems to which is added what cannot be run
     */
    static TaskSpec of(
            String name,
            Mesos.CommandInfo command,
            Resources resources,
            String user,
            Map<String, String> ground,
            Duration grace,
            Optional<Container> container,
            List<String> problems) {
        var environment = new TreeMap<>(ground);
        environment.putAll(environment(command.getEnvironment(), problems));
        boolean isImages = container.filter(Container::hasImage).isPresent()
                && !command.getShell()
                && command.getValue().isBlank()
                && command.getArgumentsCount() == 0;
        var cmdline = isImages ? "" : cmdline(command, problems);
        var spec = new TaskSpec(
                shown(name),
                List.of(new ProcessSpec(PROCESS, cmdline, 1, false, false, Duration.ZERO, false)),
                List.of(),
                amounts(resources),
                new TreeSet<>(),
                1,
                0,
                bounded(grace),
                command.hasUser() ? command.getUser() : user,
                environment,
                LogPolicy.DEFAULT,
                command.getUrisList().stream().map(CommandSpec::artifact).toList(),
                Optional.empty(),
                Optional.empty(),
                container,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Collections.emptySortedMap(),
                Optional.empty());
        problems(spec)
                .forEach(problem -> problems.add(
                        VolumeReader.told(problem, PATH).orElseGet(() -> "'CommandInfo' cannot be run: " + problem)));
        return spec;
    }

    /**
     * The specification of an executor's own process.
     *
     * @param user the account to run as if the command names none; empty for the agent's own
     * @param problems to which is added what cannot be run
     */
    public static TaskSpec executor(Mesos.ExecutorInfo info, Resources resources, String user, List<String> problems) {
        var grace = info.hasShutdownGracePeriod()
                ? Times.duration(info.getShutdownGracePeriod())
                : TaskSpec.FINALIZATION_WAIT_MAX;
        var spec = of(
                info.getExecutorId().getValue(),
                info.getCommand(),
                resources,
                user,
                Map.of(),
                grace,
                Optional.empty(),
                problems);
        return CapabilityReader.capabilities(info.getContainer())
                .map(spec::capable)
                .orElse(spec);
    }

    /** The line that the shell is given. */
    static String cmdline(Mesos.CommandInfo command, List<String> problems) {
        var value = command.getValue();
        if (value.isBlank()) {
            problems.add(
                    command.getShell()
                            ? "Shell command is not specified"
                            : "Executable of the command is not specified");
            return ":";
        }
        if (command.getShell()) {
            return value;
        }
        if (value.startsWith("-")) {
            problems.add("'CommandInfo.value' is no executable: '" + value + "'");
        }
        var line = new StringBuilder("exec ").append(quoted(value));
        command.getArgumentsList().stream().skip(1).forEach(argument -> line.append(' ')
                .append(quoted(argument)));
        return line.toString();
    }

    /** A word that a POSIX shell takes as it is. */
    static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static Artifact artifact(Mesos.CommandInfo.URI uri) {
        return new Artifact(
                uri.getValue(), uri.getExecutable(), uri.getExtract(), uri.getCache(), uri.getOutputFile(), "");
    }

    /** Variables with values; of one name the last counts. Texts are those of Mesos. */
    public static SortedMap<String, String> environment(Mesos.Environment environment, List<String> problems) {
        var variables = new TreeMap<String, String>();
        for (var variable : environment.getVariablesList()) {
            var where = "Environment variable '" + variable.getName() + "'";
            switch (variable.getType()) {
                case UNKNOWN -> problems.add(where + " of type 'UNKNOWN' is not allowed");
                case SECRET -> problems.add(where + " of type 'SECRET' is not supported yet: nothing resolves secrets");
                case VALUE -> {
                    if (variable.hasSecret()) {
                        problems.add(where + " of type 'VALUE' must not have a secret set");
                    } else if (!variable.hasValue()) {
                        problems.add(where + " of type 'VALUE' must have a value set");
                    } else {
                        variables.put(variable.getName(), variable.getValue());
                    }
                }
            }
        }
        return variables;
    }

    /**
     * What of a specification is beyond bounds. Mesos's tasks need not have something of each resource, and what looks like a
     * reference in their commands is none.
     */
    private static List<Problem> problems(TaskSpec spec) {
        var process = spec.processes().getFirst();
        var plain = new ProcessSpec(
                process.name(),
                process.cmdline().replace("{{", "__"),
                process.maxFailures(),
                process.daemon(),
                process.ephemeral(),
                process.minDuration(),
                process.isFinal());
        var problems = new ArrayList<>(TaskSpecCheck.check(spec.running(List.of(plain)), PATH));
        problems.removeIf(problem -> problem.path().startsWith(PATH + ".resources."));
        return problems;
    }

    private static Resources amounts(Resources resources) {
        var amounts = new ArrayList<Resource>();
        for (var name : List.of("cpus", "mem", "disk", "gpus")) {
            amounts.add(Resource.scalar(name, Math.min(Scalar.MAX_MILLI, resources.scalarMilli(name))));
        }
        return Resources.of(amounts);
    }

    private static Duration bounded(Duration grace) {
        if (grace.isNegative()) {
            return Duration.ZERO; // refused elsewhere
        }
        return grace.compareTo(TaskSpec.FINALIZATION_WAIT_MAX) > 0 ? TaskSpec.FINALIZATION_WAIT_MAX : grace;
    }

    private static String shown(String name) {
        var visible = name.codePoints()
                .filter(c -> !Character.isISOControl(c))
                .limit(TaskSpecCheck.NAME_LENGTH_MAX / 2) // some characters take two places
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return visible.isBlank() ? PROCESS : visible;
    }
}
