package io.boreas.testcluster.sim.cell;

import io.boreas.actors.group.GroupMessage;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.core.machine.Machine;
import io.boreas.persistence.codec.GroupCodec;
import io.boreas.testcluster.sim.Address;
import io.boreas.testcluster.sim.Asked;
import io.boreas.testcluster.sim.CellMessage;
import io.boreas.testcluster.sim.Life;
import io.boreas.testcluster.sim.Sabotage;
import io.boreas.testcluster.sim.World;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The shell of a group, as {@code GroupEntity} is: batches of commands, one record each, answers when it is durable. While a
 * record is being written everything else waits in the mailbox. A failed write starts it again as the same object.
 */
abstract class SimGroup<K extends Comparable<? super K>, S, C, E, R, F> {
    private static final long TICK_MILLIS = 500;
    private static final int TURN_MILLIS_MAX = 2;

    /** What it says to itself. */
    private sealed interface Own {
        /** Decide what waits. */
        record Flush() implements Own {}

        /** Half a second has passed. */
        record Tick() implements Own {}

        /** A message of its kind. */
        record Kind(Runnable what) implements Own {}

        /** A message of somebody else. */
        record Heard(CellMessage message) implements Own {}
    }

    /** A message that is to be received when so many commands have been answered. */
    private record Behind(long commands, CellMessage message) {}

    private final World world;
    private final Life life;
    private final GroupKind kind;
    private final int number;
    private final Address address;
    private final Machine<K, S, C, E, R, F> machine;
    private final GroupCodec codec = new GroupCodec();
    private final ArrayDeque<Own> mailbox = new ArrayDeque<>();
    private final ArrayDeque<Asked<K, C>> waiting = new ArrayDeque<>();
    private final ArrayDeque<Behind> behind = new ArrayDeque<>();
    private long enqueued;
    private long answered;
    private Group<K, S, C, E, R, F> group;
    private int records;
    private boolean busy = true;
    private boolean flushComes;
    private boolean turnComes;

    SimGroup(World world, Life life, GroupKind kind, int number, Address address, Machine<K, S, C, E, R, F> machine) {
        this.world = world;
        this.life = life;
        this.kind = kind;
        this.number = number;
        this.address = address;
        this.machine = machine;
        this.group = fresh();
    }

    /** Begins to replay; to be called once. */
    void start() {
        world.network().attach(address, message -> self(new Own.Heard(message)));
        world.timeline().after(world.chance().between(1, 200), life, this::recover);
        plantTick();
    }

    private void plantTick() {
        world.timeline().after(TICK_MILLIS, life, () -> {
            self(new Own.Tick());
            plantTick();
        });
    }

    abstract void recovered();

    abstract void committed(Batch<K, E> batch);

    abstract void answer(Asked<K, C> asked, R reply);

    abstract void answerTo(Address asker, Asked<K, C> asked, R reply);

    abstract void watched(List<Asked<K, C>> asked, List<R> replies, boolean changed);

    abstract void receive(CellMessage message);

    abstract void tick();

    abstract K idOf(S state);

    final World world() {
        return world;
    }

    final Life life() {
        return life;
    }

    final Address address() {
        return address;
    }

    final Group<K, S, C, E, R, F> group() {
        return group;
    }

    final Instant now() {
        return world.timeline().instant();
    }

    /** What it would store as a snapshot now; only when nothing is being written. */
    final GroupSnapshot<S> snapshot() {
        return group.snapshot();
    }

    /** Whether it has replayed its journal and writes nothing. */
    final boolean isIdle() {
        return !busy;
    }

    /** Commands and messages that wait. */
    final int backlog() {
        return mailbox.size() + waiting.size();
    }

    /** Puts a message of its own behind all that waits. */
    final void toSelf(Runnable what) {
        self(new Own.Kind(what));
    }

    final void enqueue(Asked<K, C> asked) {
        waiting.add(asked);
        enqueued++;
        flushSoon();
    }

    public final void enqueue(K aggregate, C command) {
        enqueue(Asked.byNobody(new Envelope<>(aggregate, command, io.boreas.core.id.Cause.SYSTEM)));
    }

    private void self(Own message) {
        mailbox.add(message);
        turnSoon();
    }

    private void turnSoon() {
        if (!turnComes && !busy) {
            turnComes = true;
            world.timeline().after(world.chance().between(0, TURN_MILLIS_MAX), life, this::turn);
        }
    }

    private void turn() {
        turnComes = false;
        while (!busy && !mailbox.isEmpty()) {
            switch (mailbox.remove()) {
                case Own.Flush flush -> flush();
                case Own.Tick tick -> tick();
                case Own.Kind(var what) -> what.run();
                case Own.Heard(var message) -> hear(message);
            }
        }
    }

    private void hear(CellMessage message) {
        if (message instanceof CellMessage.ToGroup(GroupMessage.InOrder inOrder)) {
            behind.add(new Behind(enqueued, message));
            receiveBehind();
        } else {
            receive(message);
        }
    }

    private void receiveBehind() {
        while (!behind.isEmpty() && behind.peek().commands <= answered) {
            receive(behind.remove().message);
        }
    }

    private void flushSoon() {
        if (!flushComes) {
            flushComes = true;
            self(new Own.Flush());
        }
    }

    private void flush() {
        flushComes = false;
        var asked = new ArrayList<Asked<K, C>>();
        while (!waiting.isEmpty() && asked.size() < world.settings().batchCommandsMax()) {
            asked.add(waiting.remove());
        }
        if (!waiting.isEmpty()) {
            flushSoon();
        }
        List<Envelope<K, C>> envelopes = new ArrayList<>(asked.size());
        asked.forEach(one -> envelopes.add(one.envelope()));
        var decided = group.decide(envelopes, now());
        if (decided.isEmpty()) {
            answerAll(asked, decided.replies(), false);
            group.told(decided);
            answered += asked.size();
            receiveBehind();
            return;
        }
        busy = true;
        if (world.isSabotaged(Sabotage.ACT_BEFORE_DURABLE)) {
            answerAll(asked, decided.replies(), true);
        }
        world.journal()
                .append(kind, number, codec.encode(decided.batch()), life, durable -> written(asked, decided, durable));
    }

    private void written(List<Asked<K, C>> asked, Group.Decided<K, S, E, R> decided, boolean durable) {
        if (!durable) {
            world.timeline().after(world.chance().between(200, 400), life, this::recover);
            return;
        }
        records++;
        group.commit(decided);
        busy = false;
        if (!world.isSabotaged(Sabotage.ACT_BEFORE_DURABLE)) {
            answerAll(asked, decided.replies(), true);
        }
        group.told(decided);
        committed(decided.batch());
        answered += asked.size();
        receiveBehind();
        world.watch().served(address, group.snapshot());
        if (world.chance().oneIn(world.settings().snapshotOneIn())) {
            world.journal().snapshot(kind, number, records, codec.encode(group.snapshot()), life);
        }
        turnSoon();
    }

    private void answerAll(List<Asked<K, C>> asked, List<R> replies, boolean changed) {
        watched(asked, replies, changed);
        for (int i = 0; i < asked.size(); i++) {
            var one = asked.get(i);
            var reply = replies.get(i);
            if (one.asker() instanceof Asked.Asker.At(var to)) {
                answerTo(to, one, reply);
            } else {
                answer(one, reply);
            }
        }
    }

    private Group<K, S, C, E, R, F> fresh() {
        boolean boundless = world.isSabotaged(Sabotage.REMEMBER_ALL_COMMANDS);
        return new Group<>(
                kind, machine, boundless ? Integer.MAX_VALUE : world.settings().commandsMax());
    }

    /** Replays the journal from its last snapshot, goes on with what waits, and sends what is owed. */
    @SuppressWarnings("unchecked") // the bytes of this group's journal were made from this kind's batches
    private void recover() {
        group = fresh();
        var log = world.journal().log(kind, number);
        var last = log.snapshots().lastEntry();
        int from = 0;
        if (last != null) {
            group.restore((GroupSnapshot<S>) codec.decodeSnapshot(last.getValue()), this::idOf);
            from = last.getKey();
        }
        for (var record : log.records().subList(from, log.records().size())) {
            group.replay((Batch<K, E>) codec.decodeBatch(record));
        }
        records = log.records().size();
        world.watch().replayed(address, group.snapshot());
        busy = false;
        flushComes = false;
        behind.clear();
        answered = enqueued - waiting.size();
        if (!waiting.isEmpty()) {
            flushSoon();
        }
        recovered();
        turnSoon();
    }
}
