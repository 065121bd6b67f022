package io.boreas.persistence.codec;

import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.StatusCheck;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Artifact;
import io.boreas.core.task.Capabilities;
import io.boreas.core.task.Container;
import io.boreas.core.task.HttpLifecycle;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.ResourceLimits;
import io.boreas.core.task.Rlimit;
import io.boreas.core.task.TaskSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Task specifications; see {@code boreas/v1/values.proto}. */
final class SpecValues {
    private SpecValues() {}

    static void write(Encoder out, int field, TaskSpec spec) {
        int mark = out.begin(field);
        out.text(1, spec.name());
        spec.processes().forEach(process -> write(out, 2, process));
        spec.order().forEach(order -> pair(out, 3, order.first(), order.then()));
        out.resources(4, spec.resources());
        if (!spec.ports().isEmpty()) {
            int list = out.begin(5);
            spec.ports().forEach(port -> out.packed(out.index(port)));
            out.end(list);
        }
        out.number(6, spec.maxFailures());
        out.number(7, spec.maxConcurrency());
        out.duration(8, spec.finalizationWait());
        out.text(9, spec.user());
        spec.environment().forEach((name, value) -> pair(out, 10, name, value));
        out.number(11, spec.logs().fileBytesMax());
        out.number(12, spec.logs().backups());
        spec.fetch().forEach(artifact -> write(out, 13, artifact));
        spec.health().ifPresent(health -> CheckValues.write(out, 14, health));
        spec.check().ifPresent(check -> CheckValues.write(out, 15, check));
        spec.container().ifPresent(container -> ContainerValues.write(out, 16, container));
        spec.lifecycle().ifPresent(http -> write(out, 17, http));
        spec.limits().ifPresent(limits -> write(out, 18, limits));
        spec.maxCompletionTime().ifPresent(time -> out.duration(19, time));
        spec.rlimits().forEach((name, limit) -> write(out, 20, name, limit));
        spec.capabilities().ifPresent(wish -> write(out, 21, wish));
        out.end(mark);
    }

    static TaskSpec read(Decoder in) {
        String name = "";
        var processes = new ArrayList<ProcessSpec>(1);
        var order = new ArrayList<TaskSpec.Order>(0);
        var resources = Resources.empty();
        var ports = new TreeSet<String>();
        int maxFailures = 0;
        int maxConcurrency = 0;
        var finalizationWait = Duration.ZERO;
        String user = "";
        var environment = new TreeMap<String, String>();
        long logBytesMax = 0;
        int logBackups = 0;
        var fetch = new ArrayList<Artifact>(0);
        var health = Optional.<HealthCheck>empty();
        var check = Optional.<StatusCheck>empty();
        var container = Optional.<Container>empty();
        var lifecycle = Optional.<HttpLifecycle>empty();
        var limits = Optional.<ResourceLimits>empty();
        var maxCompletionTime = Optional.<Duration>empty();
        var rlimits = new TreeMap<String, Rlimit>();
        var capabilities = Optional.<Capabilities>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> name = in.text();
                case 2 -> processes.add(process(in));
                case 3 -> {
                    var pair = pair(in);
                    order.add(new TaskSpec.Order(pair.key(), pair.value()));
                }
                case 4 -> resources = in.resources();
                case 5 -> {
                    int list = in.open();
                    while (in.hasMore()) {
                        ports.add(in.packedText());
                    }
                    in.close(list);
                }
                case 6 -> maxFailures = in.int32();
                case 7 -> maxConcurrency = in.int32();
                case 8 -> finalizationWait = in.duration();
                case 9 -> user = in.sharedText();
                case 10 -> {
                    var pair = pair(in);
                    environment.put(pair.key(), pair.value());
                }
                case 11 -> logBytesMax = in.int64();
                case 12 -> logBackups = in.int32();
                case 13 -> fetch.add(artifact(in));
                case 14 -> health = Optional.of(CheckValues.health(in));
                case 15 -> check = Optional.of(CheckValues.check(in));
                case 16 -> container = Optional.of(ContainerValues.read(in));
                case 17 -> lifecycle = Optional.of(lifecycle(in));
                case 18 -> limits = Optional.of(limits(in));
                case 19 -> maxCompletionTime = Optional.of(in.duration());
                case 20 -> {
                    var rlimit = rlimit(in);
                    rlimits.put(rlimit.name(), rlimit.limit());
                }
                case 21 -> capabilities = Optional.of(capabilities(in));
                default -> in.unknown("TaskSpec");
            }
        }
        in.close(outer);
        return new TaskSpec(
                name,
                processes,
                order,
                resources,
                ports,
                maxFailures,
                maxConcurrency,
                finalizationWait,
                user,
                environment,
                new LogPolicy(logBytesMax, logBackups),
                fetch,
                health,
                check,
                container,
                lifecycle,
                limits,
                maxCompletionTime,
                rlimits,
                capabilities);
    }

    private static void write(Encoder out, int field, HttpLifecycle http) {
        int mark = out.begin(field);
        out.text(1, http.port());
        out.text(2, http.gracefulEndpoint());
        out.text(3, http.shutdownEndpoint());
        out.duration(4, http.gracefulWait());
        out.duration(5, http.shutdownWait());
        out.end(mark);
    }

    private static HttpLifecycle lifecycle(Decoder in) {
        String port = "";
        String graceful = "";
        String shutdown = "";
        var gracefulWait = Duration.ZERO;
        var shutdownWait = Duration.ZERO;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> port = in.sharedText();
                case 2 -> graceful = in.sharedText();
                case 3 -> shutdown = in.sharedText();
                case 4 -> gracefulWait = in.duration();
                case 5 -> shutdownWait = in.duration();
                default -> in.unknown("HttpLifecycle");
            }
        }
        in.close(outer);
        return new HttpLifecycle(port, graceful, shutdown, gracefulWait, shutdownWait);
    }

    private static void write(Encoder out, int field, ResourceLimits limits) {
        int mark = out.begin(field);
        limits.cpus().ifPresent(most -> write(out, 1, most));
        limits.mem().ifPresent(most -> write(out, 2, most));
        out.end(mark);
    }

    private static void write(Encoder out, int field, ResourceLimits.Limit limit) {
        int mark = out.begin(field);
        out.number(1, limit.milli());
        out.end(mark);
    }

    private static ResourceLimits limits(Decoder in) {
        var cpus = Optional.<ResourceLimits.Limit>empty();
        var mem = Optional.<ResourceLimits.Limit>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> cpus = Optional.of(limit(in));
                case 2 -> mem = Optional.of(limit(in));
                default -> in.unknown("ResourceLimits");
            }
        }
        in.close(outer);
        return new ResourceLimits(cpus, mem);
    }

    private static ResourceLimits.Limit limit(Decoder in) {
        long milli = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> milli = in.int64();
                default -> in.unknown("Limit");
            }
        }
        in.close(outer);
        return new ResourceLimits.Limit(milli);
    }

    private record NamedRlimit(String name, Rlimit limit) {}

    private static void write(Encoder out, int field, String name, Rlimit limit) {
        int mark = out.begin(field);
        out.text(1, name);
        out.number(2, limit.soft());
        out.number(3, limit.hard());
        out.end(mark);
    }

    private static NamedRlimit rlimit(Decoder in) {
        String name = "";
        long soft = 0;
        long hard = 0;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> name = in.sharedText();
                case 2 -> soft = in.int64();
                case 3 -> hard = in.int64();
                default -> in.unknown("Rlimit");
            }
        }
        in.close(outer);
        return new NamedRlimit(name, new Rlimit(soft, hard));
    }

    private static void write(Encoder out, int field, Capabilities capabilities) {
        int mark = out.begin(field);
        capabilities.effective().ifPresent(names -> write(out, 1, names));
        capabilities.bounding().ifPresent(names -> write(out, 2, names));
        out.end(mark);
    }

    /** A message around them: none is something else than nothing said. */
    private static void write(Encoder out, int field, SortedSet<String> names) {
        int mark = out.begin(field);
        if (!names.isEmpty()) {
            int list = out.begin(1);
            names.forEach(name -> out.packed(out.index(name)));
            out.end(list);
        }
        out.end(mark);
    }

    private static Capabilities capabilities(Decoder in) {
        var effective = Optional.<SortedSet<String>>empty();
        var bounding = Optional.<SortedSet<String>>empty();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> effective = Optional.of(names(in));
                case 2 -> bounding = Optional.of(names(in));
                default -> in.unknown("Capabilities");
            }
        }
        in.close(outer);
        return new Capabilities(effective, bounding);
    }

    private static SortedSet<String> names(Decoder in) {
        var names = new TreeSet<String>();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> {
                    int list = in.open();
                    while (in.hasMore()) {
                        names.add(in.packedText());
                    }
                    in.close(list);
                }
                default -> in.unknown("Names");
            }
        }
        in.close(outer);
        return names;
    }

    private static void write(Encoder out, int field, Artifact artifact) {
        int mark = out.begin(field);
        out.text(1, artifact.uri());
        out.flag(2, artifact.executable());
        out.flag(3, artifact.extract());
        out.flag(4, artifact.cache());
        out.text(5, artifact.outputFile());
        out.text(6, artifact.sha256());
        out.end(mark);
    }

    private static Artifact artifact(Decoder in) {
        String uri = "";
        boolean executable = false;
        boolean extract = false;
        boolean cache = false;
        String outputFile = "";
        String sha256 = "";
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> uri = in.text();
                case 2 -> executable = in.bool();
                case 3 -> extract = in.bool();
                case 4 -> cache = in.bool();
                case 5 -> outputFile = in.text();
                case 6 -> sha256 = in.text();
                default -> in.unknown("Artifact");
            }
        }
        in.close(outer);
        return new Artifact(uri, executable, extract, cache, outputFile, sha256);
    }

    private static void write(Encoder out, int field, ProcessSpec process) {
        int mark = out.begin(field);
        out.text(1, process.name());
        out.text(2, process.cmdline());
        out.number(3, process.maxFailures());
        out.flag(4, process.daemon());
        out.flag(5, process.ephemeral());
        out.duration(6, process.minDuration());
        out.flag(7, process.isFinal());
        out.end(mark);
    }

    private static ProcessSpec process(Decoder in) {
        String name = "";
        String cmdline = "";
        int maxFailures = 0;
        boolean daemon = false;
        boolean ephemeral = false;
        var minDuration = Duration.ZERO;
        boolean isFinal = false;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> name = in.sharedText();
                case 2 -> cmdline = in.text();
                case 3 -> maxFailures = in.int32();
                case 4 -> daemon = in.bool();
                case 5 -> ephemeral = in.bool();
                case 6 -> minDuration = in.duration();
                case 7 -> isFinal = in.bool();
                default -> in.unknown("Process");
            }
        }
        in.close(outer);
        return new ProcessSpec(name, cmdline, maxFailures, daemon, ephemeral, minDuration, isFinal);
    }

    /** Two strings that belong together. */
    record Pair(String key, String value) {}

    static void pair(Encoder out, int field, String key, String value) {
        int mark = out.begin(field);
        out.text(1, key);
        out.text(2, value);
        out.end(mark);
    }

    static Pair pair(Decoder in) {
        String key = "";
        String value = "";
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> key = in.sharedText();
                case 2 -> value = in.text();
                default -> in.unknown("Pair");
            }
        }
        in.close(outer);
        return new Pair(key, value);
    }
}
