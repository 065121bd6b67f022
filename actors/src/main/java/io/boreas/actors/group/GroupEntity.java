package io.boreas.actors.group;

import io.boreas.actors.time.Clocks;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GivenAnswers;
import io.boreas.core.machine.Group;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.core.machine.Machine;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.persistence.typed.JournalPersistFailed;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;
import org.jspecify.annotations.Nullable;

/**
 * Hosts the aggregates of one group on one journal. It owns the batch: whatever commands arrived while the last record was being
 * written are decided together and become the next record; when that is durable, each is answered and what is owed is sent.
 * It never decides anything itself, and never answers or sends before the record is durable (I3).
 *
 * <p>Nor does it answer or send, or even decide, while this master does not know that nobody else speaks for the group (I10): what
 * was written last is told when it knows again, and forgotten if it never does.
 *
 * <p>There is no timer in it: a command puts a {@link Flush} behind all that already waits in the mailbox, so a lone command is
 * committed at once and a crowd is committed together.
 *
 * @param <K> the aggregates' ids
 * @param <S> their states
 * @param <C> their commands
 * @param <E> their events
 * @param <R> their replies
 * @param <F> their effects
 */
public abstract class GroupEntity<K extends Comparable<? super K>, S, C, E, R, F>
        extends EventSourcedBehavior<GroupMessage, Batch<K, E>, Group<K, S, C, E, R, F>> {
    private static final Duration TICK = Duration.ofMillis(500);

    /**
     * Pauses before a group starts again after the journal has failed. While it is away the journal's breaker answers most attempts, so
     * the longest one is short: it is also how long a group may stay away after the journal has come back.
     */
    private static final Duration RESTART_MIN = Duration.ofMillis(200);

    private static final Duration RESTART_MAX = Duration.ofSeconds(4);

    private static final int FAILURE_MAX = 400;

    /** Messages that wait while the actor rests after a failed write; what is more is lost, and sent again by who needs it. */
    private static final int RESTART_STASH_MAX = 200_000;

    /** Decide what waits. */
    private enum Flush implements GroupMessage, NoSerializationVerificationNeeded {
        FLUSH
    }

    /** Time has passed. */
    private enum Tick implements GroupMessage, NoSerializationVerificationNeeded {
        TICK
    }

    /** A message that is to be received when so many commands have been answered. */
    private record Behind(long commands, GroupMessage message) {}

    private final GroupKind kind;
    private final int number;
    private final Machine<K, S, C, E, R, F> machine;
    private final GroupSettings settings;
    private final Groups groups;
    private final Clocks clocks;
    private final Authority authority;
    private final ActorContext<GroupMessage> context;
    private final TimerScheduler<GroupMessage> timers;
    private final GivenAnswers<R> given;
    private final Group<K, S, C, E, R, F> vacant;
    private final ArrayDeque<GroupMessage.Command<K, C, R>> waiting = new ArrayDeque<>();
    private final ArrayDeque<Behind> behind = new ArrayDeque<>();
    private long enqueued;
    private long answered;
    private boolean flushComes;
    private Group.@Nullable Decided<K, S, E, R> decided;
    private @Nullable Runnable untold;

    protected GroupEntity(
            GroupKind kind,
            int number,
            Machine<K, S, C, E, R, F> machine,
            GroupSettings settings,
            Groups groups,
            Clocks clocks,
            Authority authority,
            ActorContext<GroupMessage> context,
            TimerScheduler<GroupMessage> timers) {
        super(
                PersistenceId.ofUniqueId(kind.persistenceId(number)),
                SupervisorStrategy.restartWithBackoff(RESTART_MIN, RESTART_MAX, 0.2)
                        .withStashCapacity(RESTART_STASH_MAX)
                        .withLoggingEnabled(
                                false)); // said in a line each below: a store that is away fails all groups, over and
        // over
        this.kind = kind;
        this.number = number;
        this.machine = machine;
        this.settings = settings;
        this.groups = groups;
        this.clocks = clocks;
        this.authority = authority;
        this.context = context;
        this.timers = timers;
        this.given = new GivenAnswers<>(settings.commandsMax());
        this.vacant = fresh();
    }

    /** The state is as the journal has it; nothing has been sent yet. */
    protected abstract void recovered(Group<K, S, C, E, R, F> group);

    /** A record is durable and its commands are answered: send what is owed now. */
    protected abstract void committed(Group<K, S, C, E, R, F> group, Batch<K, E> batch);

    /** Answers a command that no actor asked, such as another group's. */
    protected abstract void answer(Group<K, S, C, E, R, F> group, GroupMessage.Command<K, C, R> command, R reply);

    /** A message of this kind of group that changes nothing by itself. */
    protected abstract void receive(Group<K, S, C, E, R, F> group, GroupMessage message);

    /** Half a second has passed. */
    protected abstract void tick(Group<K, S, C, E, R, F> group);

    /** An aggregate's id. */
    protected abstract K idOf(S state);

    protected final ActorContext<GroupMessage> context() {
        return context;
    }

    protected final GroupSettings settings() {
        return settings;
    }

    /** Now, to the millisecond, as it is stored. */
    protected final Instant now() {
        return clocks.now().truncatedTo(ChronoUnit.MILLIS);
    }

    /** How far time has gone, for all that waits in memory. */
    protected final Instant steady() {
        return clocks.steady().instant();
    }

    private Group<K, S, C, E, R, F> fresh() {
        return new Group<>(kind, machine, settings.commandsMax(), given);
    }

    /** Asked for once only, and what every replay starts from: so it never moves itself. */
    @Override
    public final Group<K, S, C, E, R, F> emptyState() {
        return vacant;
    }

    @Override
    public final CommandHandler<GroupMessage, Batch<K, E>, Group<K, S, C, E, R, F>> commandHandler() {
        return (group, message) -> switch (message) {
            case GroupMessage.Command<?, ?, ?> command -> {
                enqueue(command);
                yield Effect().none();
            }
            case GroupMessage.Commands<?, ?, ?> commands -> {
                commands.commands().forEach(this::enqueue);
                yield Effect().none();
            }
            case Flush flush -> flush(group);
            case Tick tick -> {
                flushComes = false; // should the last one have been lost where too many messages waited
                if (speaks()) {
                    tick(group);
                    if (!waiting.isEmpty()) {
                        flushSoon();
                    }
                }
                yield Effect().none();
            }
            case GroupMessage.Wake wake -> Effect().none();
            case GroupMessage.Stop stop -> {
                if (waiting.isEmpty() || !authority.holds()) {
                    yield Effect().stop();
                }
                context.getSelf().tell(stop); // behind the flush
                yield Effect().none();
            }
            case GroupMessage.AreYouThere(var replyTo) -> {
                if (speaks()) {
                    replyTo.tell(number);
                }
                yield Effect().none();
            }
            case GroupMessage.InOrder inOrder -> {
                if (speaks()) {
                    behind.add(new Behind(enqueued, inOrder));
                    receiveBehind(group);
                }
                yield Effect().none();
            }
            default -> {
                if (speaks()) {
                    receive(group, message); // or it is lost, like any message to a master that is cut off
                }
                yield Effect().none();
            }
        };
    }

    @SuppressWarnings("unchecked") // only this kind's commands are routed to its groups
    protected final void enqueue(GroupMessage.Command<?, ?, ?> command) {
        waiting.add((GroupMessage.Command<K, C, R>) command);
        enqueued++;
        flushSoon();
    }

    private void flushSoon() {
        if (!flushComes) {
            flushComes = true;
            context.getSelf().tell(Flush.FLUSH);
        }
    }

    private Effect<Batch<K, E>, Group<K, S, C, E, R, F>> flush(Group<K, S, C, E, R, F> group) {
        flushComes = false;
        if (!speaks()) {
            return Effect().none(); // the next tick flushes, if this master speaks for the group again
        }
        var commands = new ArrayList<GroupMessage.Command<K, C, R>>();
        while (!waiting.isEmpty() && commands.size() < settings.batchCommandsMax()) {
            commands.add(waiting.remove());
        }
        if (!waiting.isEmpty()) {
            flushSoon();
        }
        List<Envelope<K, C>> envelopes = new ArrayList<>(commands.size());
        for (var command : commands) {
            envelopes.add(command.envelope());
        }
        var result = group.decide(envelopes, now());
        if (result.isEmpty()) {
            answerAll(group, commands, result.replies());
            group.told(result);
            answered += commands.size();
            receiveBehind(group);
            return Effect().none();
        }
        decided = result;
        return Effect().persist(result.batch()).thenRun(durable -> {
            untold = () -> {
                answerAll(durable, commands, result.replies());
                durable.told(result);
                committed(durable, result.batch());
                answered += commands.size();
                receiveBehind(durable);
            };
            speaks();
        });
    }

    /** Receives what has no command before it any more. */
    private void receiveBehind(Group<K, S, C, E, R, F> group) {
        while (!behind.isEmpty() && behind.peek().commands <= answered) {
            receive(group, behind.remove().message);
        }
    }

    /** Whether this master speaks for the group; if so, all that is durable has been told. */
    private boolean speaks() {
        if (!authority.holds()) {
            return false;
        }
        var telling = untold;
        untold = null;
        if (telling != null) {
            telling.run();
        }
        return true;
    }

    private void answerAll(
            Group<K, S, C, E, R, F> group, List<GroupMessage.Command<K, C, R>> commands, List<R> replies) {
        for (int i = 0; i < commands.size(); i++) {
            var command = commands.get(i);
            var reply = replies.get(i);
            switch (command.replyTo()) {
                case ReplyTo.Actor<R>(var actor) -> actor.tell(reply);
                case ReplyTo.OfJob<R> job -> answer(group, command, reply);
                case ReplyTo.OfPlanner<R> planner -> answer(group, command, reply);
                case ReplyTo.OfFramework<R> framework -> answer(group, command, reply);
                case ReplyTo.OfAllocator<R> allocator -> answer(group, command, reply);
                case ReplyTo.Nobody<R> nobody -> answer(group, command, reply);
            }
        }
    }

    /**
     * Moves the state. A record that this run decided is already worked out; one from the journal is folded. The group moves when the
     * write is handed over, which nobody can see before it is durable: until then every message waits, and if the write fails this
     * actor and its state are thrown away.
     */
    @Override
    public final EventHandler<Group<K, S, C, E, R, F>, Batch<K, E>> eventHandler() {
        return (group, batch) -> {
            var moving = group == vacant ? fresh() : group;
            var mine = decided;
            decided = null;
            if (mine != null && mine.batch() == batch) {
                moving.commit(mine);
            } else {
                moving.replay(batch);
            }
            return moving;
        };
    }

    @Override
    public final SignalHandler<Group<K, S, C, E, R, F>> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::start)
                .onSignal(RecoveryFailed.class, (group, failed) -> failed("cannot be read", failed.failure()))
                .onSignal(JournalPersistFailed.class, (group, failed) -> failed("was not written", failed.failure()))
                .build();
    }

    private void failed(String what, Throwable failure) {
        context.getLog()
                .warn(
                        "the journal of {} {}; it starts again soon: {}",
                        kind.persistenceId(number),
                        what,
                        shortened(failure.toString()));
        context.getLog().debug("the failure of {}", kind.persistenceId(number), failure);
    }

    /** What an event that cannot be replayed says of itself may be long. */
    private static String shortened(String text) {
        return text.length() <= FAILURE_MAX ? text : text.substring(0, FAILURE_MAX) + "...";
    }

    /** After a failed write the actor starts again as the same object: what it had begun is void, what still waits is decided anew. */
    private void start(Group<K, S, C, E, R, F> group) {
        decided = null;
        untold = null;
        flushComes = false;
        behind.clear(); // some of what came before it is void
        answered = enqueued - waiting.size();
        timers.startTimerWithFixedDelay(Tick.TICK, TICK); // a restart has cancelled it
        if (!waiting.isEmpty()) {
            flushSoon();
        }
        untold = () -> {
            recovered(group);
            groups.callRoll(kind, number);
        };
        speaks();
    }

    /** Where others delete what is old, they decide which snapshots stay. */
    @Override
    public final RetentionCriteria retentionCriteria() {
        return settings.thinsSnapshots()
                ? RetentionCriteria.snapshotEvery(settings.snapshotEvery(), settings.snapshotsKept())
                : RetentionCriteria.disabled();
    }

    @Override
    public final boolean shouldSnapshot(Group<K, S, C, E, R, F> group, Batch<K, E> batch, long sequence) {
        return !settings.thinsSnapshots() && sequence % settings.snapshotEvery() == 0;
    }

    @Override
    public final SnapshotAdapter<Group<K, S, C, E, R, F>> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(Group<K, S, C, E, R, F> group) {
                return group.snapshot();
            }

            @Override
            @SuppressWarnings("unchecked") // the snapshot of this persistence id was made by the line above
            public Group<K, S, C, E, R, F> fromJournal(Object stored) {
                var group = fresh();
                group.restore((GroupSnapshot<S>) stored, GroupEntity.this::idOf);
                return group;
            }
        };
    }
}
