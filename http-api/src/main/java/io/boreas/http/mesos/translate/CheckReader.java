package io.boreas.http.mesos.translate;

import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.HealthCheck.Rules;
import io.boreas.core.check.Probe;
import io.boreas.core.check.StatusCheck;
import io.boreas.core.task.TaskSpec;
import io.boreas.http.mesos.proto.Mesos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Checks of frameworks' tasks. Source of rules and texts: Mesos, {@code common/validation.cpp} and {@code checks/}. */
final class CheckReader {
    /** Nothing is waited for longer. */
    private static final double SECONDS_MAX = TimeUnit.DAYS.toSeconds(365);

    private CheckReader() {}

    /** What is wrong with the checks of a task, whoever makes them. */
    static void problems(Mesos.TaskInfo task, List<String> problems) {
        if (task.hasCheck()) {
            problem(task.getCheck()).ifPresent(wrong -> problems.add("Task uses invalid check: " + wrong));
        }
        if (task.hasHealthCheck()) {
            problem(task.getHealthCheck()).ifPresent(wrong -> problems.add("Task uses invalid health check: " + wrong));
        }
    }

    /** The specification with the checks of its task, which are good. */
    static TaskSpec checked(TaskSpec spec, Mesos.TaskInfo task) {
        return spec.checked(
                task.hasHealthCheck() ? Optional.of(read(task.getHealthCheck())) : Optional.empty(),
                task.hasCheck() ? Optional.of(read(task.getCheck())) : Optional.empty());
    }

    private static HealthCheck read(Mesos.HealthCheck check) {
        Probe probe =
                switch (check.getType()) {
                    case COMMAND -> command(check.getCommand());
                    case HTTP -> {
                        var http = check.getHttp();
                        boolean ipv6 = http.getProtocol() == Mesos.NetworkInfo.Protocol.IPv6;
                        yield new Probe.Http(
                                http.getScheme().equals("https"), ipv6, port(http.getPort()), http.getPath(), "", 0);
                    }
                    case TCP ->
                        new Probe.Tcp(
                                check.getTcp().getProtocol() == Mesos.NetworkInfo.Protocol.IPv6,
                                port(check.getTcp().getPort()));
                    case UNKNOWN -> throw new IllegalArgumentException("a health check of no known type");
                };
        var rules = new Rules.Watch(time(check.getDelaySeconds()), time(check.getGracePeriodSeconds()), (int)
                Math.min(Integer.MAX_VALUE, Integer.toUnsignedLong(check.getConsecutiveFailures())));
        return new HealthCheck(probe, rules, time(check.getIntervalSeconds()), time(check.getTimeoutSeconds()));
    }

    private static StatusCheck read(Mesos.CheckInfo check) {
        Probe probe =
                switch (check.getType()) {
                    case COMMAND -> command(check.getCommand().getCommand());
                    case HTTP ->
                        new Probe.Http(
                                false,
                                false,
                                port(check.getHttp().getPort()),
                                check.getHttp().getPath(),
                                "",
                                0);
                    case TCP -> new Probe.Tcp(false, port(check.getTcp().getPort()));
                    case UNKNOWN -> throw new IllegalArgumentException("a check of no known type");
                };
        return new StatusCheck(
                probe,
                time(check.getDelaySeconds()),
                time(check.getIntervalSeconds()),
                time(check.getTimeoutSeconds()));
    }

    private static Probe command(Mesos.CommandInfo command) {
        var known = new ArrayList<String>();
        return new Probe.Command(
                CommandSpec.cmdline(command, known), CommandSpec.environment(command.getEnvironment(), known));
    }

    private static String port(int port) {
        return Integer.toString(port);
    }

    private static Duration time(double seconds) {
        return Duration.ofNanos((long) (Math.min(seconds, SECONDS_MAX) * TimeUnit.SECONDS.toNanos(1)));
    }

    private static Optional<String> problem(Mesos.HealthCheck check) {
        if (!check.hasType()) {
            return Optional.of("HealthCheck must specify 'type'");
        }
        var probe =
                switch (check.getType()) {
                    case COMMAND ->
                        check.hasCommand()
                                ? command("health check", "Health check", check.getCommand())
                                : expecting("command", "COMMAND health check");
                    case HTTP -> check.hasHttp() ? http(check.getHttp()) : expecting("http", "HTTP health check");
                    case TCP ->
                        check.hasTcp()
                                ? port("TCP health check", check.getTcp().getPort())
                                : expecting("tcp", "TCP health check");
                    case UNKNOWN -> Optional.of("'UNKNOWN' is not a valid health check type");
                };
        return probe.or(() -> negative("delay_seconds", check.getDelaySeconds()))
                .or(() -> negative("grace_period_seconds", check.getGracePeriodSeconds()))
                .or(() -> negative("interval_seconds", check.getIntervalSeconds()))
                .or(() -> negative("timeout_seconds", check.getTimeoutSeconds()));
    }

    private static Optional<String> problem(Mesos.CheckInfo check) {
        if (!check.hasType()) {
            return Optional.of("CheckInfo must specify 'type'");
        }
        var probe =
                switch (check.getType()) {
                    case COMMAND ->
                        check.hasCommand()
                                ? command("check", "Check", check.getCommand().getCommand())
                                : expecting("command", "COMMAND check");
                    case HTTP ->
                        check.hasHttp()
                                ? path("HTTP check", check.getHttp().getPath())
                                        .or(() -> port(
                                                "HTTP check", check.getHttp().getPort()))
                                : expecting("http", "HTTP check");
                    case TCP ->
                        check.hasTcp() ? port("TCP check", check.getTcp().getPort()) : expecting("tcp", "TCP check");
                    case UNKNOWN -> Optional.of("'UNKNOWN' is not a valid check type");
                };
        return probe.or(() -> negative("delay_seconds", check.getDelaySeconds()))
                .or(() -> negative("interval_seconds", check.getIntervalSeconds()))
                .or(() -> negative("timeout_seconds", check.getTimeoutSeconds()));
    }

    private static Optional<String> http(Mesos.HealthCheck.HTTPCheckInfo http) {
        if (http.hasScheme() && !List.of("http", "https").contains(http.getScheme())) {
            return Optional.of("Unsupported HTTP health check scheme: '" + http.getScheme() + "'");
        }
        return path("HTTP health check", http.getPath()).or(() -> port("HTTP health check", http.getPort()));
    }

    private static Optional<String> path(String what, String path) {
        return path.isEmpty() || path.startsWith("/")
                ? Optional.empty()
                : Optional.of("The path '" + path + "' of " + what + " must start with '/'");
    }

    /** Beyond Mesos, which would ask in vain. */
    private static Optional<String> port(String what, int port) {
        return port >= 1 && port <= 65_535
                ? Optional.empty()
                : Optional.of("The port " + Integer.toUnsignedString(port) + " of " + what + " is not 1 to 65535");
    }

    private static Optional<String> command(String what, String whose, Mesos.CommandInfo command) {
        if (!command.hasValue()) {
            return Optional.of("Command " + what + " must contain "
                    + (command.getShell() ? "'shell command'" : "'executable path'"));
        }
        var problems = new ArrayList<String>();
        CommandSpec.cmdline(command, problems);
        CommandSpec.environment(command.getEnvironment(), problems);
        return problems.stream().findFirst().map(wrong -> whose + "'s `CommandInfo` is invalid: " + wrong);
    }

    private static Optional<String> expecting(String field, String what) {
        return Optional.of("Expecting '" + field + "' to be set for " + what);
    }

    private static Optional<String> negative(String field, double seconds) {
        return seconds >= 0
                ? Optional.empty()
                : Optional.of("Expecting '" + field + "' to be non-negative"); // nor is it something that is no number
    }
}
