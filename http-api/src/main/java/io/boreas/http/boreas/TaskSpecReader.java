package io.boreas.http.boreas;

import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Artifact;
import io.boreas.core.task.CommandReferences;
import io.boreas.core.task.Container;
import io.boreas.core.task.HttpLifecycle;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskSpec;
import io.boreas.http.json.JsonInput;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads the {@code task} of a job. */
final class TaskSpecReader {
    private static final List<String> TASK = List.of(
            "name",
            "processes",
            "order",
            "resources",
            "limits",
            "rlimits",
            "capabilities",
            "ports",
            "max_failures",
            "max_concurrency",
            "finalization_wait",
            "max_completion_time",
            "user",
            "environment",
            "logs",
            "fetch",
            "health",
            "container",
            "lifecycle");
    private static final List<String> ARTIFACT =
            List.of("uri", "executable", "extract", "cache", "output_file", "sha256");
    private static final List<String> PROCESS =
            List.of("name", "cmdline", "max_failures", "daemon", "ephemeral", "min_duration", "final");
    private static final List<String> RESOURCES = List.of("cpus", "mem", "disk", "gpus");
    private static final List<String> LOGS = List.of("size", "backups");

    private TaskSpecReader() {}

    static TaskSpec read(JsonInput in) {
        in.knows(TASK);
        // one that has an image may run what that says
        var container = in.object("container").map(ContainerJson::read);
        var processes = processes(in, container.filter(Container::hasImage).isPresent());
        var environment = in.pairs("environment");
        var ports = new TreeSet<>(in.texts("ports"));
        ports.addAll(CommandReferences.ports(
                processes.stream().map(ProcessSpec::cmdline).toList()));
        ports.addAll(CommandReferences.ports(environment.values()));
        var health = in.object("health").map(HealthJson::read);
        health.flatMap(HealthJson::port).ifPresent(ports::add);
        health.flatMap(HealthJson::cmdline)
                .ifPresent(cmdline -> ports.addAll(CommandReferences.ports(List.of(cmdline))));
        var lifecycle = in.object("lifecycle").map(LifecycleJson::read);
        lifecycle.map(HttpLifecycle::port).ifPresent(ports::add);
        return new TaskSpec(
                in.text("name")
                        .orElse(processes.isEmpty() ? "" : processes.getFirst().name()),
                processes,
                order(in),
                resources(in.requiredObject("resources")),
                ports,
                in.integer("max_failures", TaskSpec.MAX_FAILURES_DEFAULT),
                in.integer("max_concurrency", 0),
                Amounts.time(in, "finalization_wait", TaskSpec.FINALIZATION_WAIT_DEFAULT),
                in.text("user").orElse(""),
                environment,
                in.object("logs").map(TaskSpecReader::logs).orElse(LogPolicy.DEFAULT),
                fetch(in),
                health,
                Optional.empty(),
                container,
                lifecycle,
                in.object("limits").map(LimitsJson::read),
                in.any("max_completion_time").map(any -> Amounts.time(in, "max_completion_time", Duration.ZERO)),
                in.object("rlimits").map(RlimitsJson::read).orElse(Collections.emptySortedMap()),
                in.object("capabilities").map(CapabilitiesJson::read));
    }

    private static List<ProcessSpec> processes(JsonInput in, boolean mayBeEmpty) {
        if (!in.has("processes")) {
            in.problem("processes", "is missing; it is a list of at least one process");
        }
        var processes = new ArrayList<ProcessSpec>();
        for (var process : in.objects("processes")) {
            process.knows(PROCESS);
            processes.add(new ProcessSpec(
                    process.requiredText("name"),
                    mayBeEmpty ? process.text("cmdline").orElse("") : process.requiredText("cmdline"),
                    process.integer("max_failures", ProcessSpec.MAX_FAILURES_DEFAULT),
                    process.flag("daemon", false),
                    process.flag("ephemeral", false),
                    Amounts.time(process, "min_duration", ProcessSpec.MIN_DURATION_DEFAULT),
                    process.flag("final", false)));
        }
        return processes;
    }

    private static List<Artifact> fetch(JsonInput in) {
        var artifacts = new ArrayList<Artifact>();
        for (var artifact : in.objects("fetch")) {
            artifact.knows(ARTIFACT);
            artifacts.add(new Artifact(
                    artifact.requiredText("uri"),
                    artifact.flag("executable", false),
                    artifact.flag("extract", true),
                    artifact.flag("cache", false),
                    artifact.text("output_file").orElse(""),
                    artifact.text("sha256").orElse("")));
        }
        return artifacts;
    }

    /** {@code [[a, b, c]]} says that a comes before b and b before c. */
    private static List<TaskSpec.Order> order(JsonInput in) {
        var order = new ArrayList<TaskSpec.Order>();
        var chains = in.textLists("order");
        for (int i = 0; i < chains.size(); i++) {
            var chain = chains.get(i);
            if (chain.size() < 2) {
                in.problem("order[" + i + "]", "names at least two processes, in the order they run");
            }
            for (int j = 1; j < chain.size(); j++) {
                order.add(new TaskSpec.Order(chain.get(j - 1), chain.get(j)));
            }
        }
        return order;
    }

    private static Resources resources(JsonInput in) {
        in.knows(RESOURCES);
        var resources = Resources.plain(
                Amounts.milli(in, "cpus"),
                Amounts.megabytesMilli(in, "mem"),
                Amounts.megabytesMilli(in, "disk"),
                Ranges.empty());
        long gpus = Amounts.milli(in, "gpus");
        if (gpus % 1_000 != 0) {
            in.problem("gpus", "is a whole number: a GPU is had whole or not at all");
            return resources;
        }
        return gpus == 0 ? resources : resources.plus(Resource.scalar("gpus", gpus));
    }

    private static LogPolicy logs(JsonInput in) {
        in.knows(LOGS);
        return new LogPolicy(
                Amounts.bytes(in, "size", LogPolicy.DEFAULT.fileBytesMax()),
                in.integer("backups", LogPolicy.DEFAULT.backups()));
    }
}
