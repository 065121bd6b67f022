package io.boreas.testcluster.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.agent.process.VitalThread;
import io.boreas.cli.Exit;
import io.boreas.launcher.process.FatalErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that lost a thread which it needs does not go on as half a program. */
final class FatalErrorsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"vital", "error", "request"})
    void aThreadThatDiesOfAnErrorEndsTheProgram(String how) throws Exception {
        var ended = run(how);
        assertThat(ended.code()).isEqualTo(Exit.UNKNOWN.code());
        assertThat(ended.output()).contains("the thread of-" + how + " died, and so the program ends");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "deep"})
    void whatConcernsOneRequestEndsThatAlone(String how) throws Exception {
        var ended = run(how);
        assertThat(ended.code()).isEqualTo(Program.WENT_ON);
        assertThat(ended.output()).contains("the thread of-" + how + " died").doesNotContain("the program ends");
    }

    @Test
    void aVitalThreadThatEndsInOrderEndsNothing() throws Exception {
        assertThat(run("order")).isEqualTo(new Ended(Program.WENT_ON, ""));
    }

    private record Ended(int code, String output) {}

    private Ended run(String how) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Dboreas.log.dir=" + folder, "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Program.class.getName(), how));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return new Ended(process.exitValue(), output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Has a thread that ends as it is told, and says whether it outlived that. */
    static final class Program {
        static final int WENT_ON = 42;

        public static void main(String[] args) throws InterruptedException {
            FatalErrors.endTheProgram();
            var name = "of-" + args[0];
            var thread =
                    switch (args[0]) {
                        case "vital" -> VitalThread.start(name, fails(new IllegalStateException("a defect")));
                        case "order" -> VitalThread.start(name, () -> {});
                        case "error" -> Thread.ofPlatform().name(name).start(fails(new NoClassDefFoundError("A")));
                        case "request" -> Thread.ofVirtual().name(name).start(fails(new NoClassDefFoundError("A")));
                        case "deep" -> Thread.ofVirtual().name(name).start(fails(new StackOverflowError()));
                        default -> Thread.ofPlatform().name(name).start(fails(new IllegalStateException("a defect")));
                    };
            thread.join();
            System.exit(WENT_ON);
        }

        private static Runnable fails(Throwable error) {
            return () -> {
                switch (error) {
                    case Error fatal -> throw fatal;
                    case RuntimeException other -> throw other;
                    default -> throw new IllegalArgumentException(error);
                }
            };
        }
    }
}
