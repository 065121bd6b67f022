package io.boreas.actors.group;

import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;

/** Where the groups are: knows the group of every aggregate, and reaches it on whichever master hosts it. */
public final class Groups implements GroupPost {
    private final int count;
    private final List<String> numbers;
    private volatile Map<GroupKind, ActorRef<ShardingEnvelope<GroupMessage>>> regions = Map.of();
    private volatile Optional<ActorRef<RollCall.Message>> rollCall = Optional.empty();

    /** Groups whose regions are not known yet: the regions' own entities need this object. */
    public Groups(int count) {
        this.count = count;
        this.numbers = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    /** Says where the groups of each kind are reached; before anything is sent to them. */
    public void attach(Map<GroupKind, ActorRef<ShardingEnvelope<GroupMessage>>> regions) {
        this.regions = Map.copyOf(regions);
    }

    /** Has groups that start call those who stand for something of theirs. */
    public void attach(ActorRef<RollCall.Message> rollCall) {
        this.rollCall = Optional.of(rollCall);
    }

    /** A group has started, and calls the roll. */
    public void callRoll(GroupKind kind, int number) {
        rollCall.ifPresent(roll -> roll.tell(new RollCall.Call(kind, number)));
    }

    /**
     * Somebody holds what a group has to know of, until it stops: an agent's link, or a scheduler's stream.
     *
     * @param giveWord has it tell the group so; run by another thread than its own
     */
    public void standFor(GroupKind kind, int number, ActorRef<?> who, Runnable giveWord) {
        rollCall.ifPresent(roll -> roll.tell(new RollCall.Stand(kind, number, who, giveWord)));
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void tell(GroupKind kind, int number, GroupMessage message) {
        region(kind).tell(new ShardingEnvelope<>(numbers.get(number), message));
    }

    /** Asks one group; the stage fails with a {@link java.util.concurrent.TimeoutException} without an answer. */
    public <T> CompletionStage<T> ask(
            GroupKind kind,
            int number,
            Function<ActorRef<T>, GroupMessage> question,
            Duration timeout,
            Scheduler scheduler) {
        return AskPattern.ask(
                region(kind),
                (ActorRef<T> replyTo) -> new ShardingEnvelope<>(numbers.get(number), question.apply(replyTo)),
                timeout,
                scheduler);
    }

    /**
     * Asks one group for all it has, part by part; what changes meanwhile is seen or not. Fails as {@link #ask} does.
     *
     * @param question asks for what is behind the last of the part before, or for the first
     */
    public <T, P extends Part<T>> CompletionStage<List<T>> askAll(
            GroupKind kind,
            int number,
            BiFunction<Optional<T>, ActorRef<P>, GroupMessage> question,
            Duration timeout,
            Scheduler scheduler) {
        return Part.all(
                last -> this.<P>ask(kind, number, replyTo -> question.apply(last, replyTo), timeout, scheduler));
    }

    private ActorRef<ShardingEnvelope<GroupMessage>> region(GroupKind kind) {
        var region = regions.get(kind);
        if (region == null) {
            throw new IllegalStateException(
                    "nothing is sent to groups of " + kind + "s before their region is attached");
        }
        return region;
    }
}
