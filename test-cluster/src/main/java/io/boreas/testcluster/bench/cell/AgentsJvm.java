package io.boreas.testcluster.bench.cell;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Emulated agents in a process of their own, over real links. */
final class AgentsJvm implements AutoCloseable {
    /** What agents have on which no job ever waits for room. */
    static final String ROOMY = "cpus:10000;mem:100000000;disk:100000000";

    private final Jvm jvm;
    private final int count;

    private AgentsJvm(Jvm jvm, int count) {
        this.jvm = jvm;
        this.count = count;
    }

    static AgentsJvm start(Path folder, MasterJvm master, int count, String resources, List<String> options)
            throws IOException {
        return start(folder, master, count, resources, options, Duration.ZERO);
    }

    /**
     * The same for agents whose tasks finish by themselves.
     *
     * @param finishAfter zero for never
     */
    static AgentsJvm start(
            Path folder, MasterJvm master, int count, String resources, List<String> options, Duration finishAfter)
            throws IOException {
        return start(folder, List.of(master.linkPort()), count, resources, options, finishAfter);
    }

    /** Agents that dial any of these ports of masters, and whose tasks run for ever. */
    static AgentsJvm start(Path folder, List<Integer> linkPorts, int count, String resources, List<String> options)
            throws IOException {
        return start(folder, linkPorts, count, resources, options, Duration.ZERO);
    }

    private static AgentsJvm start(
            Path folder,
            List<Integer> linkPorts,
            int count,
            String resources,
            List<String> options,
            Duration finishAfter)
            throws IOException {
        var jvm = Jvm.start(
                folder.resolve("agents-stderr.txt"),
                options,
                AgentsMain.class.getName(),
                List.of(
                        linkPorts.stream().map(String::valueOf).collect(Collectors.joining(",")),
                        Integer.toString(count),
                        resources,
                        Long.toString(finishAfter.toMillis())));
        return new AgentsJvm(jvm, count);
    }

    Jvm jvm() {
        return jvm;
    }

    /** How many are registered now. */
    int connected() throws IOException, InterruptedException {
        return Integer.parseInt(jvm.ask("connected"));
    }

    /** Tasks that they hold as running now. */
    long running() throws IOException, InterruptedException {
        return Long.parseLong(jvm.ask("running"));
    }

    /** Launches they took so far. */
    long launched() throws IOException, InterruptedException {
        return Long.parseLong(jvm.ask("launched"));
    }

    /** Waits until all are registered; returns when they were, as {@link System#nanoTime}. */
    long awaitConnected(Duration timeout) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (connected() < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "only " + connected() + " of " + count + " agents were registered in " + timeout);
            }
            Thread.sleep(20);
        }
        return System.nanoTime();
    }

    @Override
    public void close() {
        jvm.kill();
    }
}
