package io.boreas.agent.task;

import static io.boreas.agent.task.TestAgent.process;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.Probe;
import io.boreas.core.check.StatusCheck;
import io.boreas.core.task.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real agent that was started with signals ignored, as by {@code nohup} or a script's {@code &}. */
class IgnoredSignalsTest {
    private static final String TELL = "grep SigIgn /proc/self/status";
    private static final long HUP_INT_QUIT = 0b111;

    @TempDir
    Path workDir;

    /** The other JVM: runs a task with checks, and a command in it, and writes down what each ignores. */
    public static final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
            var folder = Path.of(arguments[0]);
            try (var lines = Files.lines(Path.of("/proc/self/status"))) {
                var own = lines.filter(line -> line.startsWith("SigIgn")).findFirst();
                Files.writeString(folder.resolve("agent"), own.orElseThrow());
            }
            try (var agent = new TestAgent(folder)) {
                var often = Duration.ofMillis(100);
                var timeout = Duration.ofSeconds(5);
                var rules = new HealthCheck.Rules.Watch(Duration.ZERO, Duration.ZERO, 3);
                var task = agent.launch(
                        "t",
                        TestAgent.spec(process("main", TELL + " > main; exec sleep 1000"))
                                .checked(
                                        Optional.of(new HealthCheck(tells("health"), rules, often, timeout)),
                                        Optional.of(new StatusCheck(tells("check"), Duration.ZERO, often, timeout))));
                agent.awaitState(task, TaskState.RUNNING);
                var session = TestSession.of(agent, task, TestSession.plain("grep", "SigIgn", "/proc/self/status"));
                session.awaitEnd();
                Files.writeString(folder.resolve("session"), session.out());
                for (var file : new String[] {"main", "health", "check"}) {
                    Files.writeString(folder.resolve(file), agent.awaitFile(task, file));
                }
            }
            Runtime.getRuntime().halt(0);
        }

        private static Probe tells(String file) {
            return new Probe.Command(TELL + " > " + file + ".new; mv " + file + ".new " + file, new TreeMap<>());
        }
    }

    @Test
    void tasksTheirChecksAndCommandsInThemDoNotIgnoreThem() throws Exception {
        var output = workDir.resolve("output");
        var other = new ProcessBuilder(OtherJvm.commandAfter("trap '' HUP INT QUIT", Main.class, workDir.toString()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(other.exitValue()).as(Files.readString(output)).isZero();
        assertThat(ignoredBy("agent")).isNotZero();
        for (var who : new String[] {"main", "health", "check", "session"}) {
            assertThat(ignoredBy(who)).as(who).isZero();
        }
    }

    /** Of the three, those that it ignores. */
    private long ignoredBy(String who) throws Exception {
        var line = Files.readString(workDir.resolve(who)).trim();
        return Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).trim(), 16) & HUP_INT_QUIT;
    }
}
