package io.boreas.drill;

import com.typesafe.config.ConfigFactory;
import io.boreas.drill.DrillPlan.Store;
import io.boreas.drill.cell.CellClient;
import io.boreas.drill.cell.JobText;
import io.boreas.drill.cell.MastersCell;
import io.boreas.drill.cell.Ports;
import io.boreas.drill.cell.Relay;
import io.boreas.drill.store.StorePlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cell that is thrown away: its store, masters, agents and directory, and a job that serves. */
final class DrillCell implements AutoCloseable {
    private static final String UNREACHABLE_AFTER = "boreas.agents.unreachable-after";

    /** Drills wait for it, so it is short; but an agent that was killed must be able to start within it, on a loaded machine too. */
    private static final Duration SILENCE_MIN = Duration.ofSeconds(8);

    private static final Duration SILENCE_MAX = Duration.ofSeconds(45);
    private static final int STARTS_IN_SILENCE = 3;
    /** The time is taken before there are masters; several of them, and their store, leave an agent that is started again less of the machine. */
    private static final int BESIDE_SEVERAL_MASTERS = 2;

    private static final Map<String, String> SETTINGS = Map.of(
            "boreas.cell", "drill",
            "boreas.link.ping-interval", "500ms",
            "boreas.planner.ranking", "spread",
            "boreas.frameworks.update-retry-min", "2s",
            "boreas.jobs.penalty-min", "50ms",
            "boreas.jobs.penalty-max", "200ms");

    private final Path directory;
    private final boolean keep;
    private @Nullable StorePlace place;
    private @Nullable Relay relay;
    private @Nullable MastersCell cell;
    private Duration silence = SILENCE_MIN;
    private boolean closed;

    private DrillCell(Path directory, boolean keep) {
        this.directory = directory;
        this.keep = keep;
    }

    /** An empty directory; whatever is in it or started from it goes when this is closed. */
    static DrillCell in(boolean keep) {
        try {
            return new DrillCell(Files.createTempDirectory("boreas-drill-"), keep);
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for a cell: " + e.getMessage(), e);
        }
    }

    Path directory() {
        return directory;
    }

    /** Starts all of it, and waits until the job serves. */
    void start(DrillPlan plan) {
        var settings = new TreeMap<>(SETTINGS);
        settings.putAll(startStore(plan));
        settings.putAll(plan.settings());
        var starting = opened(plan, settings);
        var agentsStart = startAgents(starting);
        silence = chosenSilence(plan).orElseGet(() -> silenceFor(agentsStart, plan.masters()));
        starting.tellMasters(UNREACHABLE_AFTER, silence.toMillis() + "ms");
        if (plan.store() != Store.embedded) {
            starting.initStore();
        }
        starting.startMasters();
        var job = JobText.service("served")
                .process("serve", "exec sleep 100000")
                .instances(Rehearsal.SERVED_INSTANCES)
                .toString();
        var reply = starting.client(0).post(CellClient.JOBS, job);
        if (reply.status() != 201) {
            throw new IllegalStateException("the cell does not take a job: " + reply);
        }
        starting.client(0).awaitJob(Rehearsal.SERVED, Rehearsal.SERVED_INSTANCES, "RUNNING", Rehearsal.DEADLINE);
    }

    /** Starts all of them at once, and tells how long it took until they looked for a master, which there is not. */
    private static Duration startAgents(MastersCell cell) {
        long begun = System.nanoTime();
        for (int i = 0; i < DrillPlan.AGENTS; i++) {
            cell.launchAgent(i, AgentDrills.options(i));
        }
        for (int i = 0; i < DrillPlan.AGENTS; i++) {
            cell.awaitLooking(i);
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** How long agents may be silent, where two take so long to start. */
    private static Duration silenceFor(Duration start, int masters) {
        var several = Collections.max(List.of(SILENCE_MIN, start.multipliedBy(STARTS_IN_SILENCE)));
        return Collections.min(
                List.of(masters > 1 ? several.multipliedBy(BESIDE_SEVERAL_MASTERS) : several, SILENCE_MAX));
    }

    /** What was asked for instead. */
    private static Optional<Duration> chosenSilence(DrillPlan plan) {
        var settings = ConfigFactory.parseMap(plan.settings());
        return settings.hasPath(UNREACHABLE_AFTER)
                ? Optional.of(settings.getDuration(UNREACHABLE_AFTER))
                : Optional.empty();
    }

    private synchronized MastersCell opened(DrillPlan plan, Map<String, String> settings) {
        requireOpen();
        var opened = MastersCell.drilled(directory, plan.masters(), settings, plan.needs(Drill.Need.RELAYS));
        cell = opened;
        return opened;
    }

    /** What masters are told of it. */
    private Map<String, String> startStore(DrillPlan plan) {
        if (plan.store() == Store.embedded) {
            return Map.of();
        }
        var folder = directory.resolve("store");
        var started = plan.store() == Store.postgresql
                ? StorePlace.postgresql(folder)
                : plan.cassandra().map(StorePlace::runningCassandra).orElseGet(() -> StorePlace.cassandra(folder));
        synchronized (this) {
            place = started;
            if (closed) {
                started.close();
            }
            requireOpen();
            if (!plan.needs(Drill.Need.SHARED_STORE)) {
                return started.settings();
            }
            int port = Ports.free(1);
            relay = Relay.between(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), started.address());
            return started.settingsThrough(port);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the drill was interrupted");
        }
    }

    synchronized MastersCell cell() {
        if (cell == null) {
            throw new IllegalStateException("the cell was never started");
        }
        return cell;
    }

    /** How long an agent of it may be silent before its tasks are replaced. */
    Duration silence() {
        return silence;
    }

    synchronized Optional<Relay> storeRelay() {
        return Optional.ofNullable(relay);
    }

    /** The last lines of what each of its processes printed, for whoever has to find out what went wrong. */
    String lastWords() {
        var text = new StringBuilder();
        try (Stream<Path> files = Files.list(directory)) {
            for (var file : files.filter(name -> name.getFileName().toString().startsWith("output-"))
                    .sorted()
                    .toList()) {
                var lines = Files.readAllLines(file);
                text.append(file.getFileName()).append('\n');
                lines.subList(Math.max(0, lines.size() - 8), lines.size())
                        .forEach(line -> text.append("    ").append(line).append('\n'));
            }
        } catch (IOException e) {
            text.append("what they printed cannot be read: ").append(e.getMessage());
        }
        return text.toString();
    }

    /** Kills what was started, the agents first, and removes the directory. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (cell != null) {
            cell.close();
        }
        if (relay != null) {
            relay.close();
        }
        if (place != null) {
            place.close();
        }
        if (!keep) {
            remove();
        }
    }

    /** What is left of it; nothing, if it was closed and not to be kept. */
    synchronized List<String> leftovers() {
        var left = new ArrayList<String>();
        if (cell != null) {
            cell.processes().allPids().forEach(pid -> left.add("process " + pid));
        }
        if (!keep && Files.exists(directory)) {
            left.add(directory.toString());
        }
        return left;
    }

    private void remove() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the cell's directory " + directory + " cannot be removed", e);
        }
    }
}
