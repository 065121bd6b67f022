package io.boreas.testcluster.sim.agent;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentAction;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.link.AgentTasks;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.link.TaskReport;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import io.boreas.testcluster.sim.Fault;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.Sabotage;
import io.boreas.testcluster.sim.Wire;
import io.boreas.testcluster.sim.World;
import io.boreas.testcluster.sim.cell.SimMaster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An agent: the core's {@link AgentTasks}, and around it what the agent's link and task runner do. Its process may crash, its
 * machine goes on.
 */
public final class SimAgent {
    private static final int SILENT_PINGS_MAX = 3;
    private static final int WELCOME_TIMEOUT_MILLIS = 3_000;
    private static final int DIAL_MILLIS_MAX = 1_500;
    private static final int ENDED_MAX = 50;
    private static final int HELLO_STALLS_ONE_IN = 8;

    private final World world;
    private final SimMaster master;
    private final AgentId id;
    private final AgentInfo info;
    private final SimMachine machine;
    private final SimDisk disk;
    private final LinkCodec codec = new ProtobufLinkCodec();
    private final Map<TaskId, Checkpoint> held = new TreeMap<>();
    private final Set<TaskId> stopping = new TreeSet<>();
    private Life life = new Life();
    private AgentTasks tasks;
    private Optional<Connection> connection = Optional.empty();
    private boolean up;
    private boolean away;
    private boolean dead;

    public SimAgent(World world, SimMaster master, AgentId id, AgentInfo info) {
        this.world = world;
        this.master = master;
        this.id = id;
        this.info = info;
        this.machine = new SimMachine(id, world.timeline(), world.chance(), world.watch());
        this.disk = new SimDisk(world.timeline(), world.chance());
        this.tasks = new AgentTasks(id, machine.bootId(), info, ENDED_MAX);
    }

    public AgentId id() {
        return id;
    }

    public AgentInfo info() {
        return info;
    }

    public SimMachine machine() {
        return machine;
    }

    public boolean isUp() {
        return up;
    }

    /** The number of the registration it was welcomed under; 0 while it is not. */
    public long incarnation() {
        return up && tasks.isWelcomed() ? tasks.incarnation() : 0;
    }

    /** What it would tell a master of its tasks. */
    public List<TaskReport> tasks() {
        return tasks.tasks();
    }

    /** Statuses no master has acknowledged. */
    public List<StatusUpdate> unacknowledged() {
        return tasks.unacknowledged();
    }

    /** Starts: takes up what is on its disk, and dials. */
    public void start() {
        if (dead) {
            return;
        }
        up = true;
        life = new Life();
        tasks = new AgentTasks(id, machine.bootId(), info, ENDED_MAX);
        machine.listen(this::exited);
        held.putAll(disk.synced());
        held.values().forEach(this::adopt);
        List.copyOf(held.values()).forEach(this::goOn);
        dialAfter(world.chance().between(0, 200));
    }

    private void adopt(Checkpoint kept) {
        var launch = kept.launch();
        tasks.adopt(
                new TaskReport(launch.task(), launch.owner(), kept.state(), kept.sequence()), kept.unacknowledged());
    }

    private void goOn(Checkpoint kept) {
        var launch = kept.launch();
        if (kept.state().isTerminal()) {
            return;
        }
        if (machine.isRunning(launch.task())) {
            if (world.isSabotaged(Sabotage.AGENT_ENDS_WHAT_IT_FINDS)) {
                machine.endUnasked(launch.task());
            } else if (world.isSabotaged(Sabotage.AGENT_RUNS_AGAIN)) {
                machine.run(launch);
            } else if (kept.state() != TaskState.RUNNING) {
                see(launch.task(), TaskState.RUNNING);
            }
        } else if (!machine.wasStarted(launch.task())) {
            run(launch);
        } else {
            see(launch.task(), machine.exit(launch.task()).orElse(TaskState.FAILED));
        }
    }

    /** Its process is gone; what runs, runs. */
    public void crash() {
        if (!up) {
            return;
        }
        up = false;
        life.end();
        machine.listen(null);
        connection.ifPresent(now -> {
            if (world.chance().oneIn(2)) {
                now.wire.closeByAgent();
            } else {
                now.wire.breakDown();
            }
        });
        connection = Optional.empty();
        disk.crash();
        held.clear();
        stopping.clear();
        tasks = new AgentTasks(id, machine.bootId(), info, ENDED_MAX);
    }

    /** Its machine starts anew, and it is gone with it. */
    public void reboot() {
        crash();
        machine.reboot();
    }

    /** Its machine is gone for good. */
    public void die() {
        reboot();
        dead = true;
    }

    public boolean isDead() {
        return dead;
    }

    /** The connection it has breaks. */
    public void loseLink() {
        connection.ifPresent(now -> now.wire.breakDown());
    }

    /** Nothing reaches it, and it reaches nothing. */
    public void goAway() {
        away = true;
        connection.ifPresent(now -> now.wire.cut());
    }

    /** It is reached again. */
    public void comeBack() {
        away = false;
    }

    /** Nothing ends by itself any more but what is meant to. */
    public void calm() {
        comeBack();
        machine.calm();
    }

    private void dialAfter(long millis) {
        world.timeline().after(millis, life, () -> {
            if (away || connection.isPresent()) {
                dialAfter(DIAL_MILLIS_MAX);
                return;
            }
            var made = new Connection();
            master.dial(made)
                    .ifPresentOrElse(
                            wire -> {
                                made.wire = wire;
                                if (world.weather().has(Fault.STALE_CONNECTION)
                                        && world.chance().oneIn(HELLO_STALLS_ONE_IN)) {
                                    wire.stallToMaster(world.chance().between(1_000, 12_000));
                                }
                                connection = Optional.of(made);
                                made.introduce();
                            },
                            () -> dialAfter(world.chance().between(100, DIAL_MILLIS_MAX)));
        });
    }

    /** One connection; what is heard on it after it was given up is nobody's. */
    private final class Connection implements Wire.End {
        private final Life life = new Life();
        private Wire wire = new Wire(world.timeline(), world.chance(), world.weather());
        private long heardAtMillis = world.timeline().millis();
        private long resentAtMillis = heardAtMillis;

        void introduce() {
            say(tasks.hello());
            world.timeline().after(WELCOME_TIMEOUT_MILLIS, life, () -> {
                if (isMine() && !tasks.isWelcomed()) {
                    giveUp();
                }
            });
        }

        boolean isMine() {
            return up && connection.isPresent() && connection.get() == this;
        }

        void say(FromAgent message) {
            wire.sendToMaster(codec.encode(message));
        }

        @Override
        public void heard(byte[] frame) {
            if (!isMine()) {
                return;
            }
            heardAtMillis = world.timeline().millis();
            var message = (FromMaster) codec.decode(frame);
            if (!(message instanceof FromMaster.Ping)) {
                world.trace().note(id, message);
            }
            boolean first = message instanceof FromMaster.Welcome && !tasks.isWelcomed();
            var actions = tasks.receive(message, world.timeline().instant());
            if (message instanceof FromMaster.Welcome(long incarnation, var interval)) {
                world.watch().welcomed(id, incarnation);
            }
            if (first) {
                tickLater();
            }
            act(actions);
        }

        @Override
        public void closed() {
            if (isMine()) {
                lost();
            }
        }

        private void tickLater() {
            long ping = world.settings().pingInterval().toMillis();
            world.timeline().after(ping, life, () -> {
                if (!isMine()) {
                    return;
                }
                long now = world.timeline().millis();
                if (now - heardAtMillis > SILENT_PINGS_MAX * ping) {
                    giveUp();
                    return;
                }
                if (now - resentAtMillis > world.settings().resendInterval().toMillis()) {
                    resentAtMillis = now;
                    act(tasks.resend());
                }
                tickLater();
            });
        }

        private void giveUp() {
            if (world.weather().has(Fault.STALE_CONNECTION)) {
                wire.abandonByAgent();
            } else {
                wire.closeByAgent();
            }
            lost();
        }

        private void lost() {
            life.end();
            connection = Optional.empty();
            tasks.disconnected();
            dialAfter(world.chance().between(50, DIAL_MILLIS_MAX));
        }
    }

    /** What it says stalls on the way, and it soon gives the connection up, as if the master had been silent. */
    public void stallLink() {
        connection.ifPresent(now -> {
            now.wire.stallToMaster(world.chance().between(500, 8_000));
            world.timeline().after(world.chance().between(100, 3_000), now.life, now::giveUp);
        });
    }

    private static IllegalStateException noExecutors() {
        return new IllegalStateException("no framework runs executors here");
    }

    private void act(List<AgentAction> actions) {
        for (var action : actions) {
            world.watch().acts(id, action);
            switch (action) {
                case AgentAction.Start(var launch) -> launch(launch);
                case AgentAction.Stop(var order) -> disk.after(life, () -> stop(order));
                case AgentAction.Forget(var ack) -> disk.after(life, () -> forget(ack));
                case AgentAction.Send(var message) -> connection.ifPresent(now -> now.say(message));
                case AgentAction.Look look -> throw new IllegalStateException("nobody asks for sandboxes here");
                case AgentAction.StartWorks works -> throw noExecutors();
                case AgentAction.StopExecutor stop -> throw noExecutors();
                case AgentAction.ForgetExecutor executor -> throw noExecutors();
                case AgentAction.DeleteVolumes volumes -> throw noExecutors();
                case AgentAction.Deliver deliver -> throw noExecutors();
                case AgentAction.HangUp hangUp ->
                    connection.ifPresent(now -> {
                        now.wire.closeByAgent();
                        now.lost();
                    });
            }
        }
    }

    private void launch(TaskLaunch launch) {
        var fresh = new Checkpoint(launch, TaskState.STAGING, 0, List.of());
        held.put(launch.task(), fresh);
        disk.put(launch.task(), fresh, life, () -> run(launch));
    }

    private void run(TaskLaunch launch) {
        machine.run(launch);
        see(launch.task(), TaskState.STARTING);
        world.timeline().after(world.chance().between(0, 2_000), life, () -> {
            if (machine.isRunning(launch.task()) && !stopping.contains(launch.task())) {
                see(launch.task(), TaskState.RUNNING);
            }
        });
    }

    private void stop(KillOrder order) {
        var task = order.task();
        var kept = held.get(task);
        if (kept == null || kept.state().isTerminal()) {
            return;
        }
        if (stopping.add(task) && world.chance().oneIn(2)) {
            see(task, TaskState.KILLING);
        }
        long grace = order.grace().toMillis();
        machine.terminate(task, grace);
        world.timeline().after(grace, life, () -> machine.kill(task));
    }

    private void forget(StatusAck ack) {
        var kept = held.get(ack.task());
        if (kept == null) {
            return;
        }
        var less = kept.acknowledged(ack.sequence());
        if (less.isOver()) {
            held.remove(ack.task());
            stopping.remove(ack.task());
            machine.forget(ack.task());
            disk.remove(ack.task(), life);
        } else {
            held.put(ack.task(), less);
            disk.put(ack.task(), less, life, () -> {});
        }
    }

    private void exited(TaskId task) {
        see(task, machine.exit(task).orElse(TaskState.FAILED));
    }

    /** A status was seen: it is durable before the master hears of it. */
    private void see(TaskId task, TaskState state) {
        var kept = held.get(task);
        if (kept == null || kept.state().isTerminal()) {
            return;
        }
        var status =
                TaskStatus.of(state, StatusSource.EXECUTOR, world.timeline().instant());
        var update = new StatusUpdate(task, kept.sequence() + 1, status);
        var more = kept.with(update);
        held.put(task, more);
        disk.put(task, more, life, () -> act(tasks.observed(update)));
    }
}
