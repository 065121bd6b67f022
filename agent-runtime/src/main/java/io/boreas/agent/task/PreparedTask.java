package io.boreas.agent.task;

import io.boreas.agent.image.Image;
import io.boreas.agent.image.ImageException;
import io.boreas.agent.image.ImageUser;
import io.boreas.agent.process.Account;
import io.boreas.agent.process.Command;
import io.boreas.agent.process.Confinement;
import io.boreas.agent.process.ForeignRoot;
import io.boreas.agent.process.Marks;
import io.boreas.agent.sandbox.SandboxPaths;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.check.Probe;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Owner;
import io.boreas.core.task.TaskLaunch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A task whose references are filled in and whose account is known.
 *
 * @param hostSandbox its sandbox, as the machine sees it
 * @param folder where its processes run, as they see it
 * @param cmdlines one for each process
 * @param environment of every process
 * @param health how its health is probed, with the numbers of its ports
 * @param check how it is checked besides, with the numbers of its ports
 */
record PreparedTask(
        TaskLaunch launch,
        Path hostSandbox,
        Path folder,
        Account account,
        List<String> cmdlines,
        SortedMap<String, String> environment,
        Optional<Probe> health,
        Optional<Probe> check) {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final int OWN_MAX = 100_000;
    private static final Path NOWHERE = Path.of("/dev/null");

    PreparedTask {
        cmdlines = List.copyOf(cmdlines);
    }

    /**
     * Fills in a task. It may ask another program for the account: it may block.
     *
     * @param nonce what tells this agent's tasks from those of others
     * @param agent whose task it is, if that is known
     * @throws BadTaskException if the task cannot be run as it is described
     */
    static PreparedTask of(
            TaskLaunch launch, Path sandbox, RunnerSettings settings, String nonce, Optional<AgentId> agent)
            throws BadTaskException {
        var spec = launch.spec();
        var account = account(spec.user());
        var template = template(launch, settings, account);
        var cmdlines = new ArrayList<String>();
        for (var process : spec.processes()) {
            cmdlines.add(checked(
                    "process " + process.name(),
                    template.fill("the command line of process " + process.name(), process.cmdline())));
        }
        var environment = environment(launch, sandbox, settings, account, agent);
        for (var variable : spec.environment().entrySet()) {
            var where = "the variable " + variable.getKey();
            if (!Command.isVariable(variable.getKey())) {
                throw new BadTaskException(
                        where + " cannot be set: a name is letters, digits and '_', and begins with no digit");
            }
            environment.put(variable.getKey(), checked(where, template.fill(where, variable.getValue())));
        }
        environment.put(Marks.TASK, launch.task().value());
        environment.put(Marks.AGENT, nonce);
        var health = spec.health().isPresent()
                ? Optional.of(probe(spec.health().get().probe(), template, launch))
                : Optional.<Probe>empty();
        var check = spec.check().isPresent()
                ? Optional.of(probe(spec.check().get().probe(), template, launch))
                : Optional.<Probe>empty();
        return new PreparedTask(launch, sandbox, sandbox, account, cmdlines, environment, health, check);
    }

    /** A task that can no longer be run, but must still be ended. */
    static PreparedTask unrunnable(TaskLaunch launch, Path sandbox) {
        return new PreparedTask(
                launch,
                sandbox,
                sandbox,
                Account.self(),
                List.of(),
                new TreeMap<>(),
                Optional.empty(),
                Optional.empty());
    }

    private static Probe probe(Probe probe, Template template, TaskLaunch launch) throws BadTaskException {
        return switch (probe) {
            case Probe.Command command ->
                new Probe.Command(
                        checked("its check", template.fill("the command of its check", command.cmdline())),
                        command.environment());
            case Probe.Http http -> http.at(port(http.port(), launch));
            case Probe.Tcp tcp -> tcp.at(port(tcp.port(), launch));
        };
    }

    /** A framework says a number, a job a name. */
    private static int port(String port, TaskLaunch launch) throws BadTaskException {
        var named = launch.ports().get(port);
        if (named != null) {
            return named;
        }
        try {
            return Integer.parseInt(port);
        } catch (NumberFormatException e) {
            throw new BadTaskException("its check asks port " + port + ", which this task does not have");
        }
    }

    /** A command of one of its checks, whose output goes nowhere. */
    Command command(Probe.Command probe, Confinement confinement) {
        var variables = new TreeMap<>(environment);
        variables.putAll(probe.environment());
        return new Command(probe.cmdline(), variables, hostSandbox, account, NOWHERE, NOWHERE, confinement);
    }

    /** How a session beside its processes is run; the command is the session's own. */
    Command like(Confinement confinement) {
        return new Command("", environment, hostSandbox, account, NOWHERE, NOWHERE, confinement);
    }

    /** One run of a process, which is put into this first. */
    Command command(int process, int run, Confinement confinement) {
        var logs = SandboxPaths.logs(
                hostSandbox, launch.spec().processes().get(process).name(), run);
        return new Command(
                cmdlines.get(process),
                environment,
                hostSandbox,
                account,
                logs.resolve("stdout"),
                logs.resolve("stderr"),
                confinement);
    }

    /**
     * The same in an image, which says what the task does not: whom it runs as, what runs, and what is in its environment.
     *
     * @throws BadTaskException if the image says nothing that can be run
     */
    PreparedTask in(Image image) throws BadTaskException, IOException {
        var spec = launch.spec();
        var config = image.config();
        var whose = account;
        try {
            if (spec.user().isEmpty()) {
                whose = ImageUser.of(image).orElse(account);
            }
        } catch (ImageException e) {
            throw new BadTaskException("it cannot run in its image: " + e.why());
        }
        var variables = new TreeMap<String, String>();
        variables.put("PATH", PATH);
        for (var variable : config.environment()) {
            var parts = variable.split("=", 2);
            if (parts.length == 2 && Command.isVariable(parts[0]) && variable.indexOf('\0') < 0) {
                variables.put(parts[0], parts[1]);
            }
        }
        var inside = ForeignRoot.SANDBOX.toString();
        environment.forEach((name, value) -> {
            boolean said = spec.environment().containsKey(name);
            if (said || !name.equals("PATH")) {
                variables.put(name, !said && value.equals(hostSandbox.toString()) ? inside : value);
            }
        });
        for (var name : List.of("USER", "LOGNAME")) {
            if (!spec.environment().containsKey(name)) {
                variables.put(name, whose.name());
            }
        }
        var own = config.command().stream().map(Command::quoted).collect(Collectors.joining(" "));
        if (own.length() > OWN_MAX || own.indexOf('\0') >= 0) {
            throw new BadTaskException(
                    "the command of its image is longer than " + OWN_MAX + " characters, or has a NUL");
        }
        var lines = new ArrayList<String>();
        for (var line : cmdlines) {
            if (line.isEmpty() && own.isEmpty()) {
                throw new BadTaskException("it says no command line, and neither does its image");
            }
            lines.add(line.isEmpty() ? own : line);
        }
        var where = config.folder().startsWith("/") ? Path.of(config.folder()) : ForeignRoot.SANDBOX;
        return new PreparedTask(launch, hostSandbox, where, whose, lines, variables, health, check);
    }

    private static Account account(String user) throws BadTaskException {
        var self = Account.self();
        if (user.isEmpty() || user.equals(self.name())) {
            return self;
        }
        if (self.uid() != 0) {
            throw new BadTaskException("it is to run as user " + user + ", but the agent runs as " + self.name()
                    + " and only root may run tasks as others");
        }
        return Account.named(user)
                .orElseThrow(() -> new BadTaskException("this machine has no user " + user + " to run it as"));
    }

    /** What a framework says is taken as it is: to it, braces mean nothing. */
    private static Template template(TaskLaunch launch, RunnerSettings settings, Account account) {
        if (launch.owner() instanceof Owner.Framework) {
            return Template.LITERAL;
        }
        var values = new HashMap<String, String>();
        values.put("mesos.hostname", settings.hostname());
        values.put("thermos.task_id", launch.task().value());
        values.put("thermos.user", account.name());
        if (launch.owner() instanceof Owner.JobInstance(var job, var instance)) {
            values.put("mesos.instance", Integer.toString(instance));
        }
        launch.ports().forEach((name, port) -> values.put("thermos.ports[" + name + "]", Integer.toString(port)));
        return new Template(values);
    }

    private static SortedMap<String, String> environment(
            TaskLaunch launch, Path sandbox, RunnerSettings settings, Account account, Optional<AgentId> agent) {
        var environment = new TreeMap<String, String>();
        environment.put("PATH", settings.path());
        environment.put("HOME", sandbox.toString());
        environment.put("MESOS_SANDBOX", sandbox.toString());
        environment.put("USER", account.name());
        environment.put("LOGNAME", account.name());
        if (launch.owner() instanceof Owner.JobInstance(var job, var instance)) {
            environment.put("BOREAS_JOB", job.toString());
            environment.put("BOREAS_INSTANCE", Integer.toString(instance));
        }
        if (launch.owner() instanceof Owner.Framework(var framework)) {
            environment.putAll(settings.frameworkVariables());
            environment.put("MESOS_DIRECTORY", sandbox.toString());
            agent.ifPresent(id -> {
                environment.put("MESOS_AGENT_ID", id.value());
                environment.put("MESOS_SLAVE_ID", id.value());
            });
            environment.put("MESOS_FRAMEWORK_ID", framework.value());
            TaskKeys.task(framework, launch.task()).ifPresent(task -> {
                environment.put("MESOS_TASK_ID", task.value());
                environment.put("MESOS_EXECUTOR_ID", task.value());
            });
        }
        launch.ports()
                .forEach((name, port) ->
                        environment.put("PORT_" + name.replaceAll("[^A-Za-z0-9_]", "_"), Integer.toString(port)));
        return environment;
    }

    private static String checked(String where, String text) throws BadTaskException {
        if (text.indexOf('\0') >= 0) {
            throw new BadTaskException(where + " holds a NUL character, which no command line or variable can");
        }
        return text;
    }
}
