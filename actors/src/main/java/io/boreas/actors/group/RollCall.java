package io.boreas.actors.group;

import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.Done;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Who is told when a group starts. Agents' links and schedulers' streams at this master: the group has forgotten who they are, and calls the roll at
 * all masters; whoever stands for something of it gives word at once, and not when that is due the next time, and again a moment later: a group that
 * started because its master died calls masters that do not know of that yet, and what is said there goes to the master that died. And a master that
 * leaves: its groups have moved when they have started elsewhere. A call may be lost, and then both wait for something else.
 */
public final class RollCall extends AbstractBehavior<RollCall.Message> {
    private static final String NAME = "roll-call";

    /**
     * After a call, when word is given again. All masters that are left know who died within the detector's and the gossip's second or so;
     * word that was heard before costs its group a look.
     */
    private static final List<Duration> AGAIN = List.of(Duration.ofMillis(500), Duration.ofMillis(1_500));

    private final TimerScheduler<Message> timers;
    private final Map<Group, Set<Standing>> standing = new HashMap<>();
    /** Groups that started at this master, and at no other since. */
    private final Set<Group> here = new HashSet<>();

    private Optional<ActorRef<Done>> leaving = Optional.empty();

    /** What it takes. */
    public sealed interface Message {}

    /** A group here has started: all masters are to hear of it. */
    public record Call(GroupKind kind, int number) implements Message, NoSerializationVerificationNeeded {}

    /** A group has started, at another master. */
    public record Called(GroupKind kind, int number) implements Message, BetweenMasters {}

    /**
     * Somebody here stands for something of a group, until it stops.
     *
     * @param giveWord run by the roll call's own actor
     */
    public record Stand(GroupKind kind, int number, ActorRef<?> who, Runnable giveWord)
            implements Message, NoSerializationVerificationNeeded {}

    /** This master leaves: say when all groups that started here have started elsewhere. */
    public record Leave(ActorRef<Done> replyTo) implements Message, NoSerializationVerificationNeeded {}

    private record Stopped(Group group, Standing standing) implements Message, NoSerializationVerificationNeeded {}

    /** A group was called so long ago. A later call of it begins anew. */
    private record Again(Group group, Duration after) implements Message, NoSerializationVerificationNeeded {}

    private record Group(GroupKind kind, int number) {}

    private record Standing(ActorRef<?> who, Runnable giveWord) {}

    private RollCall(ActorContext<Message> context, TimerScheduler<Message> timers) {
        super(context);
        this.timers = timers;
    }

    /** This master's, of which there is one. */
    public static ActorRef<Message> start(ActorSystem<?> system) {
        return system.systemActorOf(create(), NAME, Props.empty());
    }

    static Behavior<Message> create() {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new RollCall(context, timers)));
    }

    @Override
    public Receive<Message> createReceive() {
        return newReceiveBuilder()
                .onMessage(Stand.class, this::stand)
                .onMessage(Stopped.class, this::stopped)
                .onMessage(Call.class, this::call)
                .onMessage(Called.class, this::called)
                .onMessage(Again.class, this::again)
                .onMessage(Leave.class, this::leave)
                .build();
    }

    private Behavior<Message> stand(Stand stand) {
        var group = new Group(stand.kind(), stand.number());
        var one = new Standing(stand.who(), stand.giveWord());
        if (standing.computeIfAbsent(group, unknown -> new HashSet<>()).add(one)) {
            getContext().watchWith(stand.who(), new Stopped(group, one));
        }
        return this;
    }

    private Behavior<Message> stopped(Stopped stopped) {
        standing.computeIfPresent(stopped.group(), (group, there) -> {
            there.remove(stopped.standing());
            return there.isEmpty() ? null : there;
        });
        return this;
    }

    private Behavior<Message> call(Call call) {
        var group = new Group(call.kind(), call.number());
        here.add(group);
        var system = getContext().getSystem();
        var cluster = Cluster.get(system);
        for (var member : cluster.state().getMembers()) {
            if (!member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())) {
                system.classicSystem()
                        .actorSelection(member.address() + "/system/" + NAME)
                        .tell(new Called(call.kind(), call.number()), org.apache.pekko.actor.ActorRef.noSender());
            }
        }
        started(group);
        return this;
    }

    private Behavior<Message> called(Called called) {
        var group = new Group(called.kind(), called.number());
        here.remove(group);
        started(group);
        left();
        return this;
    }

    private void started(Group group) {
        giveWord(group);
        for (var pause : AGAIN) {
            var again = new Again(group, pause);
            timers.startSingleTimer(again, again, pause);
        }
    }

    private Behavior<Message> again(Again again) {
        giveWord(again.group());
        return this;
    }

    private void giveWord(Group group) {
        standing.getOrDefault(group, Set.of()).forEach(one -> one.giveWord().run());
    }

    private Behavior<Message> leave(Leave leave) {
        leaving = Optional.of(leave.replyTo());
        left();
        return this;
    }

    private void left() {
        if (here.isEmpty()) {
            leaving.ifPresent(waiting -> waiting.tell(Done.getInstance()));
            leaving = Optional.empty();
        }
    }
}
