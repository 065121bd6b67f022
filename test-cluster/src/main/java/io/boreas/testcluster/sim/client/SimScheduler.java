package io.boreas.testcluster.sim.client;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.agent.FrameworkTask;
import io.boreas.core.agent.Operation;
import io.boreas.core.framework.Capability;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.framework.FrameworkWish;
import io.boreas.core.framework.TaskUpdate;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Payload;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.SimSettings;
import io.boreas.testcluster.sim.World;
import io.boreas.testcluster.sim.cell.SimMaster;
import io.boreas.testcluster.sim.cell.SimStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A scheduler of a framework: keeps some tasks running, stops one now and then, and does what schedulers do wrong: it thinks about offers for too long,
 * uses the id of a task that runs, loses its connection, or its memory.
 */
public final class SimScheduler {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final Duration FOREVER = Duration.ofDays(1);

    private final World world;
    private final SimMaster master;
    private final Workload workload;
    private final Address self;
    private final FrameworkId id;
    private final FrameworkWish wish;
    private final int wanted;
    private final Life life = new Life();
    private final Beliefs beliefs;
    private Optional<Connection> connection = Optional.empty();
    private Optional<String> lastStreamId = Optional.empty();
    private boolean calm;
    private boolean over;
    private boolean tornDown;
    private boolean offeredWhenCalm;
    private int connections;
    private long calls;

    public SimScheduler(World world, SimMaster master, Workload workload, int number) {
        this.world = world;
        this.master = master;
        this.workload = workload;
        this.self = Address.scheduler(number);
        this.id = new FrameworkId("framework" + number);
        var chance = world.chance();
        var capabilities = new TreeSet<Capability>();
        for (var capability : List.of(Capability.PARTITION_AWARE, Capability.TASK_KILLING_STATE)) {
            if (chance.oneIn(2)) {
                capabilities.add(capability);
            }
        }
        this.wish = new FrameworkWish(
                "scheduler",
                "nobody",
                Optional.empty(),
                true,
                chance.oneIn(5) ? 8 : 3_600,
                Optional.of(chance.pick(SimSettings.FRAMEWORK_ROLES)),
                List.of(),
                capabilities,
                List.of(),
                Payload.NONE);
        this.wanted = chance.between(1, 5);
        this.beliefs = new Beliefs(id + "-task", chance);
    }

    public FrameworkId id() {
        return id;
    }

    /** Tasks that it believes not to have ended. */
    public Set<TaskId> tasks() {
        return beliefs.tasks();
    }

    /** Whether its framework has been removed, so that it cannot subscribe any more. */
    public boolean isOver() {
        return over;
    }

    /** Whether it hears of what happens. */
    public boolean isSubscribed() {
        return connection.filter(now -> now.subscribed).isPresent();
    }

    /** Whether it was offered something since all went well and it asked for offers. */
    public boolean wasOffered() {
        return offeredWhenCalm;
    }

    public void start() {
        world.network().attach(self, this::answered);
        connectAfter(world.chance().between(0, 4_000));
        actLater();
    }

    /** Nothing goes wrong any more: it launches nothing, wants no offers, and asks what became of its tasks until all is known. */
    public void calm() {
        calm = true;
    }

    /** It wants offers again, and declines them. */
    public void askForOffers() {
        offeredWhenCalm = false;
        call(new FrameworkCall.Revive(Collections.emptySortedSet()));
    }

    /** Its connection breaks; it sees that, or believes it to stand for a while. */
    public void loseConnection() {
        connection.ifPresent(now -> {
            now.stream.ifPresent(SimStream::drop);
            if (world.chance().oneIn(3)) {
                world.timeline().after(world.chance().between(500, 10_000), life, now::lost);
            } else {
                now.lost();
            }
        });
    }

    /** Its process is gone and starts anew, under the same framework id: it knows of nothing. The master may still hold the connection. */
    public void crash() {
        beliefs.forget();
        connection.ifPresent(now -> {
            if (world.chance().oneIn(2)) {
                now.stream.ifPresent(SimStream::drop);
            }
            now.lost();
        });
    }

    private void connectAfter(long millis) {
        world.timeline().after(millis, life, () -> {
            if (connection.isEmpty() && !over) {
                connect();
            }
        });
    }

    private void connect() {
        var made = new Connection(id + "-stream" + ++connections);
        boolean force = calm || world.chance().percent(70);
        var stream = master.subscribe(id, new FrameworkCommand.Subscribe(wish, force, made.streamId), made);
        if (stream.isEmpty()) {
            connectAfter(world.chance().between(200, 2_000));
            return;
        }
        made.stream = stream;
        connection = Optional.of(made);
        lastStreamId.ifPresent(this::speakLate);
        lastStreamId = Optional.of(made.streamId);
        world.timeline().after(PATIENCE_MILLIS, life, () -> {
            if (made.isMine() && !made.subscribed) {
                stream.get().drop();
                made.lost();
            }
        });
    }

    /** Whoever it has replaced does not know it yet, and asks for things that its framework would notice, also when the new connection has long stood. */
    private void speakLate(String earlierStreamId) {
        if (!calm && world.chance().oneIn(2)) {
            speakLateAfter(world.chance().between(0, 20), earlierStreamId);
            speakLateAfter(world.chance().between(20, 2_000), earlierStreamId);
        }
    }

    private void speakLateAfter(long millis, String earlierStreamId) {
        var call = world.chance().oneIn(2)
                ? new FrameworkCall.Teardown()
                : new FrameworkCall.Suppress(Collections.emptySortedSet());
        world.timeline().after(millis, life, () -> call(earlierStreamId, call));
    }

    /** One connection; what is heard on it after it was given up is nobody's. */
    private final class Connection implements SimStream.Ear {
        private final String streamId;
        private Optional<SimStream> stream = Optional.empty();
        private boolean subscribed;

        Connection(String streamId) {
            this.streamId = streamId;
        }

        boolean isMine() {
            return connection.isPresent() && connection.get() == this;
        }

        @Override
        public void heard(FrameworkPush push) {
            if (isMine()) {
                world.watch().pushed(id, push);
                hear(push);
            }
        }

        @Override
        public void refused(FrameworkReply reply) {
            if (isMine()) {
                world.trace().note(self, reply);
                if (reply instanceof FrameworkReply.Refused && reply.toString().contains("removed")) {
                    over = true;
                }
                lost();
            }
        }

        @Override
        public void closed() {
            lost();
        }

        void lost() {
            if (isMine()) {
                connection = Optional.empty();
                connectAfter(world.chance().between(0, calm ? 500 : 12_000));
            }
        }
    }

    private void hear(FrameworkPush push) {
        switch (push) {
            case FrameworkPush.Subscribed subscribed -> {
                connection.ifPresent(now -> now.subscribed = true);
                reconcile();
                if (calm) {
                    call(new FrameworkCall.Suppress(Collections.emptySortedSet()));
                }
            }
            case FrameworkPush.Offers(var offers) -> offers.forEach(this::consider);
            case FrameworkPush.Update update -> told(update.update());
            case FrameworkPush.Undone undone -> beliefs.undone(undone);
            case FrameworkPush.End end -> over |= end.error().contains("removed");
            case FrameworkPush.Rescind rescind -> {}
            case FrameworkPush.AgentLost lost -> {}
            default -> throw new IllegalStateException("a scheduler here is not told " + push);
        }
    }

    private void consider(FrameworkPush.Offer offer) {
        var chance = world.chance();
        if (calm) {
            offeredWhenCalm = true;
            decline(offer.id(), FOREVER);
        } else if (chance.oneIn(12)) {
            world.trace().note(self, "thinks about " + offer.id() + " for too long");
        } else {
            // Some answers come at once, some late, some when the offer is no more.
            world.timeline().after(chance.oneIn(5) ? chance.between(0, 8_000) : chance.between(0, 50), life, () -> {
                if (beliefs.tasks().size() < wanted || chance.oneIn(20)) {
                    accept(offer);
                } else {
                    decline(offer.id(), Duration.ofMillis(chance.between(0, 6_000)));
                }
            });
        }
    }

    private void decline(OfferId offer, Duration refusal) {
        call(new FrameworkCall.Decline(List.of(offer), refusal));
    }

    private void accept(FrameworkPush.Offer offer) {
        var launched = new ArrayList<FrameworkTask>();
        long cpus = offer.resources().cpusMilli();
        long mem = offer.resources().memMilli();
        int most = world.chance().between(1, 3);
        for (int i = 0; i < most && (beliefs.tasks().size() < wanted || i == 0); i++) {
            long ofCpus = world.chance().between(1, 5) * 100L;
            long ofMem = world.chance().between(1, 4) * 64_000L;
            if (ofCpus > cpus || ofMem > mem) {
                break;
            }
            cpus -= ofCpus;
            mem -= ofMem;
            launched.add(task(beliefs.nextId(), offer.agent(), Resources.plain(ofCpus, ofMem, 0, Ranges.empty())));
        }
        if (launched.isEmpty()) {
            decline(offer.id(), Duration.ofMillis(world.chance().between(0, 6_000)));
            return;
        }
        launched.forEach(task -> beliefs.asked(new TaskId(task.id()), offer.agent()));
        var refusal = Duration.ofMillis(world.chance().between(0, 3_000));
        call(new FrameworkCall.Accept(
                List.of(offer.id()), List.of(new Operation.Launch(Optional.empty(), launched)), refusal));
    }

    private FrameworkTask task(TaskId task, AgentId agent, Resources resources) {
        return new FrameworkTask(
                task.value(),
                task.value(),
                agent.value(),
                resources,
                List.of(),
                Collections.emptySortedMap(),
                Optional.of(workload.command(resources)),
                Optional.empty(),
                false,
                world.chance().oneIn(2) ? Optional.of(Duration.ofSeconds(1)) : Optional.empty(),
                Optional.empty(),
                List.of(),
                Payload.NONE);
    }

    private void told(TaskUpdate update) {
        beliefs.told(update, calm);
        update.uuid().ifPresent(uuid -> {
            boolean forgets = !calm && world.chance().oneIn(10);
            if (!forgets) {
                world.timeline().after(world.chance().between(0, 200), life, () -> {
                    call(new FrameworkCall.Acknowledge(update.agent().orElseThrow(), update.task(), uuid));
                    if (Beliefs.isEnd(update)) {
                        beliefs.over(update.task());
                    }
                });
            }
        });
    }

    private void actLater() {
        world.timeline().after(world.chance().between(500, 4_000), life, () -> {
            act();
            actLater();
        });
    }

    private void act() {
        if (!isSubscribed()) {
            return;
        }
        var chance = world.chance();
        if (calm) {
            if (chance.oneIn(2)) {
                reconcile();
            }
            return;
        }
        switch (chance.between(0, 11)) {
            case 0, 1, 2, 3 -> killSome();
            case 4 -> call(new FrameworkCall.Suppress(Collections.emptySortedSet()));
            case 5, 6 -> call(new FrameworkCall.Revive(Collections.emptySortedSet()));
            case 7, 8, 9 -> reconcile();
            case 10 -> call(new FrameworkCall.Kill(new TaskId("never-launched"), Optional.empty(), Optional.empty()));
            default -> tearDownSometimes();
        }
    }

    private void killSome() {
        beliefs.any().ifPresent(task -> {
            var grace = world.chance().oneIn(2)
                    ? Optional.of(Duration.ofMillis(world.chance().between(0, 3_000)))
                    : Optional.<Duration>empty();
            call(new FrameworkCall.Kill(task.getKey(), task.getValue().agent(), grace));
        });
    }

    private void tearDownSometimes() {
        if (!tornDown && world.chance().oneIn(12)) {
            tornDown = true;
            call(new FrameworkCall.Teardown());
        }
    }

    private void reconcile() {
        var questions = beliefs.questions();
        if (world.chance().oneIn(3)) {
            questions.clear(); // after all there are
        }
        call(new FrameworkCall.Reconcile(questions));
    }

    private void call(FrameworkCall call) {
        connection.filter(now -> now.subscribed).ifPresent(now -> {
            world.watch().called(id, call);
            call(now.streamId, call);
        });
    }

    private void call(String streamId, FrameworkCall call) {
        world.trace().note(self, call);
        int group = GroupKind.groupOf(id.value(), world.settings().groups());
        var message = new CellMessage.Call(id, streamId, call, ++calls, self);
        world.network().send(self, Address.frameworkGroup(group), message);
    }

    private void answered(CellMessage message) {
        boolean replaced = message instanceof CellMessage.CallAnswered(long number, var streamId, FrameworkReply reply)
                && (reply instanceof FrameworkReply.StaleStream || reply instanceof FrameworkReply.NotConnected)
                && connection.filter(now -> now.streamId.equals(streamId)).isPresent();
        if (replaced) {
            connection.ifPresent(now -> {
                now.stream.ifPresent(SimStream::drop);
                now.lost();
            });
        }
    }
}
