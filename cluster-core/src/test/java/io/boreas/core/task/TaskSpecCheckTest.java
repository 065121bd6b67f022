package io.boreas.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.gen.Gen;
import io.boreas.core.job.Specs;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskSpec.Order;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TaskSpecCheckTest {
    private static final ProcessSpec GOOD = ProcessSpec.of("serve", "exec serve --port {{thermos.ports[http]}}");

    /** A task under construction, good until something is changed. */
    private static final class Draft {
        private String name = "web";
        private List<ProcessSpec> processes = List.of(GOOD);
        private List<Order> order = List.of();
        private Resources resources = Resources.parse("cpus:0.5;mem:128;disk:64");
        private Collection<String> ports = Set.of("http");
        private int maxFailures = 1;
        private int maxConcurrency;
        private Duration finalizationWait = Duration.ofSeconds(30);
        private String user = "www-data";
        private Map<String, String> environment = Map.of();
        private LogPolicy logs = LogPolicy.DEFAULT;

        private TaskSpec spec() {
            return new TaskSpec(
                    name,
                    processes,
                    order,
                    resources,
                    new TreeSet<>(ports),
                    maxFailures,
                    maxConcurrency,
                    finalizationWait,
                    user,
                    new TreeMap<>(environment),
                    logs);
        }
    }

    private static List<String> check(UnaryOperator<Draft> change) {
        return TaskSpecCheck.check(change.apply(new Draft()).spec(), "task").stream()
                .map(Problem::toString)
                .toList();
    }

    private static Arguments bad(String expected, UnaryOperator<Draft> change) {
        return Arguments.of(expected, change);
    }

    private static Arguments badProcess(String expected, ProcessSpec process) {
        return bad(expected, d -> {
            d.processes = List.of(process);
            return d;
        });
    }

    private static Arguments badOrder(String expected, List<Order> order, ProcessSpec... processes) {
        return bad(expected, d -> {
            d.processes = List.of(processes);
            d.order = order;
            return d;
        });
    }

    private static ProcessSpec process(String name) {
        return ProcessSpec.of(name, "true");
    }

    private static ProcessSpec process(
            String cmdline, int maxFailures, Duration minDuration, boolean daemon, boolean ephemeral, boolean isFinal) {
        return new ProcessSpec("p", cmdline, maxFailures, daemon, ephemeral, minDuration, isFinal);
    }

    private static ProcessSpec renamed(String name, ProcessSpec process) {
        return new ProcessSpec(
                name,
                process.cmdline(),
                process.maxFailures(),
                process.daemon(),
                process.ephemeral(),
                process.minDuration(),
                process.isFinal());
    }

    static Stream<Arguments> badTasks() {
        var second = Duration.ofSeconds(1);
        return Stream.of(
                bad("task.name has 1 to 128 characters", d -> {
                    d.name = " ";
                    return d;
                }),
                bad("task.name has 1 to 128 characters", d -> {
                    d.name = "x".repeat(129);
                    return d;
                }),
                bad("task.name has 1 to 128 characters", d -> {
                    d.name = "a\nb";
                    return d;
                }),
                bad("task.processes are 1 to 100, not 0", d -> {
                    d.processes = List.of();
                    return d;
                }),
                bad("task.processes are 1 to 100, not 101", d -> {
                    d.processes = IntStream.rangeClosed(0, 100)
                            .mapToObj(i -> process("p" + i))
                            .toList();
                    return d;
                }),
                bad("task.processes[1].name is \"a\", which another process has already", d -> {
                    d.processes = List.of(process("a"), process("a"));
                    return d;
                }),
                badProcess("task.processes[0].name is 1 to 128 letters", process("a/b")),
                badProcess("task.processes[0].name is 1 to 128 letters", process("..")),
                badProcess("task.processes[0].name is 1 to 128 letters", process("x".repeat(129))),
                badProcess("task.processes[0].cmdline is empty", ProcessSpec.of("p", " \n")),
                badProcess("task.processes[0].cmdline has a NUL character", ProcessSpec.of("p", "a\0b")),
                badProcess(
                        "task.processes[0].cmdline has at most 65536 bytes, not 65538",
                        ProcessSpec.of("p", "é".repeat(32_769))),
                badProcess(
                        "task.processes[0].cmdline refers to {{mesos.slave}}; known are {{mesos.instance}}, "
                                + "{{mesos.hostname}}, {{thermos.ports[NAME]}}, {{thermos.task_id}}, {{thermos.user}}",
                        ProcessSpec.of("p", "echo {{mesos.slave}}")),
                badProcess(
                        "task.processes[0].cmdline refers to {{profile}}; known are",
                        ProcessSpec.of("p", "echo {{profile}}")),
                badProcess(
                        "task.processes[0].cmdline refers to {{ thermos.user }}; known are",
                        ProcessSpec.of("p", "echo {{ thermos.user }}")),
                badProcess(
                        "task.processes[0].cmdline refers to the port \"admin\", which is not among the ports",
                        ProcessSpec.of("p", "echo {{thermos.ports[admin]}}")),
                badProcess(
                        "task.processes[0].max_failures is 0 or more, not -1",
                        process("true", -1, second, false, false, false)),
                badProcess(
                        "task.processes[0].min_duration is 0 s to 1 h, not PT1H0.001S",
                        process("true", 1, Duration.ofHours(1).plusMillis(1), false, false, false)),
                badProcess(
                        "task.processes[0].min_duration is 0 s to 1 h, not PT-1S",
                        process("true", 1, second.negated(), false, false, false)),
                bad("task.max_failures is 0 or more, not -1", d -> {
                    d.maxFailures = -1;
                    return d;
                }),
                bad("task.max_concurrency is 0 or more, not -2", d -> {
                    d.maxConcurrency = -2;
                    return d;
                }),
                bad("task.finalization_wait is 0 s to 60 s, not PT1M1S", d -> {
                    d.finalizationWait = Duration.ofSeconds(61);
                    return d;
                }),
                bad("task.user is an account's name", d -> {
                    d.user = "root; rm -rf /";
                    return d;
                }),
                bad("task.resources.cpus is missing", d -> {
                    d.resources = Resources.parse("mem:128;disk:64");
                    return d;
                }),
                bad("task.resources.mem is missing", d -> {
                    d.resources = Resources.parse("cpus:1;disk:64");
                    return d;
                }),
                bad("task.resources.disk is missing", d -> {
                    d.resources = Resources.parse("cpus:1;mem:128");
                    return d;
                }),
                bad("task.resources.ports is not asked for by number", d -> {
                    d.resources = Resources.parse("cpus:1;mem:128;disk:64;ports:[31000-31000]");
                    return d;
                }),
                bad("task.resources are amounts of cpus, mem, disk and gpus that nobody has reserved", d -> {
                    d.resources = Resources.parse("cpus:1;mem:128;disk:64;bananas:3");
                    return d;
                }),
                bad("task.ports are at most 100, not 101", d -> {
                    d.ports = IntStream.rangeClosed(0, 100)
                            .mapToObj(i -> i == 0 ? "http" : "p" + i)
                            .toList();
                    return d;
                }),
                bad("task.ports have names of 1 to 128 letters", d -> {
                    d.ports = List.of("http", "a b");
                    return d;
                }),
                bad("task.environment.1A is no variable's name", d -> {
                    d.environment = Map.of("1A", "");
                    return d;
                }),
                bad("task.environment.A has at most 32768 characters", d -> {
                    d.environment = Map.of("A", "\0");
                    return d;
                }),
                bad("task.environment has at most 256 variables, not 257", d -> {
                    d.environment = new TreeMap<>();
                    IntStream.rangeClosed(0, 256).forEach(i -> d.environment.put("A" + i, ""));
                    return d;
                }),
                bad("task.logs.file_bytes_max is 4 KiB to 10 GiB, not 4095", d -> {
                    d.logs = new LogPolicy(4_095, 5);
                    return d;
                }),
                bad("task.logs.backups are 0 to 100, not 101", d -> {
                    d.logs = new LogPolicy(4_096, 101);
                    return d;
                }),
                badOrder(
                        "task.order[0] names \"b\", which is no process of the task",
                        List.of(new Order("a", "b")),
                        process("a")),
                badOrder("task.order goes in a circle", List.of(new Order("a", "a")), process("a")),
                badOrder(
                        "task.order goes in a circle: these can never start: b, c, d",
                        List.of(new Order("a", "b"), new Order("b", "c"), new Order("c", "b"), new Order("c", "d")),
                        process("a"),
                        process("b"),
                        process("c"),
                        process("d")),
                badOrder(
                        "task.order[0] waits for \"p\", a daemon",
                        List.of(new Order("p", "b")),
                        process("true", 1, second, true, false, false),
                        process("b")),
                badOrder(
                        "task.order[0] lets \"b\", which is not ephemeral, wait for \"p\"",
                        List.of(new Order("p", "b")),
                        process("true", 1, second, false, true, false),
                        process("b")),
                badOrder(
                        "task.order[0] mixes \"b\" and \"p\"",
                        List.of(new Order("b", "p")),
                        process("true", 1, second, false, false, true),
                        process("b")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTasks")
    void eachRuleHasItsProblem(String expected, UnaryOperator<Draft> change) {
        assertThat(check(change)).singleElement().asString().startsWith(expected);
    }

    @Test
    void goodTasksHaveNoProblem() {
        assertThat(check(d -> d)).isEmpty();
        assertThat(check(d -> {
                    d.user = "";
                    d.maxFailures = 0;
                    d.finalizationWait = Duration.ofSeconds(60);
                    d.resources = Resources.parse("cpus:0.001;mem:1;disk:1;gpus:2");
                    d.environment = Map.of("A_1", "x");
                    d.logs = new LogPolicy(4_096, 0);
                    d.processes = List.of(
                            ProcessSpec.of("p", "x".repeat(65_536)),
                            ProcessSpec.of("q", "docker ps --format '{{.State}}' {{mesos.instance}}"));
                    return d;
                }))
                .isEmpty();
    }

    @Test
    void ephemeralMayWaitForEphemeralAndFinalForFinal() {
        var second = Duration.ofSeconds(1);
        var ephemeral = process("true", 1, second, false, true, false);
        var last = process("true", 1, second, false, false, true);
        assertThat(check(d -> {
                    d.processes = List.of(
                            renamed("a", ephemeral), renamed("b", ephemeral), renamed("c", last), renamed("d", last));
                    d.order = List.of(new Order("a", "b"), new Order("c", "d"), new Order("a", "b"));
                    return d;
                }))
                .isEmpty();
    }

    @Test
    void allProblemsAreFoundAtOnce() {
        assertThat(check(d -> {
                    d.name = "";
                    d.processes = List.of(process("a/b"), ProcessSpec.of("c", ""));
                    d.order = List.of(new Order("x", "y"));
                    d.resources = Resources.empty();
                    return d;
                }))
                .hasSize(7);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void orderWithoutACircleIsFineHoweverItIsWritten(long seed) {
        var gen = Gen.seeded(seed);
        int count = gen.between(1, 30);
        var processes =
                IntStream.range(0, count).mapToObj(i -> process("p" + i)).toList();
        var pairs = new ArrayList<Order>();
        for (int i = 0; i < count; i++) {
            for (int j = i + 1; j < count; j++) {
                if (gen.oneIn(3)) {
                    pairs.add(new Order("p" + i, "p" + j));
                }
            }
        }
        assertThat(check(d -> {
                    d.processes = gen.shuffled(processes);
                    d.order = gen.shuffled(pairs);
                    return d;
                }))
                .isEmpty();
        if (count > 1) {
            pairs.add(new Order("p" + (count - 1), "p0"));
            pairs.add(new Order("p0", "p" + (count - 1)));
            assertThat(check(d -> {
                        d.processes = gen.shuffled(processes);
                        d.order = gen.shuffled(pairs);
                        return d;
                    }))
                    .singleElement()
                    .asString()
                    .contains("goes in a circle");
        }
    }

    @Test
    void portsAreFoundInCommandLines() {
        assertThat(CommandReferences.ports(List.of(
                        "serve --http {{thermos.ports[http]}} --admin={{thermos.ports[admin-2.x]}}",
                        "{{thermos.ports[http]}} {{thermos.ports[]}} {{thermos.ports[a b]}}")))
                .containsExactly("admin-2.x", "http");
    }

    @Test
    void sizeOfATextIsThatOfItsBytes() {
        for (var text : List.of("", "abc", "é€", "\uD83D\uDE00 x", Specs.KEY.toString())) {
            assertThat(Utf8.length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        }
    }
}
