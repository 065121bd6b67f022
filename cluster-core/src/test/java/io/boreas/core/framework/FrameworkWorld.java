package io.boreas.core.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.AgentSamples;
import io.boreas.core.agent.FrameworkExecutor;
import io.boreas.core.agent.FrameworkTask;
import io.boreas.core.agent.HostRun;
import io.boreas.core.agent.Lease;
import io.boreas.core.agent.Notice;
import io.boreas.core.agent.Operation;
import io.boreas.core.agent.Presence;
import io.boreas.core.gen.Gen;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromAgent.Hello;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.link.TaskReport;
import io.boreas.core.resource.Reservation;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Two agents, one framework and its scheduler. What the groups say to each other waits in a bag. */
final class FrameworkWorld {
    private static final Role ROLE = new Role("web");
    private static final String TOTAL = "cpus:4;mem:1024";
    private static final int SETTLE_ROUNDS = 100;

    private final Gen gen;
    private final AgentMachine machine = new AgentMachine();
    private final FrameworkRun framework = FrameworkRun.subscribed(Capability.PARTITION_AWARE);
    private final Map<AgentId, Host> hosts = new TreeMap<>();
    private final List<Runnable> bag = new ArrayList<>();
    private final Map<UUID, Told> meant = new HashMap<>();
    private final Map<TaskRun, List<Notice>> noticed = new LinkedHashMap<>();
    private final Map<TaskRun, List<Long>> heard = new LinkedHashMap<>();
    private final Map<TaskId, TaskRun> latest = new HashMap<>();
    private int offers;
    private int streams = 1;
    private boolean reliable;

    private record Told(TaskRun run, Notice notice) {}

    FrameworkWorld(Gen gen) {
        this.gen = gen;
        for (var name : List.of("agent-1", "agent-2")) {
            var host = new Host(new AgentId(name));
            hosts.put(host.id, host);
            host.register();
        }
    }

    /** A task as its agent knows it. */
    private static final class Process {
        final List<StatusUpdate> unacknowledged = new ArrayList<>();
        TaskState state = TaskState.STAGING;
        long sequence;
    }

    /** An agent: its ledger, and the processes of which that knows by reports only. */
    private final class Host {
        final AgentId id;
        final Map<TaskId, Process> processes = new TreeMap<>();
        final List<AgentEvent> journal = new ArrayList<>();
        Agent agent;
        long session;

        Host(AgentId id) {
            this.id = id;
            agent = machine.vacant(id);
        }

        AgentReply tell(AgentCommand command) {
            var decision = machine.decide(agent, command, framework.now);
            for (var event : decision.events()) {
                agent = machine.evolve(agent, event);
                journal.add(event);
                HostRun.audit(agent);
            }
            return decision.reply();
        }

        void register() {
            var reports = new ArrayList<TaskReport>();
            processes.forEach((key, process) -> reports.add(
                    new TaskReport(key, new Owner.Framework(FrameworkRun.ID), process.state, process.sequence)));
            switch (tell(new AgentCommand.Register(new Hello(id, "boot-1", AgentSamples.info(TOTAL), reports)))) {
                case AgentReply.Registered(var incarnation, var kills) -> {
                    session = incarnation;
                    kills.forEach(this::kill);
                }
                case AgentReply.AgentGone gone -> processes.clear(); // it is shut down
                case AgentReply other -> throw new AssertionError(other);
            }
        }

        void see(TaskId key, TaskState state) {
            var process = processes.computeIfAbsent(key, any -> new Process());
            process.state = state;
            process.unacknowledged.add(new StatusUpdate(
                    key, ++process.sequence, TaskStatus.of(state, StatusSource.EXECUTOR, framework.now)));
        }

        void kill(KillOrder order) {
            var process = processes.get(order.task());
            if (process == null || !process.state.isTerminal()) {
                see(order.task(), TaskState.KILLED);
            }
        }

        /** Some of what is owed is sent: to the agent in order, to the framework's group by way of the bag. */
        void pump() {
            for (var effect : machine.outstanding(agent)) {
                if (!reliable && gen.flip()) {
                    continue;
                }
                boolean linked = session == agent.incarnation() && agent.presence() == Presence.REGISTERED;
                switch (effect) {
                    case AgentEffect.KillOn(var order) when linked -> kill(order);
                    case AgentEffect.KillOn away -> {}
                    case AgentEffect.LaunchWorks launch
                    when linked ->
                        launch.works().forEach(work -> processes.computeIfAbsent(work.key(), any -> new Process()));
                    case AgentEffect.LaunchWorks away -> {}
                    case AgentEffect.TellFramework tell -> tellFramework(tell);
                    case AgentEffect.LaunchOn(var launch)
                    when linked -> processes.computeIfAbsent(launch.task(), any -> new Process());
                    case AgentEffect.LaunchOn away -> {}
                    case AgentEffect.Tell other -> throw new AssertionError(other);
                }
            }
            // An executor ends when it is told to, or has nothing left to run.
            for (var executor : List.copyOf(list(agent.hosted().executors().values()))) {
                boolean busy = false;
                for (var work : agent.hosted().works().values()) {
                    busy |= work.executorKey().filter(executor.key()::equals).isPresent()
                            && (work.unsent()
                                    || processes.containsKey(work.key())
                                            && !processes.get(work.key()).state.isTerminal());
                }
                if (!busy) {
                    tell(new AgentCommand.ExecutorExited(
                            session, FrameworkRun.ID, executor.key().executor(), executor.startedAt(), 0));
                }
            }
        }

        void tellFramework(AgentEffect.TellFramework tell) {
            var work = tell.work();
            var run = new TaskRun(work.id(), work.key(), id, work.name(), work.role(), tell.launchedAt());
            var all = noticed.computeIfAbsent(run, any -> new ArrayList<>());
            for (var notice : tell.notices()) {
                meant.put(TaskUpdate.of(run, notice, true).uuid().orElseThrow(), new Told(run, notice));
                if (all.isEmpty() || notice.sequence() > all.getLast().sequence()) {
                    all.add(notice);
                }
            }
            bag.add(() -> {
                var reply = (FrameworkReply.Heard)
                        framework.hear(run, tell.notices().toArray(Notice[]::new));
                bag.add(() -> tell(new AgentCommand.AcknowledgeNotices(reply.acks())));
            });
        }

        void report() {
            var updates = new ArrayList<StatusUpdate>();
            processes.values().forEach(process -> updates.addAll(process.unacknowledged));
            if (tell(new AgentCommand.Report(session, updates)) instanceof AgentReply.Taken(var acks)
                    && (reliable || gen.flip())) {
                acks.forEach(this::acknowledged);
            }
        }

        private void acknowledged(StatusAck ack) {
            var process = processes.get(ack.task());
            if (process != null) {
                process.unacknowledged.removeIf(update -> update.sequence() <= ack.sequence());
                if (process.unacknowledged.isEmpty() && process.state.isTerminal()) {
                    processes.remove(ack.task());
                }
            }
        }

        void live(boolean end) {
            for (var key : List.copyOf(processes.keySet())) {
                var process = processes.get(key);
                if (!process.state.isTerminal() && (end || gen.oneIn(3))) {
                    see(
                            key,
                            end
                                    ? TaskState.FINISHED
                                    : gen.pick(TaskState.RUNNING, TaskState.RUNNING, TaskState.FAILED));
                }
            }
        }
    }

    static <T> List<T> list(Iterable<T> all) {
        var list = new ArrayList<T>();
        all.forEach(list::add);
        return list;
    }

    void step() {
        framework.now = framework.now.plusMillis(1);
        var host = gen.pick(List.copyOf(hosts.values()));
        switch (gen.evenly(0, 20)) {
            case 0 -> host.tell(new AgentCommand.MarkUnreachable(host.agent.incarnation(), "silent"));
            case 1 -> host.register();
            case 2, 3, 4 -> offerAndAccept(host);
            case 5, 6 -> host.report();
            case 7 -> host.live(false);
            case 8, 9, 10 -> host.pump();
            case 11 -> {
                var task = new TaskId("task-" + gen.evenly(1, 6));
                bag.add(() -> host.tell(new AgentCommand.KillWork(FrameworkRun.ID, task, Optional.empty())));
            }
            case 12, 13 -> schedule();
            case 14 -> resubscribe();
            case 15 -> act();
            case 16 -> {
                if (gen.oneIn(40)) {
                    framework.tell(new FrameworkCommand.TeardownByOperator());
                }
            }
            case 17 -> host.tell(operate());
            default -> deliver();
        }
    }

    /** What an operator says of an agent: mostly that it may work, seldom that it is gone. */
    private AgentCommand operate() {
        return gen.any(
                AgentCommand.Reactivate::new,
                AgentCommand.Reactivate::new,
                AgentCommand.Deactivate::new,
                () -> gen.oneIn(30)
                        ? new AgentCommand.MarkGone()
                        : new AgentCommand.Drain(
                                gen.flip() ? Optional.of(Duration.ofSeconds(gen.evenly(0, 4))) : Optional.empty(),
                                gen.oneIn(10)));
    }

    private void deliver() {
        if (bag.isEmpty()) {
            return;
        }
        int which = gen.evenly(0, bag.size() - 1);
        var message = bag.get(which);
        if (!gen.oneIn(6)) {
            bag.remove(which);
        }
        if (!gen.oneIn(6)) {
            message.run();
        }
    }

    private void resubscribe() {
        framework.tell(
                gen.flip()
                        ? new FrameworkCommand.Disconnect(framework.framework().streamId())
                        : new FrameworkCommand.Subscribe(
                                FrameworkRun.wish(10, Capability.PARTITION_AWARE), true, "s" + ++streams));
    }

    private void offerAndAccept(Host host) {
        if (!framework.framework().isAlive() || host.agent.available().isEmpty()) {
            return;
        }
        var offer = new OfferId("offer-" + offers++);
        var part = gen.flip() ? host.agent.available() : Resources.parse("cpus:1;mem:128");
        host.tell(new AgentCommand.GrantLease(new Lease(offer, FrameworkRun.ID, ROLE, part, framework.now)));
        var taken = new TreeSet<TaskId>();
        framework.framework().tasks().forEachValue(task -> taken.add(task.run().task()));
        var operations = gen.list(1, 3, () -> operation(host.id));
        bag.add(() -> host.tell(new AgentCommand.Accept(
                FrameworkRun.ID, List.of(offer), operations, Optional.empty(), true, true, taken)));
        if (gen.oneIn(4)) {
            bag.add(() -> host.tell(new AgentCommand.ReleaseOffers(FrameworkRun.ID, List.of(offer), "declined")));
        }
    }

    private Operation operation(AgentId agent) {
        var reserved = Resources.parse("cpus:0.5").push(Reservation.dynamic(ROLE));
        return gen.any(
                () -> new Operation.Launch(Optional.empty(), gen.list(1, 3, () -> task(agent, true))),
                () -> new Operation.LaunchGroup(
                        Optional.empty(),
                        new FrameworkExecutor(
                                "executor-" + gen.evenly(1, 2),
                                FrameworkExecutor.Kind.CUSTOM,
                                Resources.parse("cpus:0.1;mem:32"),
                                Payload.NONE),
                        gen.list(1, 2, () -> task(agent, false))),
                () -> new Operation.Launch(Optional.empty(), List.of(task(agent, false))),
                () -> new Operation.Reserve(Optional.empty(), reserved),
                () -> new Operation.Unreserve(Optional.empty(), reserved));
    }

    /** In a group, or in an executor that others use, too, or by itself. */
    private FrameworkTask task(AgentId agent, boolean command) {
        var executor = new FrameworkExecutor(
                "executor-" + gen.evenly(1, 2),
                FrameworkExecutor.Kind.CUSTOM,
                Resources.parse("cpus:0.1;mem:32"),
                Payload.NONE);
        return new FrameworkTask(
                "task-" + gen.evenly(1, 6),
                "web",
                agent.value(),
                Resources.parse(gen.pick("cpus:0.5;mem:64", "cpus:1;mem:32")),
                List.of(),
                new TreeMap<>(),
                command ? Optional.of(AgentSamples.spec("cpus:0.5;mem:32")) : Optional.empty(),
                command ? Optional.empty() : Optional.of(executor),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Payload.NONE);
    }

    /** The scheduler hears some of what it is owed, and acknowledges some of that. */
    private void schedule() {
        for (var update : framework.updates()) {
            if (!reliable && gen.flip()) {
                continue;
            }
            hear(update);
            if (reliable || gen.flip()) {
                framework.acknowledge(update);
            }
        }
    }

    /** I4: what is told is the next or the same again; I2: of one id, the next run is told only when the last one ended. */
    private void hear(TaskUpdate update) {
        var told = meant.get(update.uuid().orElseThrow());
        var run = told.run();
        var before = latest.put(run.task(), run);
        if (before != null && !before.equals(run)) {
            assertThat(noticed.get(before).getLast().status().state().isTerminal())
                    .as("%s ended before %s was told", before, run)
                    .isTrue();
            assertThat(heard.get(before).getLast())
                    .isEqualTo(noticed.get(before).getLast().sequence());
        }
        var sequences = heard.computeIfAbsent(run, any -> new ArrayList<>());
        long sequence = told.notice().sequence();
        if (sequences.isEmpty() || sequence != sequences.getLast()) {
            assertThat(sequence).as("%s", run).isGreaterThan(sequences.isEmpty() ? 1 : sequences.getLast());
            sequences.add(sequence);
        }
    }

    /** What the framework's group owes to agents' groups goes into the bag. */
    private void act() {
        for (var effect : framework.owed()) {
            switch (effect) {
                case FrameworkEffect.Deliver deliver -> {}
                case FrameworkEffect.AcknowledgeOn(var agent, var ack) ->
                    bag.add(() -> {
                        hosts.get(agent).tell(new AgentCommand.AcknowledgeNotices(List.of(ack)));
                        bag.add(() ->
                                framework.tell(new FrameworkCommand.AcksTaken(List.of(new Claim(agent, ack.task())))));
                    });
                case FrameworkEffect.KillOn(var claim) ->
                    bag.add(() -> {
                        var order = new KillOrder(claim.key(), Duration.ZERO, "not wanted");
                        hosts.get(claim.agent()).tell(new AgentCommand.Kill(List.of(order)));
                        bag.add(() -> framework.tell(new FrameworkCommand.KillsTaken(List.of(claim))));
                    });
                case FrameworkEffect.RemoveOn(var agent, var id) ->
                    bag.add(() -> {
                        hosts.get(agent).tell(new AgentCommand.RemoveFramework(id, "over"));
                        bag.add(() -> framework.tell(new FrameworkCommand.RemovalsTaken(List.of(agent))));
                    });
            }
        }
    }

    /** Everything works again, and everything that runs ends. */
    void settle() {
        reliable = true;
        for (int i = 0; i < SETTLE_ROUNDS; i++) {
            framework.now = framework.now.plusMillis(1);
            if (framework.framework().phase() != Phase.CONNECTED) {
                framework.tell(new FrameworkCommand.Subscribe(
                        FrameworkRun.wish(10, Capability.PARTITION_AWARE), true, "s" + ++streams));
            }
            for (var host : hosts.values()) {
                if (host.agent.presence() == Presence.GONE) {
                    host.register();
                } else if (host.agent.presence() != Presence.REGISTERED || host.session != host.agent.incarnation()) {
                    host.register();
                }
                host.tell(new AgentCommand.ReleaseAllOffers(FrameworkRun.ID, "settling"));
                host.pump();
                host.live(true);
                host.report();
            }
            for (int left = bag.size(); left > 0; left--) {
                bag.removeFirst().run();
            }
            schedule();
            act();
        }
    }

    List<Object> owed() {
        var owed = new ArrayList<Object>(framework.owed());
        hosts.values().forEach(host -> owed.addAll(machine.outstanding(host.agent)));
        return owed;
    }

    void checkNothingRuns() {
        for (var host : hosts.values()) {
            assertThat(host.processes).as("on %s", host.id).isEmpty();
            assertThat(host.agent.used().isEmpty()).isTrue();
            assertThat(host.agent.hosted().works().isEmpty()).isTrue();
            assertThat(host.agent.available()).isEqualTo(host.agent.total());
        }
    }

    /** I4: all that was noticed of a run that was told at all was told, unless the framework was over by then. */
    void checkTold() {
        if (!framework.framework().isAlive()) {
            return;
        }
        heard.forEach((run, sequences) -> {
            var expected = noticed.get(run).stream()
                    .filter(FrameworkNotices::isTold)
                    .map(Notice::sequence)
                    .toList();
            assertThat(sequences).as("%s", run).isEqualTo(expected);
        });
    }

    void checkReplay() {
        assertThat(framework.replayed()).isEqualTo(framework.framework());
        for (var host : hosts.values()) {
            var state = machine.vacant(host.id);
            for (var event : host.journal) {
                state = machine.evolve(state, event);
            }
            assertThat(state).isEqualTo(host.agent);
        }
    }
}
