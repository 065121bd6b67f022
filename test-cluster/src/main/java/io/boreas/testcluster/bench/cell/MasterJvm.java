package io.boreas.testcluster.bench.cell;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A master as users start it, in a process of its own. */
final class MasterJvm implements AutoCloseable {
    private static final Pattern UP = Pattern.compile("master at (\\S+), agents dial port (\\d+)");
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    private final Jvm jvm;
    private final URI url;
    private final int linkPort;

    private MasterJvm(Jvm jvm, URI url, int linkPort) {
        this.jvm = jvm;
        this.url = url;
        this.linkPort = linkPort;
    }

    /**
     * Starts it in a folder; ports of 0 are chosen by it.
     *
     * @param settings each {@code key=value}
     */
    static MasterJvm start(Path folder, int port, int linkPort, List<String> options, List<String> settings)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var arguments = new ArrayList<>(List.of(
                "master",
                "--work-dir",
                folder.toString(),
                "--port",
                Integer.toString(port),
                "--link-port",
                Integer.toString(linkPort)));
        settings.forEach(setting -> arguments.add("-D" + setting));
        var all = new ArrayList<>(roomyYoungGeneration());
        all.addAll(options);
        var jvm = Jvm.start(folder.resolve("stderr.txt"), all, "io.boreas.launcher.Boreas", arguments);
        try {
            var matcher = jvm.await(line -> Optional.of(UP.matcher(line)).filter(found -> found.find()), START_TIMEOUT);
            return new MasterJvm(jvm, URI.create(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        } catch (RuntimeException | InterruptedException e) {
            jvm.kill();
            throw e;
        }
    }

    /** As the launcher gives it to masters: a sixteenth of the machine's memory, 1 GiB at most. */
    static List<String> roomyYoungGeneration() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long mebibytes = Math.min(1_024, system.getTotalMemorySize() / 16 >> 20);
        return List.of("-Xms" + 2 * mebibytes + "m", "-Xmn" + mebibytes + "m");
    }

    Jvm jvm() {
        return jvm;
    }

    URI url() {
        return url;
    }

    int linkPort() {
        return linkPort;
    }

    /** Waits until it answers for all its groups; returns when it did, as {@link System#nanoTime}. */
    long awaitReady(Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        try (var connection = new HttpConnection(url)) {
            while (connection.get("/boreas/v1/health").status() != 200) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the master was not ready in " + timeout);
                }
                Thread.sleep(5);
            }
            return System.nanoTime();
        }
    }

    @Override
    public void close() {
        jvm.kill();
    }
}
