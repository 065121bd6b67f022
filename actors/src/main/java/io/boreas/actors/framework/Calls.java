package io.boreas.actors.framework;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.allocator.AllocatorMessage;
import io.boreas.actors.framework.FrameworkGroupMessage.Leased;
import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.GroupPost;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.time.Clocks;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.FrameworkTask;
import io.boreas.core.agent.Operation;
import io.boreas.core.framework.Capability;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.framework.Reconciliation;
import io.boreas.core.framework.Standing;
import io.boreas.core.framework.Visible;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What subscribed schedulers ask: handed on to the agents' groups it concerns, their answers told to the scheduler. A part of {@link FrameworkKeeper}.
 */
final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    /** An agent's group that has not answered by then will not, for the question or its answer was lost. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final GroupPost groups;
    private final TaskHosts hosts;
    private final Clocks clocks;
    private final PendingCalls pending;
    private final Decider decider;
    private final FrameworkKeeper.Outside outside;
    private final AgentMachine agents = new AgentMachine();

    /** A call of a framework's newest stream, and who hears its answer. */
    record Question(
            FrameworkId framework, String streamId, FrameworkCall call, Cause cause, Consumer<FrameworkReply> caller) {}

    /** Has a command decided, and the caller answered. */
    interface Decider {
        void decide(
                FrameworkId framework,
                FrameworkCommand command,
                Cause cause,
                Optional<Consumer<FrameworkReply>> caller);
    }

    Calls(
            GroupPost groups,
            TaskHosts hosts,
            Clocks clocks,
            PendingCalls pending,
            Decider decider,
            FrameworkKeeper.Outside outside) {
        this.groups = groups;
        this.hosts = hosts;
        this.clocks = clocks;
        this.pending = pending;
        this.decider = decider;
        this.outside = outside;
    }

    void forget() {
        pending.clear();
    }

    void tick() {
        pending.forgetBefore(longAgo());
        pending.tellAgain(clocks.steady().instant());
    }

    /** Groups of agents that were to launch tasks long ago, and have not said whether they did. */
    Set<Integer> overdue() {
        var overdue = new TreeSet<Integer>();
        pending.launchingSinceBefore(longAgo()).forEach(agent -> overdue.add(groups.numberOf(agent)));
        return overdue;
    }

    /** A group of agents has told of all that it launched, as it was asked at this moment. */
    void landed(int agentGroup, Instant asked) {
        pending.landed(agent -> groups.numberOf(agent) == agentGroup, asked);
    }

    private Instant longAgo() {
        return clocks.steady().instant().minus(ANSWER_TIMEOUT);
    }

    /** The group has heard of a task: it is on its way no more. */
    void heard(FrameworkId framework, TaskId task) {
        pending.landed(framework, List.of(task));
    }

    /** A call of the framework's newest stream. */
    void call(Framework framework, Optional<Scheduler> scheduler, Question question) {
        var id = framework.id();
        var streamId = question.streamId();
        switch (question.call()) {
            case FrameworkCall.Accept accept -> accept(framework, scheduler, question, accept);
            case FrameworkCall.Decline decline -> decline(framework, scheduler, question, decline);
            case FrameworkCall.AnswerInverse answer -> answerInverse(id, scheduler, question, answer);
            case FrameworkCall.Kill kill -> kill(framework, scheduler, question, kill);
            case FrameworkCall.Reconcile(var questions) -> {
                reconcile(framework, scheduler, questions);
                question.caller().accept(FrameworkReply.Done.DONE);
            }
            case FrameworkCall.Shutdown(var agent, var executor) ->
                tell(question, agent, new AgentCommand.StopExecutor(id, executor));
            case FrameworkCall.Message(var agent, var executor, var data) -> {
                groups.tell(agent, new AgentGroupMessage.TellExecutor(agent, new ExecutorKey(id, executor), data));
                question.caller().accept(FrameworkReply.Done.DONE);
            }
            case FrameworkCall.Revive(var roles) -> decide(question, new FrameworkCommand.Revive(streamId, roles));
            case FrameworkCall.Suppress(var roles) -> decide(question, new FrameworkCommand.Suppress(streamId, roles));
            case FrameworkCall.Acknowledge(var agent, var task, var uuid) ->
                decide(question, new FrameworkCommand.Acknowledge(streamId, agent, task, uuid));
            case FrameworkCall.Update(var wish) -> decide(question, new FrameworkCommand.Update(streamId, wish));
            case FrameworkCall.Teardown teardown -> decide(question, new FrameworkCommand.Teardown(streamId));
        }
    }

    private void decide(Question question, FrameworkCommand command) {
        decider.decide(question.framework(), command, question.cause(), Optional.of(question.caller()));
    }

    /** Sends what one agent's group is to do; its answer is the call's. */
    private void tell(Question question, AgentId agent, AgentCommand command) {
        long number = pending.add(question.caller(), clocks.steady().instant());
        sendUntilAnswered(question, number, Duration.ZERO, agent, command);
    }

    /** Again, too, for that it must not matter whether it is heard twice. */
    private void sendUntilAnswered(
            Question question, long call, Duration refusal, AgentId agent, AgentCommand command) {
        Runnable telling = () -> send(question.framework(), call, refusal, agent, command, question.cause());
        pending.await(call, agent, Optional.of(telling));
        telling.run();
    }

    private void send(
            FrameworkId framework, long call, Duration refusal, AgentId agent, AgentCommand command, Cause cause) {
        groups.tell(
                agent,
                new GroupMessage.Command<AgentId, AgentCommand, AgentReply>(
                        new Envelope<>(agent, command, cause), new ReplyTo.OfFramework<>(framework, call, refusal)));
    }

    private void accept(
            Framework framework, Optional<Scheduler> scheduler, Question question, FrameworkCall.Accept accept) {
        var named = accept.offers().stream()
                .flatMap(offer -> offer.agent().stream())
                .findFirst();
        var tasks = new TreeMap<TaskId, AgentId>();
        var taken = new TreeSet<TaskId>();
        var launching = pending.launching(framework.id());
        for (var task : tasks(accept.operations())) {
            possible(task.id()).ifPresent(known -> {
                if (framework.tasks().containsKey(known) || launching.containsKey(known)) {
                    taken.add(known);
                } else {
                    named.ifPresent(agent -> tasks.put(known, agent));
                }
            });
        }
        var info = framework.info().orElseThrow();
        var command = new AgentCommand.Accept(
                framework.id(),
                accept.offers(),
                accept.operations(),
                info.principal(),
                framework.isPartitionAware(),
                info.can(Capability.SHARED_RESOURCES),
                taken);
        accept.offers().forEach(offer -> scheduler.ifPresent(its -> its.take(offer)));
        long number = pending.add(question.caller(), clocks.steady().instant());
        pending.launch(framework.id(), tasks, clocks.steady().instant());
        if (named.isPresent()) {
            pending.await(number, named.get(), Optional.empty());
            send(framework.id(), number, accept.refusal(), named.get(), command, question.cause());
        } else {
            // No agent ever offered this: it is answered as one would that has no such lease.
            var nowhere = new AgentId("none");
            pending.await(number, nowhere, Optional.empty());
            var reply =
                    agents.decide(Agent.vacant(nowhere), command, clocks.now()).reply();
            answered(framework, scheduler, new FrameworkGroupMessage.Answered(framework.id(), number, nowhere, reply));
        }
    }

    /** Whether the call is to launch tasks. */
    static boolean launches(FrameworkCall call) {
        return call instanceof FrameworkCall.Accept accept
                && !tasks(accept.operations()).isEmpty();
    }

    private static List<FrameworkTask> tasks(List<Operation> operations) {
        var tasks = new ArrayList<FrameworkTask>();
        for (var operation : operations) {
            switch (operation) {
                case Operation.Launch launch -> tasks.addAll(launch.tasks());
                case Operation.LaunchGroup group -> tasks.addAll(group.tasks());
                default -> {}
            }
        }
        return tasks;
    }

    private static Optional<TaskId> possible(String id) {
        try {
            return Optional.of(new TaskId(id));
        } catch (IllegalArgumentException impossible) {
            return Optional.empty(); // its agent's group refuses it with a message
        }
    }

    private void decline(
            Framework framework, Optional<Scheduler> scheduler, Question question, FrameworkCall.Decline decline) {
        var byAgent = new LinkedHashMap<AgentId, List<OfferId>>();
        for (var offer : decline.offers()) {
            scheduler.ifPresent(its -> its.take(offer));
            offer.agent().ifPresent(agent -> byAgent.computeIfAbsent(agent, id -> new ArrayList<>())
                    .add(offer));
        }
        if (byAgent.isEmpty()) {
            question.caller().accept(FrameworkReply.Done.DONE);
            return;
        }
        long number = pending.add(question.caller(), clocks.steady().instant());
        byAgent.forEach((agent, offers) -> sendUntilAnswered(
                question,
                number,
                decline.refusal(),
                agent,
                new AgentCommand.ReleaseOffers(framework.id(), offers, "declined")));
    }

    /** The allocator alone knows which are open; as in Mesos, nobody hears that one was not. */
    private void answerInverse(
            FrameworkId framework,
            Optional<Scheduler> scheduler,
            Question question,
            FrameworkCall.AnswerInverse answer) {
        for (var offer : answer.offers()) {
            scheduler.ifPresent(its -> its.answered(offer));
            outside.tell(new AllocatorMessage.InverseAnswered(framework, offer, answer.accepted(), answer.refusal()));
        }
        question.caller().accept(FrameworkReply.Done.DONE);
    }

    /** Gives back offers that nobody will answer. */
    void releaseOffers(FrameworkId framework, List<FrameworkPush.Offer> offers, String why) {
        release(
                framework,
                offers.stream()
                        .map(offer -> new Leased(offer.agent(), offer.id()))
                        .toList(),
                why);
    }

    /** As above. */
    void release(FrameworkId framework, List<Leased> leases, String why) {
        var byAgent = new LinkedHashMap<AgentId, List<OfferId>>();
        leases.forEach(lease ->
                byAgent.computeIfAbsent(lease.agent(), id -> new ArrayList<>()).add(lease.offer()));
        byAgent.forEach((agent, its) -> groups.tell(
                agent,
                new GroupMessage.Command<AgentId, AgentCommand, AgentReply>(
                        new Envelope<>(agent, new AgentCommand.ReleaseOffers(framework, its, why), Cause.SYSTEM),
                        new ReplyTo.Nobody<>())));
    }

    private void kill(Framework framework, Optional<Scheduler> scheduler, Question question, FrameworkCall.Kill kill) {
        var agent = framework
                .tasks()
                .get(kill.task())
                .map(task -> task.run().agent())
                .or(() -> Optional.ofNullable(pending.launching(framework.id()).get(kill.task())))
                // A group that was started again may not have heard of it yet: the agent's group knows.
                .or(kill::agent);
        if (agent.isPresent()) {
            tell(question, agent.get(), new AgentCommand.KillWork(framework.id(), kill.task(), kill.grace()));
        } else {
            // Source: Mesos, Master::kill: an unknown task is reconciled.
            reconcile(framework, scheduler, List.of(new Reconciliation.Question(kill.task(), kill.agent())));
            question.caller().accept(FrameworkReply.Done.DONE);
        }
    }

    /** An agent's group has answered what a call made it do. */
    void answered(Framework framework, Optional<Scheduler> scheduler, FrameworkGroupMessage.Answered message) {
        if (!pending.answered(message.call(), message.agent())) {
            return;
        }
        var agent = message.agent();
        switch (message.reply()) {
            case AgentReply.Accepted accepted ->
                told(framework, scheduler, agent, accepted.undone(), accepted.outcomes());
            case AgentReply.OffersInvalid invalid ->
                told(framework, scheduler, agent, invalid.undone(), invalid.outcomes());
            case AgentReply.UnknownWork(var task) ->
                reconcile(framework, scheduler, List.of(new Reconciliation.Question(task, Optional.of(agent))));
            default -> {}
        }
    }

    private void told(
            Framework framework,
            Optional<Scheduler> scheduler,
            AgentId agent,
            List<AgentReply.Undone> undone,
            List<AgentReply.Outcome> outcomes) {
        for (var task : undone) {
            possible(task.task()).ifPresent(id -> pending.landed(framework.id(), List.of(id)));
            var status = Visible.of(task.status(), framework.isPartitionAware());
            scheduler.ifPresent(its -> its.push(new FrameworkPush.Undone(task.task(), agent, status)));
        }
        for (var outcome : outcomes) {
            if (!outcome.done()) {
                LOG.warn(
                        "an operation failed: framework={} agent={} operation={} why={}",
                        framework.id(),
                        agent,
                        outcome.index(),
                        outcome.message());
            }
            if (outcome.id().isPresent()) {
                scheduler.ifPresent(its -> its.push(new FrameworkPush.OperationUpdate(agent, outcome)));
            }
        }
    }

    /** Answers what can be answered from here; after the others it asks how their agents stand. */
    private void reconcile(
            Framework framework, Optional<Scheduler> scheduler, List<Reconciliation.Question> questions) {
        if (scheduler.isEmpty()) {
            return;
        }
        var launching = pending.launching(framework.id());
        if (questions.isEmpty()) {
            tell(framework, scheduler.get(), Reconciliation.implicit(framework, launching, clocks.now()));
            return;
        }
        var known = new ArrayList<Reconciliation.Question>();
        var unknown = new ArrayList<Reconciliation.Question>();
        for (var question : questions) {
            boolean here = framework.tasks().containsKey(question.task()) || launching.containsKey(question.task());
            (here ? known : unknown).add(question);
        }
        tell(
                framework,
                scheduler.get(),
                Reconciliation.explicit(
                        framework, known, launching, agent -> new Standing.Unknown(), false, clocks.now()));
        if (!unknown.isEmpty()) {
            outside.askStandings(framework.id(), framework.streamId(), unknown);
        }
    }

    /** How the agents stand that a scheduler's questions name. */
    void agentsStand(Framework framework, Optional<Scheduler> scheduler, FrameworkGroupMessage.AgentsStand stand) {
        scheduler.ifPresent(its -> tell(
                framework,
                its,
                Reconciliation.explicit(
                        framework,
                        stand.questions(),
                        pending.launching(framework.id()),
                        agent -> stand.standings().getOrDefault(agent, new Standing.Unknown()),
                        stand.anyRecovering(),
                        clocks.now())));
    }

    private void tell(Framework framework, Scheduler scheduler, List<Reconciliation.Answer> answers) {
        answers.forEach(answer -> scheduler.push(new FrameworkPush.Update(
                answer.update(),
                answer.unreachableSince(),
                hosts.of(framework.id(), answer.update().task()),
                answer.repeated())));
    }
}
