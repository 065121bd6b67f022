package io.boreas.core.link;

import static io.boreas.core.agent.AgentSamples.NOW;
import static io.boreas.core.agent.AgentSamples.killOrder;
import static io.boreas.core.agent.AgentSamples.owner;
import static io.boreas.core.agent.AgentSamples.spec;
import static io.boreas.core.agent.AgentSamples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.Admission;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.AgentRun;
import io.boreas.core.agent.AgentSamples;
import io.boreas.core.gen.Gen;
import io.boreas.core.id.TaskId;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A ledger and its agent over connections that break, with an agent that restarts: in the end both say the same. */
class AgentLinkLawsTest {
    private static final int STEPS = 600;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fiveHundred")
    void bothSidesAgreeWhateverIsLost(long seed) {
        var world = new World(Gen.seeded(seed));
        for (int i = 0; i < STEPS; i++) {
            world.step();
        }
        world.heal();
        world.check();
    }

    private static final class World {
        private final Gen gen;
        private final AgentRun master = AgentRun.registered();
        private final Set<TaskId> processes = new TreeSet<>();
        private final Set<TaskId> started = new HashSet<>();
        private final Set<TaskId> stopping = new TreeSet<>();
        private final TreeMap<Integer, Boolean> wanted = new TreeMap<>();
        private final ArrayDeque<FromAgent> toMaster = new ArrayDeque<>();
        private final ArrayDeque<FromMaster> toAgent = new ArrayDeque<>();
        private AgentTasks agent = newAgent();
        private long session;
        private int tasks;

        World(Gen gen) {
            this.gen = gen;
        }

        private static AgentTasks newAgent() {
            return new AgentTasks(AgentSamples.AGENT, "boot-1", AgentSamples.info(AgentSamples.TOTAL));
        }

        void step() {
            switch (gen.evenly(0, 29)) {
                case 0 -> dial();
                case 1 -> hangUp();
                case 2 -> restart();
                case 3 ->
                    master.tell(new AgentCommand.MarkUnreachable(
                            master.agent().incarnation() - gen.evenly(0, 1), "silent"));
                case 4, 5, 6 -> admit();
                case 7, 8 -> kill();
                case 9, 10, 11 -> acknowledgeNotices();
                case 12, 13, 14, 15 -> tellAgent();
                case 16, 17, 18, 19 -> live();
                case 20 -> act(agent.resend());
                case 21, 22, 23, 24 -> deliverToMaster();
                default -> deliverToAgent();
            }
        }

        private void dial() {
            hangUp();
            toMaster.add(agent.hello());
        }

        private void hangUp() {
            toMaster.clear();
            toAgent.clear();
            agent.disconnected();
            session = 0;
        }

        /** The processes live on; what was on disk is found again. */
        private void restart() {
            hangUp();
            var again = newAgent();
            var kept = agent.unacknowledged();
            agent.tasks()
                    .forEach(report -> again.adopt(
                            report,
                            kept.stream()
                                    .filter(update -> update.task().equals(report.task()))
                                    .toList()));
            agent = again;
        }

        private void admit() {
            int number = ++tasks;
            var reply = master.tell(new AgentCommand.Admit(
                    List.of(new Admission(task(number), owner(number), spec("cpus:0.4;mem:64", "http")))));
            if (reply.equals(new AgentReply.Admitted(List.of()))) {
                wanted.put(number, true);
            }
        }

        private void kill() {
            if (tasks > 0) {
                int number = gen.evenly(Math.max(1, tasks - 12), tasks);
                master.tell(new AgentCommand.Kill(List.of(killOrder(number, 5))));
                wanted.put(number, false);
            }
        }

        private void acknowledgeNotices() {
            var acks = new ArrayList<StatusAck>();
            for (var task : master.agent().tasks().values()) {
                if (gen.flip()) {
                    acks.add(new StatusAck(task.id(), task.noticeSequence()));
                }
            }
            master.tell(new AgentCommand.AcknowledgeNotices(acks));
        }

        /** The shell says some of what is owed, over the session it has. */
        private void tellAgent() {
            if (session != 0 && session == master.agent().incarnation()) {
                for (var effect : new AgentMachine().outstanding(master.agent())) {
                    if (gen.flip()) {
                        say(effect);
                    }
                }
            }
        }

        private void say(AgentEffect effect) {
            switch (effect) {
                case AgentEffect.LaunchOn(var launch) -> toAgent.add(new FromMaster.Launch(List.of(launch)));
                case AgentEffect.KillOn(var order) -> toAgent.add(new FromMaster.Kill(order));
                case AgentEffect.Tell tell -> {}
                case AgentEffect.OfFramework other -> throw new AssertionError(other);
            }
        }

        /** Something happens to a process. */
        private void live() {
            if (processes.isEmpty()) {
                return;
            }
            var id = gen.pick(List.copyOf(processes));
            var state = stopping.contains(id)
                    ? TaskState.KILLED
                    : gen.pick(TaskState.STARTING, TaskState.RUNNING, TaskState.RUNNING, TaskState.FINISHED);
            see(id, state);
        }

        private void see(TaskId id, TaskState state) {
            act(agent.observed(id, TaskStatus.of(state, StatusSource.EXECUTOR, NOW)));
            if (state.isTerminal()) {
                processes.remove(id);
                stopping.remove(id);
            }
        }

        private boolean deliverToMaster() {
            var message = toMaster.poll();
            switch (message) {
                case null -> {}
                case FromAgent.Hello hello -> {
                    var reply = (AgentReply.Registered) master.tell(new AgentCommand.Register(hello));
                    session = reply.incarnation();
                    toAgent.add(new FromMaster.Welcome(session, Duration.ofSeconds(5)));
                    reply.kills().forEach(order -> toAgent.add(new FromMaster.Kill(order)));
                }
                case FromAgent.Statuses(var updates) -> {
                    switch (master.tell(new AgentCommand.Report(session, updates))) {
                        case AgentReply.Taken(var acks) -> toAgent.add(new FromMaster.Acknowledge(acks));
                        case AgentReply.StaleIncarnation stale -> hangUp();
                        case AgentReply other -> throw new AssertionError(other);
                    }
                }
                case FromAgent.Pong pong -> throw new AssertionError(pong);
                case FromAgent.ExecutorExited exited -> throw new AssertionError(exited);
                case FromAgent.VolumesDeleted deleted -> throw new AssertionError(deleted);
                case FromAgent.Oversubscribed oversubscribed -> throw new AssertionError(oversubscribed);
                case FromAgent.ExecutorSaid said -> throw new AssertionError(said);
                case FromAgent.SandboxAnswered answered -> throw new AssertionError(answered);
            }
            return message != null;
        }

        private boolean deliverToAgent() {
            var message = toAgent.poll();
            if (message != null) {
                act(agent.receive(message, NOW));
            }
            return message != null;
        }

        private void act(List<AgentAction> actions) {
            for (var action : actions) {
                switch (action) {
                    case AgentAction.Start(var launch) -> {
                        assertThat(started.add(launch.task()))
                                .as("%s is started once", launch.task())
                                .isTrue();
                        processes.add(launch.task());
                    }
                    case AgentAction.Stop(var order) -> {
                        assertThat(processes).contains(order.task());
                        stopping.add(order.task());
                    }
                    case AgentAction.Send(var message) -> toMaster.add(message);
                    case AgentAction.Forget forget -> {}
                    case AgentAction.Look look -> throw new AssertionError(look);
                    case AgentAction.StartWorks works -> throw new AssertionError(works);
                    case AgentAction.StopExecutor stop -> throw new AssertionError(stop);
                    case AgentAction.DeleteVolumes volumes -> throw new AssertionError(volumes);
                    case AgentAction.ForgetExecutor executor -> throw new AssertionError(executor);
                    case AgentAction.Deliver deliver -> throw new AssertionError(deliver);
                    case AgentAction.HangUp hangUp -> throw new AssertionError(hangUp);
                }
            }
        }

        /** The connection holds, everything owed is said, those told to stop stop, the others come up. */
        void heal() {
            dial();
            for (int round = 0; round < 6; round++) {
                while (deliverToMaster() || deliverToAgent()) {}
                new AgentMachine().outstanding(master.agent()).forEach(this::say);
                while (deliverToMaster() || deliverToAgent()) {}
                for (var id : List.copyOf(processes)) {
                    see(id, stopping.contains(id) ? TaskState.KILLED : TaskState.RUNNING);
                }
                while (deliverToMaster() || deliverToAgent()) {}
                var acks = new ArrayList<StatusAck>();
                master.agent().tasks().forEachValue(task -> acks.add(new StatusAck(task.id(), task.noticeSequence())));
                master.tell(new AgentCommand.AcknowledgeNotices(acks));
            }
        }

        void check() {
            assertThat(new AgentMachine().outstanding(master.agent())).isEmpty();
            assertThat(agent.unacknowledged()).isEmpty();
            var known = new TreeSet<TaskId>();
            master.agent().tasks().forEachValue(task -> {
                assertThat(task.state()).as("%s", task.id()).isEqualTo(TaskState.RUNNING);
                known.add(task.id());
            });
            assertThat(known).isEqualTo(processes);
            assertThat(agent.tasks().stream().map(TaskReport::task).collect(Collectors.toSet()))
                    .isEqualTo(processes);
            wanted.forEach((number, still) -> {
                if (!still) {
                    assertThat(processes).doesNotContain(task(number));
                }
            });
        }
    }
}
