package io.boreas.http.mesos.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.resource.Resources;
import io.boreas.core.task.Artifact;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskSpecCheck;
import io.boreas.http.mesos.proto.Mesos.CommandInfo;
import io.boreas.http.mesos.proto.Mesos.Environment.Variable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandSpecTest {
    private final List<String> problems = new ArrayList<>();

    private TaskSpec spec(CommandInfo.Builder command) {
        return CommandSpec.of(
                "name",
                command.build(),
                Resources.parse("cpus:1;mem(web):32;ports:[1-2]"),
                "nobody",
                Map.of("MESOS_TASK_ID", "t"),
                Duration.ofSeconds(3),
                Optional.empty(),
                problems);
    }

    /** What a shell that is given the line prints. */
    private static String run(String line) throws Exception {
        var process = new ProcessBuilder("/bin/sh", "-c", line)
                .redirectErrorStream(true)
                .start();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return out;
    }

    @Test
    void argumentsReachTheProgramAsTheyAre() throws Exception {
        var words = List.of(
                "plain", "", " ", "it's", "''", "\"", "$HOME", "`id`", "a\nb", "\\", "*", "~", "-n", "ä€😀", ";ls",
                "{{x}}");
        var command = CommandInfo.newBuilder()
                .setShell(false)
                .setValue("printf")
                .addArguments("printf")
                .addArguments("[%s]")
                .addAllArguments(words);

        var spec = spec(command);

        assertThat(problems).isEmpty();
        assertThat(run(spec.processes().getFirst().cmdline())).isEqualTo("[" + String.join("][", words) + "]");
    }

    @Test
    void theProgramTakesTheShellsPlace() throws Exception {
        var spec = spec(CommandInfo.newBuilder()
                .setShell(false)
                .setValue("/bin/sh")
                .addArguments("sh")
                .addArguments("-c")
                .addArguments("echo $PPID"));

        assertThat(run(spec.processes().getFirst().cmdline()).strip())
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
    }

    @Test
    void aShellCommandIsTheShellsOwn() {
        var spec = spec(CommandInfo.newBuilder().setValue("echo {{.State}} {{thermos.ports[x]}} $A"));

        assertThat(spec.processes().getFirst().cmdline()).isEqualTo("echo {{.State}} {{thermos.ports[x]}} $A");
        assertThat(problems).isEmpty();
    }

    @Test
    void oneFailedRunFailsTheTaskAndNothingIsRunAgain() {
        var spec = spec(CommandInfo.newBuilder().setValue("false"));

        assertThat(spec.maxFailures()).isEqualTo(1);
        var process = spec.processes().getFirst();
        assertThat(process.maxFailures()).isEqualTo(1);
        assertThat(process.daemon()).isFalse();
        assertThat(process.minDuration()).isZero();
        assertThat(spec.finalizationWait()).hasSeconds(3);
    }

    @Test
    void amountsAreTakenOnWhateverTerms() {
        var spec = spec(CommandInfo.newBuilder().setValue("true"));

        assertThat(spec.resources()).isEqualTo(Resources.parse("cpus:1;mem:32"));
    }

    @Test
    void whatACommandSetsGoesBeforeWhatIsSetForIt() {
        var command = CommandInfo.newBuilder().setValue("true").setUser("alice");
        command.getEnvironmentBuilder()
                .addVariables(Variable.newBuilder().setName("MESOS_TASK_ID").setValue("mine"))
                .addVariables(Variable.newBuilder().setName("A").setValue("1"))
                .addVariables(Variable.newBuilder().setName("A").setValue("2"));

        var spec = spec(command);

        assertThat(spec.environment()).containsExactly(Map.entry("A", "2"), Map.entry("MESOS_TASK_ID", "mine"));
        assertThat(spec.user()).isEqualTo("alice");
        assertThat(spec(CommandInfo.newBuilder().setValue("true")).user()).isEqualTo("nobody");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 3_000, 61_000})
    void theGraceIsWithinBounds(long millis) {
        var spec = CommandSpec.of(
                "n",
                CommandInfo.newBuilder().setValue("true").build(),
                Resources.empty(),
                "",
                Map.of(),
                Duration.ofMillis(millis),
                Optional.empty(),
                problems);

        assertThat(spec.finalizationWait()).isBetween(Duration.ZERO, TaskSpec.FINALIZATION_WAIT_MAX);
    }

    @Test
    void whatIsFetchedIsTakenOver() {
        var command = CommandInfo.newBuilder().setValue("true");
        command.addUrisBuilder().setValue("http://x/app.tgz");
        command.addUrisBuilder()
                .setValue("/opt/run")
                .setExecutable(true)
                .setExtract(false)
                .setCache(true)
                .setOutputFile("bin/run");

        assertThat(spec(command).fetch())
                .containsExactly(
                        new Artifact("http://x/app.tgz", false, true, false, "", ""),
                        new Artifact("/opt/run", true, false, true, "bin/run", ""));
        assertThat(problems).isEmpty();
    }

    @Test
    void whatCannotBeRunIsSaid() {
        var command = CommandInfo.newBuilder();
        command.addUrisBuilder().setValue("ftp://x/y");
        command.getEnvironmentBuilder()
                .addVariables(Variable.newBuilder().setName("S").setType(Variable.Type.SECRET))
                .addVariables(Variable.newBuilder().setName("N"))
                .addVariables(Variable.newBuilder().setName("U").setType(Variable.Type.UNKNOWN))
                .addVariables(Variable.newBuilder().setName("no-name").setValue(""));

        spec(command);

        assertThat(problems)
                .containsExactly(
                        "Environment variable 'S' of type 'SECRET' is not supported yet: nothing resolves secrets",
                        "Environment variable 'N' of type 'VALUE' must have a value set",
                        "Environment variable 'U' of type 'UNKNOWN' is not allowed",
                        "Shell command is not specified",
                        "'CommandInfo' cannot be run: command.environment.no-name is no variable's name: 1 to 128"
                                + " letters, digits and '_', the first no digit",
                        "'CommandInfo' cannot be run: command.fetch[0].uri is an http, https or file address, or an"
                                + " absolute path, of at most 4096 characters");
    }

    @Test
    void aLineThatIsTooLongOrHasANulIsAProblem() {
        spec(CommandInfo.newBuilder().setValue("x".repeat(TaskSpecCheck.CMDLINE_BYTES_MAX + 1)));
        spec(CommandInfo.newBuilder().setValue("a\0b"));
        spec(CommandInfo.newBuilder().setShell(false).setValue("-c"));

        assertThat(problems).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u0007",
                "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"
            })
    void anyNameWillDo(String name) {
        CommandSpec.of(
                name,
                CommandInfo.newBuilder().setValue("true").build(),
                Resources.empty(),
                "",
                Map.of(),
                Duration.ZERO,
                Optional.empty(),
                problems);

        assertThat(problems).isEmpty();
    }
}
