package io.boreas.actors.link;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.Groups;
import io.boreas.actors.group.ReplyTo;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.machine.Envelope;
import io.boreas.core.machine.GroupKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * One agent's connection, on the master that answered. It registers the agent with its group and carries messages both ways under the
 * registration's incarnation; it decides nothing, and losing it loses nothing: both ends keep what the other has not acknowledged.
 *
 * <p>A master has tens of thousands of these, so it takes what its socket, its group and its agent say without adapters between, and builds
 * no table of handlers.
 */
final class LinkConnection extends ExtensibleBehavior<Object> {
    private static final int QUESTIONS_MAX = 1_000;
    private static final int PINGS_A_WORD = 3;

    /** After so long without an answer the group is asked for one again, then after twice as long. */
    private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(1);

    /** What a connection takes from its socket; it also takes {@link ToLink} and {@link AgentReply}. */
    sealed interface Message extends NoSerializationVerificationNeeded {}

    /** The agent said something. */
    record Heard(FromAgent message) implements Message {}

    /** The socket is closed. */
    record Closed() implements Message {}

    /** The group is to be told that this connection holds. */
    private enum Word implements Message {
        WORD
    }

    /** For so long the group has not answered the agent's call: it may have been on its way to a master that was lost. */
    private record Pause(Duration length) implements Message {}

    /** The bytes' side of the connection. */
    interface Wire {
        void send(FromMaster message);

        void close();
    }

    private final ActorContext<Object> context;
    private final Wire wire;
    private final Groups groups;
    private final Duration pingInterval;
    private final boolean domainRequired;
    private final ActorRef<ToLink> self;
    private final ActorRef<AgentReply> replies;
    private Map<Long, ActorRef<SandboxAnswer>> questions = Map.of();
    private Optional<AgentId> agent = Optional.empty();
    private Optional<AgentGroupMessage.Dialled> unanswered = Optional.empty();
    private Cancellable word;
    private Cancellable again;
    private long incarnation;
    private long lastQuestion;

    private LinkConnection(ActorContext<Object> context, Wire wire, Groups groups, LinkSettings settings) {
        this.context = context;
        this.wire = wire;
        this.groups = groups;
        this.pingInterval = settings.pingInterval();
        this.domainRequired = settings.domainRequired();
        this.self = context.getSelf().narrow();
        this.replies = context.getSelf().narrow();
        this.word = wordLater();
        this.again = word;
    }

    static Behavior<Object> create(Wire wire, Groups groups, LinkSettings settings) {
        return Behaviors.setup(context -> new LinkConnection(context, wire, groups, settings));
    }

    @Override
    public Behavior<Object> receive(TypedActorContext<Object> unused, Object message) {
        return switch (message) {
            case Message own -> received(own);
            case AgentReply reply -> answered(reply);
            case ToLink told -> told(told);
            default -> Behaviors.unhandled();
        };
    }

    private Behavior<Object> received(Message message) {
        return switch (message) {
            case Heard(var said) -> heard(said);
            case Word.WORD -> giveWord();
            case Pause pause -> askAgain(pause);
            case Closed closed -> Behaviors.stopped();
        };
    }

    @Override
    public Behavior<Object> receiveSignal(TypedActorContext<Object> unused, Signal signal) {
        return signal instanceof PostStop ? stopped() : Behaviors.unhandled();
    }

    private Cancellable wordLater() {
        return context.scheduleOnce(pingInterval.multipliedBy(PINGS_A_WORD), context.getSelf(), Word.WORD);
    }

    private Behavior<Object> heard(FromAgent message) {
        switch (message) {
            case FromAgent.Hello hello -> {
                if (agent.isPresent()) {
                    return refuse("an agent says hello once for each connection", false);
                }
                // Source: Mesos, Master::_registerSlave; what runs there goes on.
                if (domainRequired && hello.info().domain().isEmpty()) {
                    return refuse(
                            "the agent is in no domain, and its masters let in only those that are in one"
                                    + " (boreas.link.require-domain); what runs there goes on. Say where it is:"
                                    + " boreas.agent.domain on the agent",
                            false);
                }
                var id = hello.agent();
                agent = Optional.of(id);
                var me = context.getSelf();
                groups.standFor(GroupKind.AGENT, groups.numberOf(id), self, () -> me.tell(Word.WORD));
                call(new AgentGroupMessage.Dialled(hello, self, replies), ASK_AGAIN_AFTER);
            }
            case FromAgent.Statuses(var updates) -> {
                return passOn("statuses come", new AgentCommand.Report(incarnation, updates));
            }
            case FromAgent.ExecutorExited(var executor, int status) -> {
                return passOn(
                        "ends of executors come",
                        new AgentCommand.ExecutorExited(
                                incarnation,
                                executor.key().framework(),
                                executor.key().executor(),
                                executor.startedAt(),
                                status));
            }
            case FromAgent.VolumesDeleted(long upTo) -> {
                return passOn("deleted volumes come", new AgentCommand.VolumesDeleted(incarnation, upTo));
            }
            case FromAgent.Oversubscribed(var revocable) -> {
                return passOn("what is oversubscribed comes", new AgentCommand.Oversubscribe(incarnation, revocable));
            }
            case FromAgent.ExecutorSaid(var executor, var data) ->
                agent.filter(id -> incarnation > 0)
                        .ifPresent(id -> groups.tell(id, new FromExecutor(id, incarnation, executor, data)));
            case FromAgent.Pong pong -> {} // any bytes show that the agent is there: the wire watches them
            case FromAgent.SandboxAnswered(var request, var answer) -> {
                if (questions.containsKey(request)) {
                    questions.remove(request).tell(answer);
                }
            }
        }
        return this;
    }

    /** Tells the agent's group what a registered agent says. */
    private Behavior<Object> passOn(String what, AgentCommand command) {
        if (incarnation == 0) {
            return refuse(what + " after the welcome", false);
        }
        agent.ifPresent(id -> groups.tell(
                id,
                new GroupMessage.Command<AgentId, AgentCommand, AgentReply>(
                        new Envelope<>(id, command, Cause.SYSTEM), new ReplyTo.Actor<>(replies))));
        return this;
    }

    private void call(AgentGroupMessage.Dialled call, Duration pause) {
        unanswered = Optional.of(call);
        groups.tell(call.hello().agent(), call);
        again = context.scheduleOnce(pause, context.getSelf(), new Pause(pause));
    }

    private Behavior<Object> askAgain(Pause before) {
        unanswered.ifPresent(call -> call(call, before.length().multipliedBy(2)));
        return this;
    }

    /** A group that started anew, or a word that was lost, must not leave an agent on a link that nobody counts on. */
    private Behavior<Object> giveWord() {
        unanswered.ifPresent(call -> {
            again.cancel();
            call(call, ASK_AGAIN_AFTER);
        });
        if (incarnation > 0) {
            agent.ifPresent(id -> groups.tell(id, new AgentGroupMessage.LinkHolds(id, incarnation, self, replies)));
        }
        word.cancel();
        word = wordLater();
        return this;
    }

    private Behavior<Object> answered(AgentReply reply) {
        return switch (reply) {
            case AgentReply.Registered(var number, var kills) -> {
                if (incarnation == number) {
                    yield this; // answered twice, because it was asked twice
                }
                incarnation = number;
                unanswered = Optional.empty();
                again.cancel();
                wire.send(new FromMaster.Welcome(number, pingInterval));
                kills.forEach(order -> wire.send(new FromMaster.Kill(order)));
                yield this;
            }
            case AgentReply.Taken(var acks) -> {
                if (!acks.isEmpty()) {
                    wire.send(new FromMaster.Acknowledge(acks));
                }
                yield this;
            }
            case AgentReply.ExitTaken(var executor) -> {
                wire.send(new FromMaster.ForgetExecutor(executor));
                yield this;
            }
            case AgentReply.StaleIncarnation stale ->
                refuse("registration " + stale.sent() + " is over, " + stale.current() + " counts", false);
            case AgentReply.NoHome nowhere ->
                refuse(
                        "the agent is in a domain, and its masters are in none, so that nobody knows whether it is far away; what runs"
                                + " there goes on. Say where they are: boreas.domain on the masters",
                        false);
            case AgentReply.AgentGone(var id) -> refuse(gone(id.value()), true);
            case AgentReply.UnknownAgent unknown -> refuse(unknown(unknown.agent()), false);
            case AgentReply.Done done -> this;
            case AgentReply.Admitted admitted -> this;
            case AgentReply.LeaseRefused refused -> this;
            case AgentReply.LifecycleRefused refused -> this;
            case AgentReply.ToOperator other -> this;
            case AgentReply.ToFramework other -> this;
        };
    }

    private String unknown(AgentId id) {
        return incarnation > 0
                ? "agent " + id + " is not registered"
                : "this cell's journal has never seen agent " + id
                        + ", which holds tasks, so they are not touched; either it dials "
                        + "masters of another cell, or these were started on a wrong or empty journal. To take it and end what "
                        + "it holds: boreas.agents.end-unknown-tasks = true on the masters";
    }

    private Behavior<Object> told(ToLink message) {
        switch (message) {
            case ToLink.Send(var messages) -> messages.forEach(wire::send);
            case ToLink.AskSandbox(var task, var query, var replyTo) -> {
                if (questions.size() >= QUESTIONS_MAX) {
                    replyTo.tell(new SandboxAnswer.Failed(
                            SandboxAnswer.Why.UNREADABLE, QUESTIONS_MAX + " questions wait for this agent already"));
                } else {
                    if (questions.isEmpty()) {
                        questions = new HashMap<>();
                    }
                    questions.put(++lastQuestion, replyTo);
                    wire.send(new FromMaster.SandboxQuestion(lastQuestion, task, query));
                }
            }
            case ToLink.Gone gone -> {
                return refuse(gone(agent.map(AgentId::value).orElse("?")), true);
            }
            case ToLink.Superseded(var number) -> {
                if (number != incarnation) {
                    return refuse("the agent registered again, as " + number, false);
                }
            }
        }
        return this;
    }

    private static String gone(String id) {
        return "agent " + id + " was declared gone and may not return; give it a new work directory";
    }

    private Behavior<Object> refuse(String reason, boolean permanent) {
        context.getLog()
                .warn(
                        "agent link refused: agent={} reason={}",
                        agent.map(AgentId::value).orElse("?"),
                        reason);
        wire.send(new FromMaster.Refused(reason, permanent));
        return Behaviors.stopped();
    }

    private Behavior<Object> stopped() {
        word.cancel();
        again.cancel();
        wire.close();
        agent.ifPresent(id -> groups.tell(id, new AgentGroupMessage.LinkClosed(id, self)));
        questions
                .values()
                .forEach(asker -> asker.tell(new SandboxAnswer.Failed(
                        SandboxAnswer.Why.UNREADABLE, "the agent's link was lost; try again")));
        return this;
    }
}
