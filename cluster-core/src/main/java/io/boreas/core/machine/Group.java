package io.boreas.core.machine;

import io.boreas.core.id.Cause;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Many aggregates of one kind on one journal: decides a batch of commands against the running state, and moves when the
 * batch is durable. It knows nothing of actors or disks; the shell around it stores what {@link #decide} returns and then calls
 * {@link #commit}. Not thread-safe.
 *
 * <p>A command that carries an id is done once: while it is among the last {@code commandsMax} accepted ones, the same id for the same aggregate is
 * answered and changes nothing. Once it was told that it changed nothing, it is told the same again ({@link #told}).
 */
public final class Group<K extends Comparable<? super K>, S, C, E, R, F> {
    private final GroupKind kind;
    private final Machine<K, S, C, E, R, F> machine;
    private final int commandsMax;
    private final TreeMap<K, S> aggregates = new TreeMap<>();
    private final LinkedHashSet<String> commands = new LinkedHashSet<>();
    private final GivenAnswers<R> given;

    /**
     * A group that has given no answers yet.
     *
     * @param commandsMax how many ids of accepted commands are remembered, at least 1
     */
    public Group(GroupKind kind, Machine<K, S, C, E, R, F> machine, int commandsMax) {
        this(kind, machine, commandsMax, new GivenAnswers<>(commandsMax));
    }

    /**
     * A group whose answers outlive it.
     *
     * @param commandsMax as above
     */
    public Group(GroupKind kind, Machine<K, S, C, E, R, F> machine, int commandsMax, GivenAnswers<R> given) {
        if (commandsMax < 1) {
            throw new IllegalArgumentException("a group remembers at least 1 command, not " + commandsMax);
        }
        this.kind = kind;
        this.machine = machine;
        this.commandsMax = commandsMax;
        this.given = given;
    }

    /**
     * A batch that was decided and is not durable yet.
     *
     * @param replies one for each command, in their order; given once the batch is durable
     * @param after what each touched aggregate will be
     * @param unchanging the replies to commands with an id that change nothing
     */
    public record Decided<K, S, E, R>(
            Batch<K, E> batch, List<R> replies, SequencedMap<K, S> after, Map<String, R> unchanging) {
        /** Whether there is nothing to store, so that the answers may be given at once. */
        public boolean isEmpty() {
            return batch.events().isEmpty();
        }
    }

    /** Decides commands in their order, each on what the ones before it will leave. Nothing moves yet. */
    public Decided<K, S, E, R> decide(List<Envelope<K, C>> envelopes, Instant now) {
        var events = new ArrayList<Recorded<K, E>>();
        var replies = new ArrayList<R>(envelopes.size());
        var after = new LinkedHashMap<K, S>();
        Set<String> accepted = new LinkedHashSet<>();
        var unchanging = new LinkedHashMap<String, R>();
        for (var envelope : envelopes) {
            var id = envelope.aggregate();
            var before = after.containsKey(id) ? after.get(id) : state(id);
            var cause = envelope.cause();
            var command = cause.isRepeatable() ? named(cause, id) : "";
            if (cause.isRepeatable()) {
                if (commands.contains(command) || accepted.contains(command)) {
                    replies.add(machine.repeated(before, envelope.command()));
                    continue;
                }
                var same = Optional.ofNullable(unchanging.get(command)).or(() -> given.to(command));
                if (same.isPresent()) {
                    replies.add(same.get());
                    continue;
                }
            }
            var decision = machine.decide(before, envelope.command(), now);
            replies.add(decision.reply());
            if (decision.events().isEmpty()) {
                if (cause.isRepeatable()) {
                    unchanging.put(command, decision.reply());
                }
                continue;
            }
            var state = before;
            for (var event : decision.events()) {
                state = machine.evolve(state, event);
                events.add(new Recorded<>(id, cause, event));
            }
            after.put(id, state);
            if (cause.isRepeatable()) {
                accepted.add(command);
            }
        }
        return new Decided<>(new Batch<>(kind, now, events), replies, after, unchanging);
    }

    /** Moves to what was decided; call it when, and only when, its batch is durable. */
    public void commit(Decided<K, S, E, R> decided) {
        decided.after().forEach(this::put);
        decided.batch().events().forEach(recorded -> remember(recorded.cause(), recorded.aggregate()));
    }

    /** The replies have been given: those that changed nothing are given again to whoever repeats their commands. */
    public void told(Decided<K, S, E, R> decided) {
        given.remember(decided.unchanging());
    }

    /** Applies a batch from the journal. Events of one aggregate come in runs, of which only the last state is kept. */
    public void replay(Batch<K, E> batch) {
        var events = batch.events();
        for (int i = 0; i < events.size(); ) {
            var id = events.get(i).aggregate();
            var state = state(id);
            for (; i < events.size() && events.get(i).aggregate().equals(id); i++) {
                var recorded = events.get(i);
                state = machine.evolve(state, recorded.event());
                remember(recorded.cause(), id);
            }
            put(id, state);
        }
    }

    /** All it hosts, for a snapshot. */
    public GroupSnapshot<S> snapshot() {
        return new GroupSnapshot<>(kind, List.copyOf(aggregates.values()), List.copyOf(commands));
    }

    /**
     * Takes over a snapshot; the group must be fresh.
     *
     * @param idOf the id of an aggregate
     */
    public void restore(GroupSnapshot<S> snapshot, Function<S, K> idOf) {
        if (!aggregates.isEmpty()) {
            throw new IllegalStateException("a snapshot is restored into a fresh group only");
        }
        snapshot.aggregates().forEach(state -> aggregates.put(idOf.apply(state), state));
        commands.addAll(snapshot.commands());
    }

    /** An aggregate, if anything is known of it. */
    public Optional<S> find(K id) {
        return Optional.ofNullable(aggregates.get(id));
    }

    /** Every aggregate, by id; a live, read-only view. */
    public NavigableMap<K, S> all() {
        return Collections.unmodifiableNavigableMap(aggregates);
    }

    /** What is owed to these aggregates. */
    public List<F> outstanding(Collection<K> ids) {
        var effects = new ArrayList<F>();
        for (var id : ids) {
            find(id).ifPresent(state -> effects.addAll(machine.outstanding(state)));
        }
        return effects;
    }

    private S state(K id) {
        var known = aggregates.get(id);
        return known == null ? machine.vacant(id) : known;
    }

    private void put(K id, S state) {
        if (machine.isVacant(state)) {
            aggregates.remove(id);
        } else {
            aggregates.put(id, state);
        }
    }

    /** The same id for two aggregates is two commands: a client's mistake must not make one of them vanish. */
    private static <K> String named(Cause cause, K aggregate) {
        return cause.command() + " " + aggregate;
    }

    private void remember(Cause cause, K aggregate) {
        if (cause.isRepeatable() && commands.add(named(cause, aggregate)) && commands.size() > commandsMax) {
            commands.removeFirst();
        }
    }
}
