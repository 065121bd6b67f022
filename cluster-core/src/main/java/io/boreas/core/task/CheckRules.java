package io.boreas.core.task;

import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.HealthCheck.Rules;
import io.boreas.core.check.Probe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The rules of what an agent asks a job's task over its ports; what frameworks have checked has rules of its own at their door. */
final class CheckRules {
    private static final Duration TIME_MAX = Duration.ofHours(1);
    private static final int COUNT_MAX = 10_000;
    private static final int PATH_LENGTH_MAX = 2_048;
    private static final int BODY_LENGTH_MAX = 1_024;

    private final TaskSpec task;
    private final String path;
    private final List<Problem> problems = new ArrayList<>();

    private CheckRules(TaskSpec task, String path) {
        this.task = task;
        this.path = path;
    }

    /** What is wrong with it. */
    static List<Problem> of(HealthCheck health, TaskSpec task, String path) {
        var rules = new CheckRules(task, path);
        if (health.rules() instanceof Rules.Gate gate) {
            rules.time("initial_interval", gate.initialInterval(), Duration.ZERO);
            rules.count("max_consecutive_failures", gate.maxConsecutiveFailures(), 0);
            rules.count("min_consecutive_successes", gate.minConsecutiveSuccesses(), 1);
            rules.time("interval", health.interval(), HealthCheck.INTERVAL_MIN);
            rules.time("timeout", health.timeout(), Duration.ofMillis(1));
            rules.probe(health.probe());
        }
        return rules.problems;
    }

    /** What is wrong with how a task is asked to end. */
    static List<Problem> of(HttpLifecycle http, TaskSpec task, String path) {
        var rules = new CheckRules(task, path);
        rules.port("port", http.port());
        rules.path("graceful_shutdown_endpoint", http.gracefulEndpoint());
        rules.path("shutdown_endpoint", http.shutdownEndpoint());
        rules.wait("graceful_shutdown_wait", http.gracefulWait());
        rules.wait("shutdown_wait", http.shutdownWait());
        return rules.problems;
    }

    private void wait(String at, Duration time) {
        require(
                !time.isNegative() && time.compareTo(TaskSpec.FINALIZATION_WAIT_MAX) <= 0,
                at,
                "is 0 s to 60 s, not " + time);
    }

    private void probe(Probe probe) {
        switch (probe) {
            case Probe.Command command ->
                TaskSpecCheck.cmdline(command.cmdline(), task).forEach(wrong -> add("shell", wrong));
            case Probe.Http http -> {
                port("http.port", http.port());
                path("http.endpoint", http.path());
                require(
                        http.body().length() <= BODY_LENGTH_MAX,
                        "http.expected_response",
                        "has at most " + BODY_LENGTH_MAX + " characters");
                require(
                        http.code() == 0 || (http.code() >= 100 && http.code() <= 599),
                        "http.expected_response_code",
                        "is 100 to 599, or 0 for any that means success; not " + http.code());
            }
            case Probe.Tcp tcp -> port("tcp.port", tcp.port());
        }
    }

    private void path(String at, String path) {
        boolean good = path.startsWith("/")
                && path.length() <= PATH_LENGTH_MAX
                && path.chars().allMatch(c -> c > ' ' && c < 127);
        require(
                good,
                at,
                "begins with '/' and has at most " + PATH_LENGTH_MAX
                        + " visible ASCII characters; others are written as %XX");
    }

    private void port(String at, String port) {
        require(task.ports().contains(port), at, "is \"" + port + "\", which is not among the ports of the task");
    }

    private void time(String at, Duration time, Duration least) {
        require(
                time.compareTo(least) >= 0 && time.compareTo(TIME_MAX) <= 0,
                at,
                "is " + (least.isZero() ? "0 s" : least.toMillis() + " ms") + " to 1 h, not " + time);
    }

    private void count(String at, int count, int least) {
        require(count >= least && count <= COUNT_MAX, at, "is " + least + " to " + COUNT_MAX + ", not " + count);
    }

    private void require(boolean holds, String at, String otherwise) {
        if (!holds) {
            add(at, otherwise);
        }
    }

    private void add(String at, String wrong) {
        problems.add(new Problem(path + "." + at, wrong));
    }
}
