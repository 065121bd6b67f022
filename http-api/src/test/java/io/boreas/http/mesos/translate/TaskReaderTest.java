package io.boreas.http.mesos.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.boreas.core.agent.FrameworkExecutor;
import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.Probe;
import io.boreas.core.check.StatusCheck;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Capabilities;
import io.boreas.core.task.Container;
import io.boreas.core.task.ResourceLimits;
import io.boreas.core.task.ResourceLimits.Limit;
import io.boreas.core.task.Rlimit;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.Volume;
import io.boreas.core.task.Volume.Source;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Mesos.CapabilityInfo;
import io.boreas.http.mesos.proto.Mesos.CapabilityInfo.Capability;
import io.boreas.http.mesos.proto.Mesos.ContainerInfo;
import io.boreas.http.mesos.proto.Mesos.ExecutorInfo;
import io.boreas.http.mesos.proto.Mesos.RLimitInfo.RLimit;
import io.boreas.http.mesos.proto.Mesos.TaskInfo;
import io.boreas.http.mesos.proto.Mesos.Volume.Source.SandboxPath;
import io.boreas.http.mesos.proto.Mesos.Volume.Source.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskReaderTest {
    private final TaskReader reader = new TaskReader(new FrameworkId("f"), "nobody");

    private static TaskInfo.Builder task() {
        var info = TaskInfo.newBuilder().setName("n");
        info.getTaskIdBuilder().setValue("t");
        info.getAgentIdBuilder().setValue("a");
        info.getCommandBuilder().setValue("true");
        return info;
    }

    private static ExecutorInfo.Builder executor(ExecutorInfo.Type type) {
        var info = ExecutorInfo.newBuilder().setType(type);
        info.getExecutorIdBuilder().setValue("e");
        if (type == ExecutorInfo.Type.CUSTOM) {
            info.getCommandBuilder().setValue("run");
        }
        return info;
    }

    static Stream<Arguments> wishes() {
        return Stream.of(
                wish(
                        "Task uses invalid check: CheckInfo must specify 'type'",
                        t -> t.getCheckBuilder().getTcpBuilder().setPort(1)),
                wish(
                        "Task uses invalid health check: HealthCheck must specify 'type'",
                        t -> t.getHealthCheckBuilder().getTcpBuilder().setPort(1)),
                wish("Docker containers", t -> t.getContainerBuilder().setType(ContainerInfo.Type.DOCKER)),
                wish(
                        "'TaskInfo.container.mesos.image.type'",
                        t -> mesos(t).getMesosBuilder().getImageBuilder().setType(Mesos.Image.Type.APPC)),
                wish("'TaskInfo.container.mesos.image.docker.name'", t -> image(t).setName("Not A Name")),
                wish(
                        "'TaskInfo.container.mesos.image.docker' has credentials",
                        t -> image(t).setName("app").getCredentialBuilder().setPrincipal("p")),
                wish("'TaskInfo.container.volumes[0]' has to have one of 'host_path' and 'source'", t -> volume(t)),
                wish("'TaskInfo.container.volumes[0]' has to have one of 'host_path' and 'source'", t -> volume(t)
                        .setHostPath("/x")
                        .getSourceBuilder()
                        .setType(Type.HOST_PATH)
                        .getHostPathBuilder()
                        .setPath("/x")),
                wish("'TaskInfo.container.volumes[0].image'", t -> volume(t)
                        .getImageBuilder()
                        .setType(Mesos.Image.Type.DOCKER)
                        .getDockerBuilder()
                        .setName("app")),
                wish("'TaskInfo.container.volumes[0].source.type' can only be", t -> source(t, Type.DOCKER_VOLUME)
                        .getDockerVolumeBuilder()
                        .setName("v")),
                wish(
                        "'TaskInfo.container.volumes[0].source.type' can only be",
                        t -> source(t, Type.CSI_VOLUME).getCsiVolumeBuilder().setPluginName("p")),
                wish("'TaskInfo.container.volumes[0].source.host_path.mount_propagation'", t -> source(
                                t, Type.HOST_PATH)
                        .getHostPathBuilder()
                        .setPath("/x")
                        .getMountPropagationBuilder()
                        .setMode(Mesos.MountPropagation.Mode.BIDIRECTIONAL)),
                wish("'TaskInfo.container.volumes[0].source.sandbox_path.type' can only be SELF", t -> source(
                                t, Type.SANDBOX_PATH)
                        .getSandboxPathBuilder()
                        .setPath("x")
                        .setType(SandboxPath.Type.PARENT)),
                wish(
                        "'TaskInfo.container.volumes[0].source.secret.reference.key' is not supported",
                        t -> secret(t).getReferenceBuilder().setName("n").setKey("k")),
                wish(
                        "'TaskInfo.container.volumes[0].source.secret.reference.name' is 1 to 128 letters",
                        t -> secret(t).getReferenceBuilder().setName("../n")),
                wish(
                        "'TaskInfo.container.volumes[0].source.secret.type' can only be REFERENCE: a value would be in",
                        t -> secret(t)
                                .setType(Mesos.Secret.Type.VALUE)
                                .getValueBuilder()
                                .setData(ByteString.copyFromUtf8("hidden"))),
                wish(
                        "'TaskInfo.container.volumes[0].container_path' cannot be \"/proc\"",
                        t -> volume(t).setHostPath("/x").setContainerPath("/proc")),
                wish("'TaskInfo.container.network_infos'", t -> mesos(t).addNetworkInfosBuilder()
                        .setName("net")),
                wish("'TaskInfo.container.hostname'", t -> mesos(t).setHostname("h")),
                wish("'TaskInfo.container.linux_info.share_pid_namespace' is not supported yet", t -> linux(t)
                        .setSharePidNamespace(true)),
                wish("'TaskInfo.container.linux_info.ipc_mode' is not supported yet", t -> linux(t).setIpcMode(
                                Mesos.LinuxInfo.IpcMode.PRIVATE)),
                wish("'TaskInfo.container.linux_info' has 'capability_info' and 'effective_capabilities'", t -> linux(t)
                        .setCapabilityInfo(capabilities(Capability.KILL))
                        .setEffectiveCapabilities(capabilities(Capability.KILL))),
                wish("'TaskInfo.container.linux_info' has a capability that is not known", t -> linux(t)
                        .setBoundingCapabilities(capabilities(Capability.KILL, Capability.UNKNOWN))),
                wish("'TaskInfo.container.linux_info' has a capability that is not known", t -> linux(t)
                        .getEffectiveCapabilitiesBuilder()
                        .setUnknownFields(UnknownFieldSet.newBuilder()
                                .addField(
                                        1,
                                        UnknownFieldSet.Field.newBuilder()
                                                .addVarint(9_999)
                                                .build())
                                .build())),
                wish(
                        "'TaskInfo.container.linux_info.effective_capabilities' is within the bounding ones, and these"
                                + " have no kill",
                        t -> linux(t).setCapabilityInfo(capabilities(Capability.KILL))
                                .setBoundingCapabilities(capabilities(Capability.CHOWN))),
                wish(
                        "'TaskInfo.container.rlimit_info' has a limit of no known type",
                        t -> mesos(t).getRlimitInfoBuilder().addRlimitsBuilder()),
                wish(
                        "'TaskInfo.container.rlimit_info' has one of 'soft' and 'hard' for RLMT_NOFILE",
                        t -> rlimit(t, RLimit.Type.RLMT_NOFILE).setSoft(1)),
                wish(
                        "'TaskInfo.container.rlimit_info.nofile' has a soft limit of 2, above its hard limit of 1",
                        t -> rlimit(t, RLimit.Type.RLMT_NOFILE).setSoft(2).setHard(1)),
                wish("'TaskInfo.container.tty_info'", t -> mesos(t).getTtyInfoBuilder()),
                wish(
                        "'CommandInfo' cannot be run: command.fetch[0].uri",
                        t -> t.getCommandBuilder().addUrisBuilder().setValue("u")),
                wish(
                        "Task sets an invalid limit on 'cpus'",
                        t -> t.putLimits(
                                "cpus",
                                Mesos.Value.Scalar.newBuilder()
                                        .setValue(Double.NaN)
                                        .build())));
    }

    private static Mesos.LinuxInfo.Builder linux(TaskInfo.Builder task) {
        return mesos(task).getLinuxInfoBuilder();
    }

    private static CapabilityInfo capabilities(Capability... capabilities) {
        return CapabilityInfo.newBuilder()
                .addAllCapabilities(List.of(capabilities))
                .build();
    }

    private static ContainerInfo.Builder mesos(TaskInfo.Builder task) {
        return task.getContainerBuilder().setType(ContainerInfo.Type.MESOS);
    }

    private static Mesos.Volume.Builder volume(TaskInfo.Builder task) {
        return mesos(task).addVolumesBuilder().setMode(Mesos.Volume.Mode.RW).setContainerPath("p");
    }

    private static Mesos.Volume.Source.Builder source(TaskInfo.Builder task, Type type) {
        return volume(task).getSourceBuilder().setType(type);
    }

    private static Mesos.Secret.Builder secret(TaskInfo.Builder task) {
        return source(task, Type.SECRET).getSecretBuilder().setType(Mesos.Secret.Type.REFERENCE);
    }

    private static Mesos.Image.Docker.Builder image(TaskInfo.Builder task) {
        return mesos(task)
                .getMesosBuilder()
                .getImageBuilder()
                .setType(Mesos.Image.Type.DOCKER)
                .getDockerBuilder();
    }

    @Test
    void aTaskInAnImageMayLeaveItsCommandToIt() {
        var info = task();
        image(info).setName("team/app:1");

        var said = reader.task(info.build());
        info.getCommandBuilder().clear().setShell(false);
        var left = reader.task(info.build());

        assertThat(said.problems()).isEmpty();
        assertThat(said.command().orElseThrow().container()).contains(new Container("team/app:1"));
        assertThat(left.problems()).isEmpty();
        assertThat(left.command().orElseThrow().processes().getFirst().cmdline())
                .isEmpty();
    }

    @Test
    void aTaskHasVolumesWithAnImageAndWithout() {
        var info = task();
        volume(info).setHostPath("/srv/data").setMode(Mesos.Volume.Mode.RO);
        volume(info).setHostPath("kept").setContainerPath("q");
        source(info, Type.HOST_PATH).getHostPathBuilder().setPath("/srv/other");
        mesos(info).getVolumesBuilder(2).setContainerPath("/r");
        source(info, Type.SANDBOX_PATH)
                .getSandboxPathBuilder()
                .setType(SandboxPath.Type.SELF)
                .setPath("kept");
        mesos(info).getVolumesBuilder(3).setContainerPath("s");
        secret(info).getReferenceBuilder().setName("db");
        mesos(info).getVolumesBuilder(4).setContainerPath("t");
        var volumes = List.of(
                new Volume("p", true, new Source.Host("/srv/data")),
                new Volume("q", false, new Source.Sandbox("kept")),
                new Volume("/r", false, new Source.Host("/srv/other")),
                new Volume("s", false, new Source.Sandbox("kept")),
                new Volume("t", true, new Source.Secret("db")));

        var without = reader.task(info.build());
        image(info).setName("app");
        var with = reader.task(info.build());

        assertThat(without.problems()).isEmpty();
        assertThat(without.command().orElseThrow().container()).contains(new Container("", volumes));
        assertThat(with.problems()).isEmpty();
        assertThat(with.command().orElseThrow().container()).contains(new Container("app", volumes));
    }

    @Test
    void aTaskOfAGroupSharesFoldersOfItsExecutorsSandboxAndNoneBeyondIt() {
        var info = task();
        var path = source(info, Type.SANDBOX_PATH).getSandboxPathBuilder().setType(SandboxPath.Type.PARENT);
        var executor = ExecutorInfo.newBuilder()
                .setType(ExecutorInfo.Type.DEFAULT)
                .setExecutorId(Mesos.ExecutorID.newBuilder().setValue("e"))
                .build();

        path.setPath("shared/deep");
        var good = reader.grouped(info.build(), executor);
        assertThat(good.problems()).isEmpty();
        assertThat(good.command().orElseThrow().volumes())
                .containsExactly(new Volume("p", false, new Source.Parent("shared/deep")));

        for (var wrong : List.of("../x", "/etc", "x/../../y", "")) {
            path.setPath(wrong);
            assertThat(reader.grouped(info.build(), executor).problems())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "'TaskInfo.container.volumes[0].source.sandbox_path.path' is a path of 1 to 1024 characters");
        }
    }

    @Test
    void theValueOfASecretIsNotKept() {
        var info = task();
        secret(info).setType(Mesos.Secret.Type.VALUE).getValueBuilder().setData(ByteString.copyFromUtf8("hidden"));

        var said = reader.task(info.build());

        assertThat(said.problems()).hasSize(1);
        assertThat(Payloads.bytes(said.info()).toStringUtf8()).contains("true").doesNotContain("hidden");
        assertThat(said.toString()).doesNotContain("hidden");
    }

    @Test
    void volumesOfExecutorsAreAProblem() {
        var executor = executor(ExecutorInfo.Type.DEFAULT);
        executor.getContainerBuilder()
                .setType(ContainerInfo.Type.MESOS)
                .addVolumesBuilder()
                .setMode(Mesos.Volume.Mode.RW)
                .setContainerPath("p")
                .setHostPath("/srv");

        assertThat(reader.grouped(task().build(), executor.build()).problems())
                .singleElement()
                .asString()
                .startsWith("'ExecutorInfo.container.volumes'");
    }

    private static RLimit.Builder rlimit(TaskInfo.Builder task, RLimit.Type type) {
        return mesos(task).getRlimitInfoBuilder().addRlimitsBuilder().setType(type);
    }

    @Test
    void limitsOfProcessesHaveTheNamesOfPrlimit() {
        var info = task();
        rlimit(info, RLimit.Type.RLMT_NOFILE).setSoft(1).setHard(2);
        rlimit(info, RLimit.Type.RLMT_NOFILE).setSoft(64).setHard(-1); // as many as 64 bits can say
        rlimit(info, RLimit.Type.RLMT_CORE);

        var task = reader.task(info.build());

        assertThat(task.problems()).isEmpty();
        assertThat(task.command().orElseThrow().rlimits())
                .containsExactly(
                        entry("core", new Rlimit(Rlimit.UNLIMITED, Rlimit.UNLIMITED)),
                        entry("nofile", new Rlimit(64, Rlimit.UNLIMITED)));
        for (var type : RLimit.Type.values()) {
            if (type != RLimit.Type.UNKNOWN) {
                rlimit(info, type);
            }
        }
        assertThat(reader.task(info.build()).command().orElseThrow().rlimits().keySet())
                .containsExactlyElementsOf(Rlimit.NAMES);
    }

    @Test
    void capabilitiesHaveTheNamesOfTheKernel() {
        var info = task();
        linux(info)
                .setEffectiveCapabilities(capabilities())
                .setBoundingCapabilities(capabilities(Capability.NET_RAW, Capability.CHOWN))
                .setShareCgroups(true); // what it is by default, readers of JSON set

        var task = reader.task(info.build());

        assertThat(task.problems()).isEmpty();
        assertThat(task.command().orElseThrow().capabilities())
                .contains(new Capabilities(
                        Optional.of(Collections.emptySortedSet()),
                        Optional.of(new TreeSet<>(List.of("chown", "net_raw")))));

        // what the effective ones were called before
        linux(info).clear().setCapabilityInfo(capabilities(Capability.KILL));
        assertThat(reader.task(info.build()).command().orElseThrow().capabilities())
                .contains(new Capabilities(Optional.of(new TreeSet<>(List.of("kill"))), Optional.empty()));

        // all that Mesos knows, by the numbers of the kernel
        for (var capability : Capability.values()) {
            if (capability != Capability.UNKNOWN) {
                linux(info).clear().setEffectiveCapabilities(capabilities(capability));
                assertThat(reader.task(info.build()).command().orElseThrow().capabilities())
                        .flatMap(Capabilities::effective)
                        .contains(new TreeSet<>(List.of(Capabilities.NAMES.get(capability.getNumber() - 1_000))));
            }
        }
    }

    @Test
    void executorsHaveThemThatAreProcesses() {
        var info = task().clearCommand();
        var executor = info.getExecutorBuilder()
                .setExecutorId(Mesos.ExecutorID.newBuilder().setValue("e"))
                .setType(Mesos.ExecutorInfo.Type.CUSTOM)
                .setCommand(Mesos.CommandInfo.newBuilder().setValue("true"));
        var linux = executor.getContainerBuilder()
                .setType(ContainerInfo.Type.MESOS)
                .getLinuxInfoBuilder()
                .setEffectiveCapabilities(capabilities(Capability.KILL));
        var problems = new ArrayList<String>();

        assertThat(reader.task(info.build()).problems()).isEmpty();
        assertThat(CommandSpec.executor(executor.build(), Resources.empty(), "", problems)
                        .capabilities())
                .contains(new Capabilities(Optional.of(new TreeSet<>(List.of("kill"))), Optional.empty()));
        assertThat(problems).isEmpty();

        linux.setBoundingCapabilities(capabilities(Capability.CHOWN));
        assertThat(reader.task(info.build()).problems())
                .singleElement()
                .asString()
                .startsWith("'ExecutorInfo.container.linux_info.effective_capabilities' is within the bounding ones");
    }

    @Test
    void thoseOfAnExecutorThatIsNoProcessAreAProblem() {
        var problems = new ArrayList<String>();
        var executor = Mesos.ExecutorInfo.newBuilder()
                .setExecutorId(Mesos.ExecutorID.newBuilder().setValue("e"))
                .setType(Mesos.ExecutorInfo.Type.DEFAULT);
        executor.getContainerBuilder()
                .setType(ContainerInfo.Type.MESOS)
                .getLinuxInfoBuilder()
                .setEffectiveCapabilities(capabilities(Capability.KILL));

        Unsupported.executor(executor.build(), new FrameworkId("f"), problems);

        assertThat(problems)
                .containsExactly("'ExecutorInfo.container.linux_info' is not supported for 'DEFAULT' executor, which is"
                        + " no process: tasks say their own capabilities");
    }

    private static Arguments wish(String problem, Consumer<TaskInfo.Builder> wish) {
        return Arguments.of(problem, wish);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wishes")
    void whatCannotBeHadIsAProblem(String problem, Consumer<TaskInfo.Builder> wish) {
        var info = task();
        assertThat(reader.task(info.build()).problems()).isEmpty();

        wish.accept(info);

        assertThat(reader.task(info.build()).problems())
                .singleElement()
                .asString()
                .startsWith(problem);
    }

    @Test
    void aContainerThatAsksForNothingIsNoProblem() {
        var info = task();
        mesos(info).addNetworkInfosBuilder().addGroups("g");

        assertThat(reader.task(info.build()).problems()).isEmpty();
    }

    @Test
    void anExecutorSeesToItsTasksItself() {
        var info = task().clearCommand().setExecutor(executor(ExecutorInfo.Type.CUSTOM));
        info.getHealthCheckBuilder()
                .setType(Mesos.HealthCheck.Type.TCP)
                .getTcpBuilder()
                .setPort(1);
        info.getMaxCompletionTimeBuilder().setNanoseconds(1);

        var task = reader.task(info.build());

        assertThat(task.problems()).isEmpty();
        assertThat(task.command()).isEmpty();
        assertThat(task.maxCompletion()).contains(Duration.ofNanos(1));
        assertThat(task.executor().orElseThrow().kind()).isEqualTo(FrameworkExecutor.Kind.CUSTOM);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGroupsTasksAreCheckedIfTheAgentRunsThem(boolean ours) {
        var executor = executor(ours ? ExecutorInfo.Type.DEFAULT : ExecutorInfo.Type.CUSTOM)
                .build();
        var info = task();
        info.getContainerBuilder().setType(ContainerInfo.Type.MESOS).setHostname("h");
        info.getCommandBuilder().addUrisBuilder().setValue("u");

        var problems = reader.grouped(info.build(), executor).problems();

        assertThat(problems).hasSize(ours ? 2 : 0);
    }

    @ParameterizedTest
    @CsvSource({"-1, ", "0, ", "1, PT0.000000001S", "9223372036854775807, PT2562047H47M16.854775807S"})
    void aCommandMayTakeAsLongAsItsTaskSays(long nanos, Duration max) {
        var info = task();
        info.getMaxCompletionTimeBuilder().setNanoseconds(nanos);

        var alone = reader.task(info.build());
        var grouped =
                reader.grouped(info.build(), executor(ExecutorInfo.Type.DEFAULT).build());

        for (var task : List.of(alone, grouped)) {
            assertThat(task.problems()).isEmpty();
            assertThat(task.maxCompletion())
                    .contains(Duration.ofNanos(nanos)); // the agent's group refuses a negative one
            assertThat(task.command().orElseThrow().maxCompletionTime()).isEqualTo(Optional.ofNullable(max));
        }
    }

    static Stream<Arguments> badChecks() {
        return Stream.of(
                wish("HealthCheck must specify 'type'", t -> t.getHealthCheckBuilder()),
                wish("'UNKNOWN' is not a valid health check type", t -> health(t, Mesos.HealthCheck.Type.UNKNOWN)),
                wish(
                        "Expecting 'command' to be set for COMMAND health check",
                        t -> health(t, Mesos.HealthCheck.Type.COMMAND)),
                wish("Expecting 'http' to be set for HTTP health check", t -> health(t, Mesos.HealthCheck.Type.HTTP)),
                wish("Expecting 'tcp' to be set for TCP health check", t -> health(t, Mesos.HealthCheck.Type.TCP)),
                wish("Command health check must contain 'shell command'", t -> health(t, Mesos.HealthCheck.Type.COMMAND)
                        .getCommandBuilder()),
                wish("Command health check must contain 'executable path'", t -> health(
                                t, Mesos.HealthCheck.Type.COMMAND)
                        .getCommandBuilder()
                        .setShell(false)),
                wish(
                        "Health check's `CommandInfo` is invalid: Environment variable 'V' of type 'VALUE' must have",
                        t -> health(t, Mesos.HealthCheck.Type.COMMAND)
                                .getCommandBuilder()
                                .setValue("true")
                                .getEnvironmentBuilder()
                                .addVariablesBuilder()
                                .setName("V")),
                wish("Unsupported HTTP health check scheme: 'ftp'", t -> http(t).setScheme("ftp")
                        .setPath("p")),
                wish("The path 'p' of HTTP health check must start with '/'", t -> http(t).setPath("p")),
                wish("Expecting 'delay_seconds' to be non-negative", t -> tcp(t).setDelaySeconds(-1)),
                wish("Expecting 'grace_period_seconds' to be non-negative", t -> tcp(t).setGracePeriodSeconds(-1)),
                wish("Expecting 'interval_seconds' to be non-negative", t -> tcp(t).setIntervalSeconds(-1)),
                wish("Expecting 'timeout_seconds' to be non-negative", t -> tcp(t).setTimeoutSeconds(-1)));
    }

    private static Mesos.HealthCheck.Builder health(TaskInfo.Builder task, Mesos.HealthCheck.Type type) {
        return task.getHealthCheckBuilder().setType(type);
    }

    private static Mesos.HealthCheck.HTTPCheckInfo.Builder http(TaskInfo.Builder task) {
        return health(task, Mesos.HealthCheck.Type.HTTP).getHttpBuilder().setPort(80);
    }

    private static Mesos.HealthCheck.Builder tcp(TaskInfo.Builder task) {
        var check = health(task, Mesos.HealthCheck.Type.TCP);
        check.getTcpBuilder().setPort(80);
        return check;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badChecks")
    void aBadHealthCheckIsAProblemInMesossWordsWhoeverMakesIt(String problem, Consumer<TaskInfo.Builder> wish) {
        var info = task();
        wish.accept(info);
        var whole = "Task uses invalid health check: " + problem;

        assertThat(reader.task(info.build()).problems())
                .singleElement()
                .asString()
                .startsWith(whole);
        var custom = info.clearCommand()
                .setExecutor(executor(ExecutorInfo.Type.CUSTOM))
                .build();
        assertThat(reader.task(custom).problems()).singleElement().asString().startsWith(whole);
    }

    @Test
    void aHealthCheckHasMesossDefaults() {
        var info = task();
        tcp(info);

        assertThat(reader.task(info.build()).command().orElseThrow().health())
                .contains(new HealthCheck(
                        new Probe.Tcp(false, "80"),
                        new HealthCheck.Rules.Watch(Duration.ofSeconds(15), Duration.ofSeconds(10), 3),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20)));
    }

    @Test
    void aCheckIsReadWithItsCommandAndVariables() {
        var info = task();
        var check = info.getCheckBuilder().setType(Mesos.CheckInfo.Type.COMMAND).setDelaySeconds(0.5);
        var command = check.getCommandBuilder().getCommandBuilder().setValue("test $V");
        command.getEnvironmentBuilder().addVariablesBuilder().setName("V").setValue("1");

        assertThat(reader.task(info.build()).command().orElseThrow().check())
                .contains(new StatusCheck(
                        new Probe.Command("test $V", new TreeMap<>(Map.of("V", "1"))),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(20)));
    }

    @Test
    void anExecutorThatCannotBeIsAProblemOfItsTasks() {
        var custom = executor(ExecutorInfo.Type.CUSTOM).clearCommand();
        custom.getFrameworkIdBuilder().setValue("g");
        custom.getShutdownGracePeriodBuilder().setNanoseconds(-1);
        var builtIn = executor(ExecutorInfo.Type.DEFAULT);
        builtIn.getCommandBuilder().setValue("x");

        assertThat(reader.task(task().clearCommand().setExecutor(custom).build())
                        .problems())
                .containsExactly(
                        "ExecutorInfo has an invalid FrameworkID (Actual: g vs Expected: f)",
                        "ExecutorInfo's 'shutdown_grace_period' must be non-negative",
                        "'ExecutorInfo.command' must be set for 'CUSTOM' executor");
        assertThat(reader.grouped(task().build(), builtIn.build()).problems())
                .containsExactly("'ExecutorInfo.command' must not be set for 'DEFAULT' executor");
    }

    @Test
    void limitsAreThousandthsAndMayBeNone() {
        var info = task().putAllLimits(Map.of(
                "cpus", Mesos.Value.Scalar.newBuilder().setValue(1.5).build(),
                "mem",
                        Mesos.Value.Scalar.newBuilder()
                                .setValue(Double.POSITIVE_INFINITY)
                                .build()));

        assertThat(reader.task(info.build()).limits())
                .containsExactly(Map.entry("cpus", 1_500L), Map.entry("mem", Long.MAX_VALUE));
    }

    @Test
    void aCommandRunsWithinTheLimitsOfItsTask() {
        var limits = Map.of(
                "cpus", Mesos.Value.Scalar.newBuilder().setValue(1.5).build(),
                "mem",
                        Mesos.Value.Scalar.newBuilder()
                                .setValue(Double.POSITIVE_INFINITY)
                                .build());
        var expected = new ResourceLimits(Optional.of(new Limit(1_500)), Optional.of(Limit.UNLIMITED));

        assertThat(reader.task(task().putAllLimits(limits).build()).command().flatMap(TaskSpec::limits))
                .contains(expected);
        assertThat(reader.grouped(
                                task().putAllLimits(limits).build(),
                                executor(ExecutorInfo.Type.DEFAULT).build())
                        .command()
                        .flatMap(TaskSpec::limits))
                .contains(expected);
        assertThat(reader.task(task().build()).command().flatMap(TaskSpec::limits))
                .isEmpty();
    }

    @Test
    void theSameTaskIsTheSamePayloadInWhateverOrderItsMapsWereWritten() {
        var one = Mesos.Value.Scalar.newBuilder().setValue(1).build();
        var ab = task().putLimits("cpus", one).putLimits("mem", one).build();
        var ba = task().putLimits("mem", one).putLimits("cpus", one).build();

        assertThat(reader.task(ab).info()).isEqualTo(reader.task(ba).info());
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e10})
    void aRefusalThatIsNoTimeIsTheDefault(double seconds) {
        assertThat(Times.refusal(
                        Mesos.Filters.newBuilder().setRefuseSeconds(seconds).build()))
                .isEqualTo(Times.REFUSAL_DEFAULT);
    }

    @Test
    void aRefusalIsAtMostAYear() {
        assertThat(Times.refusal(
                        Mesos.Filters.newBuilder().setRefuseSeconds(1e9).build()))
                .isEqualTo(Times.REFUSAL_MAX);
        assertThat(Times.refusal(Mesos.Filters.newBuilder().setRefuseSeconds(0).build()))
                .isZero();
        assertThat(Times.refusal(Mesos.Filters.getDefaultInstance())).isEqualTo(Times.REFUSAL_DEFAULT);
    }
}
