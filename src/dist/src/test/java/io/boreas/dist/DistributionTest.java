package io.boreas.dist;

import static io.boreas.drill.cell.JobText.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.drill.cell.Await;
import io.boreas.drill.cell.BoreasProcess;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.TaskProcesses;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The tar as operators use it: unpacked somewhere, never written to, a cell started from it. */
final class DistributionTest {
    private static final Pattern MASTER_UP = Pattern.compile("master at (http://\\S+),");
    private static final int TERMINATED = 143;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path root;

    private static Installation installation;

    @BeforeAll
    static void unpack() throws IOException {
        installation = Installation.unpack(Files.createDirectory(root.resolve("a folder")));
    }

    @AfterEach
    void leaveNothing() {
        new TaskProcesses(root).killAll();
    }

    private static BoreasProcess boreas(String name, String... arguments) {
        return BoreasProcess.installed(
                root.resolve(name + ".out"), installation.launcher(), root.resolve("home"), List.of(arguments));
    }

    private static String ran(String name, String... arguments) {
        try (var process = boreas(name, arguments)) {
            assertThat(process.awaitExit(Await.DEADLINE)).as(process.output()).isZero();
            return process.output();
        }
    }

    private static BoreasProcess server(String command, String... more) {
        var arguments = new ArrayList<>(List.of(command, "--work-dir"));
        arguments.add(root.resolve("work").resolve(command).toString());
        arguments.addAll(List.of(more));
        return boreas(command, arguments.toArray(String[]::new));
    }

    private static String sample(String name) {
        return installation.home().resolve("conf").resolve(name).toString();
    }

    /** What ends for want of memory must not look to its unit like settings that cannot be used. */
    @Test
    void aMasterThatRunsOutOfMemoryIsStartedAgainByItsUnit() throws IOException {
        var unit = Files.readString(Path.of("systemd", "boreas-master.service"));
        var codes = Pattern.compile("RestartPreventExitStatus=([0-9 ]+)").matcher(unit);
        assertThat(codes.find()).isTrue();
        var options = "-Xmx24m -XX:ErrorFile=" + root.resolve("hs_err.log");
        var start =
                List.of("master", "--work-dir", root.resolve("small").toString(), "--port", "0", "--link-port", "0");
        try (var master = BoreasProcess.installed(
                root.resolve("small.out"), installation.launcher(), root.resolve("home"), options, start)) {
            int code = master.awaitExit(Await.DEADLINE);
            assertThat(master.output()).contains("OutOfMemoryError");
            assertThat(codes.group(1).split(" ", -1)).isNotEmpty().doesNotContain(Integer.toString(code));
        }
    }

    @Test
    void aCellRunsFromItAndLeavesItAsItWas() throws IOException {
        var before = installation.contents();
        Files.createDirectory(root.resolve("home"));
        var version = installation.home().getFileName().toString().replaceFirst("boreas-", "boreas ");
        var job = Files.writeString(
                root.resolve("job.json"),
                JobText.service("stay").process("stay", "exec sleep 600").toString());

        try (var master = server("master", "--config", sample("one.conf"), "--port", "0", "--link-port", "0");
                var client = new CellClient(
                        URI.create(master.awaitOutput(MASTER_UP, Await.DEADLINE).group(1)))) {
            var url = client.url().toString();
            try (var agent = agent(url)) {
                assertThat(ran("help", "--help")).contains("Exit codes");
                assertThat(ran("program", "--version")).isEqualToIgnoringNewLines(version);
                assertThat(ran("version", "version", "--master", url)).isEqualToIgnoringNewLines(version);
                assertThat(ran("create", "job", "create", job.toString(), "--wait", "running", "--master", url))
                        .contains(key("stay") + " is running");
                assertThat(Alerts.metrics(installation.home().resolve("monitoring/boreas-alerts.yaml")))
                        .isNotEmpty()
                        .isSubsetOf(Alerts.exported(client.get("/metrics").text()));

                agent.signal("TERM");
                assertThat(agent.awaitExit(Await.DEADLINE)).isEqualTo(TERMINATED);
                assertThat(agent.output()).contains("its tasks run on");
                assertThat(new TaskProcesses(root).first(key("stay"))).hasSize(1);
            }
            master.signal("TERM");
            assertThat(master.awaitExit(Await.DEADLINE)).isEqualTo(TERMINATED);
        }

        assertThat(installation.contents()).isEqualTo(before);
    }

    @Test
    void whatIsPreparedIsUsedByTheNextMaster() throws IOException {
        var own = Installation.unpack(Files.createDirectory(root.resolve("prepared")));
        var home = root.resolve("prepared-home");
        var output = root.resolve("prepare.out");
        try (var prepare =
                BoreasProcess.installed(output, own.launcher(), home, List.of("prepare", "--tasks", "1000"))) {
            assertThat(prepare.awaitExit(Await.DEADLINE)).as(prepare.output()).isZero();
            assertThat(prepare.output()).contains("prepared in");
        }
        try (var files = Files.list(own.home().resolve("lib"))) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.endsWith(".jar")))
                    .as("the archive, and nothing that was only needed for it")
                    .hasSize(2)
                    .anyMatch(name -> name.startsWith("server-"))
                    .contains("run.sh");
        }

        // such a JVM does not start without it
        var insists = Runtime.version().feature() >= 25 ? "-XX:AOTMode=on" : "-Xshare:on";
        var work = root.resolve("prepared-work").toString();
        var master = List.of("master", "--work-dir", work, "--port", "0", "--link-port", "0");
        try (var up = BoreasProcess.installed(root.resolve("up.out"), own.launcher(), home, insists, master)) {
            up.awaitOutput(MASTER_UP, Await.DEADLINE);
        }
    }

    private static BoreasProcess agent(String master) {
        return server(
                "agent",
                "--config",
                sample("agent.conf"),
                "--master",
                master,
                "--agent-port",
                "0",
                "--isolation",
                "posix",
                "--resources",
                "cpus:1;mem:256;disk:256");
    }

    @Test
    void everyLibraryInItIsNamedInItsNotice() throws IOException {
        var names = Files.readAllLines(installation.home().resolve("NOTICE")).stream()
                .filter(line -> line.startsWith("  "))
                .map(line -> line.strip().replace("*", ".*"))
                .toList();
        try (var jars = Files.list(installation.home().resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString())
                            .filter(jar -> jar.endsWith(".jar") && !jar.endsWith("SNAPSHOT.jar"))
                            .filter(jar -> names.stream().noneMatch(name -> jar.matches(name + "(_2\\.13)?-[0-9].*"))))
                    .isEmpty();
        }
    }

    @Test
    void itsUnitsAreUnderstoodBySystemd() throws IOException {
        var analyze = Path.of("/usr/bin/systemd-analyze");
        assumeTrue(Files.isExecutable(analyze), "there is no systemd-analyze");
        var installed = Files.createSymbolicLink(root.resolve("installed"), installation.home());
        var output = root.resolve("verify.out");
        for (var unit : List.of("boreas-master.service", "boreas-agent.service")) {
            var text = Files.readString(installation.home().resolve("systemd").resolve(unit));
            Files.writeString(root.resolve(unit), text.replace("/opt/boreas", installed.toString()));
        }

        var code =
                run(output, analyze.toString(), "verify", "--man=no", "boreas-master.service", "boreas-agent.service");

        assertThat(code).as(Files.readString(output)).isZero();
        assertThat(Files.readAllLines(output))
                .filteredOn(line -> line.contains("boreas-"))
                .isEmpty();
    }

    private static int run(Path output, String... command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while systemd-analyze ran", e);
        }
    }
}
