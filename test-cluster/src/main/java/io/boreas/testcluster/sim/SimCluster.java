package io.boreas.testcluster.sim;

import io.boreas.core.agent.AgentMachine;
import io.boreas.core.framework.FrameworkMachine;
import io.boreas.core.id.AgentId;
import io.boreas.core.job.JobMachine;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupKind;
import io.boreas.testcluster.sim.agent.SimAgent;
import io.boreas.testcluster.sim.cell.SimJournal;
import io.boreas.testcluster.sim.cell.SimMaster;
import io.boreas.testcluster.sim.check.Checkers;
import io.boreas.testcluster.sim.check.Progress;
import io.boreas.testcluster.sim.check.SnapshotsAgree;
import io.boreas.testcluster.sim.check.Violation;
import io.boreas.testcluster.sim.client.SimClient;
import io.boreas.testcluster.sim.client.SimScheduler;
import io.boreas.testcluster.sim.client.Workload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A whole cell in one thread. The machines that decide, the planner, the agent's side of the link and all codecs are the real
 * ones; what is around them is simulated, and everything that is left to chance is drawn from one seed, so a seed gives the
 * same run every time. Properties are checked after every event; then all is healed, and the cell must come to rest.
 *
 * <pre>{@code SimCluster.seeded(42).run()}</pre>
 */
public final class SimCluster {
    /** Events of which a failure tells. */
    static final int TRACE_EVENTS = 50;

    private static final int EVENTS_MAX = 1_000_000;
    private static final int QUIET_CHECK_MILLIS = 1_000;
    private static final long QUIET_WITHIN_MILLIS = 10 * 60_000;
    private static final int EVENTS_A_QUEUE_CHECK = 64;
    private static final int BACKLOG_MAX = 5_000;
    private static final int HELD_MAX = 20_000;

    private final long seed;
    private Optional<Set<Fault>> faults = Optional.empty();
    private final EnumSet<Sabotage> sabotages = EnumSet.noneOf(Sabotage.class);
    private UnaryOperator<Rules> rules = UnaryOperator.identity();
    private UnaryOperator<SimSettings> settings = UnaryOperator.identity();

    private Consumer<Batch<?, ?>> records = record -> {};

    private SimCluster(long seed) {
        this.seed = seed;
    }

    /** A cell whose settings, work and faults are drawn from a seed. */
    public static SimCluster seeded(long seed) {
        return new SimCluster(seed);
    }

    /** With these faults, in place of those drawn. */
    public SimCluster faults(Collection<Fault> chosen) {
        faults = Optional.of(chosen.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(chosen));
        return this;
    }

    /** With a deliberate error. */
    public SimCluster sabotaged(Sabotage sabotage) {
        sabotages.add(sabotage);
        return this;
    }

    /** With other machines, made from the real ones. */
    public SimCluster rules(UnaryOperator<Rules> change) {
        rules = change;
        return this;
    }

    /** With someone who is handed each record once it is durable, in the cell's order. */
    public SimCluster records(Consumer<Batch<?, ?>> taker) {
        records = taker;
        return this;
    }

    /** With other settings, made from those drawn. */
    public SimCluster settings(UnaryOperator<SimSettings> change) {
        settings = change;
        return this;
    }

    /**
     * What a run came to.
     *
     * @param events how many events it had
     * @param millis how long it took, in simulated time
     * @param counts how often each kind of thing happened
     */
    public record Outcome(int events, long millis, Map<String, Integer> counts) {}

    /**
     * Runs it to its end.
     *
     * @throws SimulationFailure if a property does not hold
     */
    public Outcome run() {
        return new Run().run();
    }

    /** Mostly half of them; now and then all, or none. */
    private static Set<Fault> drawn(Chance chance) {
        var set = EnumSet.noneOf(Fault.class);
        int percent = chance.pick(List.of(50, 50, 50, 50, 50, 50, 25, 80, 100, 0));
        for (var fault : Fault.values()) {
            if (chance.percent(percent)) {
                set.add(fault);
            }
        }
        return set;
    }

    /** One run: everything it consists of. */
    private final class Run {
        private final Timeline timeline = new Timeline();
        private final Chance chance = new Chance(seed);
        private final SimSettings drawn = settings.apply(SimSettings.drawn(chance));
        private final Set<Fault> drawnFaults = drawn(chance);
        private final Weather weather = new Weather(faults.orElse(drawnFaults));
        private final Rules machines =
                rules.apply(new Rules(new AgentMachine(), new JobMachine(drawn.jobs()), new FrameworkMachine()));
        private final Checkers checkers = new Checkers(machines, drawn, limitsBind());
        private final Trace trace = new Trace(timeline, TRACE_EVENTS);
        private final SimJournal journal = new SimJournal(timeline, chance, weather, trace, checkers, records);
        private final World world = new World(
                timeline,
                chance,
                weather,
                drawn,
                machines,
                sabotages,
                trace,
                checkers,
                new Network(timeline, chance, weather, checkers, trace),
                journal);
        private final SimMaster master = new SimMaster(world);
        private final List<SimAgent> agents = new ArrayList<>();
        private final Workload workload = new Workload(chance);
        private final List<SimScheduler> schedulers = new ArrayList<>();
        private final SimClient client = new SimClient(world, workload);
        private int events;

        /** Whether there is one allocator at a time, and no message takes longer than it waits for. */
        private boolean limitsBind() {
            return EnumSet.of(Fault.ALLOCATOR_CRASH, Fault.DELAY, Fault.REORDER, Fault.SWIZZLE_CLOG).stream()
                    .noneMatch(weather::has);
        }

        Outcome run() {
            try {
                for (int i = 0; i < drawn.agents(); i++) {
                    var id = new AgentId("agent" + i);
                    agents.add(new SimAgent(world, master, id, workload.agent(id)));
                }
                master.start();
                agents.forEach(SimAgent::start);
                client.start();
                for (int i = 0; i < drawn.frameworks(); i++) {
                    schedulers.add(new SimScheduler(world, master, workload, i));
                }
                schedulers.forEach(SimScheduler::start);
                new Chaos(world, master, agents, schedulers).start();
                until(drawn.chaosMillis());
                heal();
                var progress = new Progress(checkers, machines, drawn, master, agents, client, schedulers);
                settle(progress::missing);
                schedulers.forEach(SimScheduler::askForOffers);
                settle(progress::missingOffers);
                lastLook();
                return new Outcome(events, timeline.millis(), checkers.tally().counts());
            } catch (RuntimeException | AssertionError e) {
                throw new SimulationFailure(seed, weather, trace, timeline.millis(), e);
            }
        }

        private void until(long millis) {
            while (timeline.millis() < millis && timeline.step()) {
                checkers.afterEvent();
                if (++events > EVENTS_MAX) {
                    throw new IllegalStateException(EVENTS_MAX + " events, and no end");
                }
                if (events % EVENTS_A_QUEUE_CHECK == 0) {
                    checkers.bounds().checkQueue("a group", master.backlogMax(), BACKLOG_MAX);
                    checkers.bounds().checkQueue("the network", world.network().held(), HELD_MAX);
                }
            }
        }

        private void heal() {
            trace.note("fault", "all is healed");
            weather.calm();
            world.network().heal();
            agents.forEach(SimAgent::calm);
            schedulers.forEach(SimScheduler::calm);
        }

        private void settle(Supplier<Optional<String>> look) {
            long end = timeline.millis() + QUIET_WITHIN_MILLIS;
            var missing = Optional.of("nothing was looked at");
            while (missing.isPresent() && timeline.millis() < end) {
                until(timeline.millis() + QUIET_CHECK_MILLIS);
                missing = look.get();
            }
            missing.ifPresent(what -> {
                throw new Violation(Progress.PROPERTY, what);
            });
        }

        /** Every group's journal, from its beginning and from each snapshot, gives what is served. */
        private void lastLook() {
            var agree = new SnapshotsAgree(machines, drawn);
            for (int number = 0; number < drawn.groups(); number++) {
                for (var kind : List.of(GroupKind.AGENT, GroupKind.JOB, GroupKind.FRAMEWORK)) {
                    agree.check(kind.persistenceId(number), kind, journal.log(kind, number), master.served());
                }
            }
        }
    }
}
