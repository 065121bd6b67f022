package io.boreas.http.mesos.scheduler;

import io.boreas.actors.gateway.CellUnavailable;
import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkMachine;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.Cause;
import io.boreas.core.id.FrameworkId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Frameworks that run the real machine and nothing around it; tests say what schedulers hear. */
final class MemoryFrameworks implements Frameworks {
    private final FrameworkMachine machine = new FrameworkMachine();
    private final Map<FrameworkId, Framework> frameworks = new TreeMap<>();
    private final Map<FrameworkId, Consumer<FrameworkPush>> streams = new HashMap<>();
    private final List<FrameworkCall> calls = new ArrayList<>();
    private final List<String> disconnects = new ArrayList<>();
    private boolean unavailable;

    @Override
    public synchronized CompletionStage<FrameworkReply> subscribe(
            FrameworkId framework, FrameworkCommand.Subscribe subscribe, Cause cause, Consumer<FrameworkPush> to) {
        if (unavailable) {
            return CompletableFuture.failedFuture(new CellUnavailable("the framework's group did not answer"));
        }
        var reply = decide(framework, subscribe);
        if (reply instanceof FrameworkReply.Subscribed(var id, long stream, var replaced)) {
            replaced.ifPresent(
                    old -> streams.get(framework).accept(new FrameworkPush.End(FrameworkMachine.FAILED_OVER)));
            streams.put(framework, to);
            to.accept(new FrameworkPush.Subscribed(id));
        }
        return CompletableFuture.completedFuture(reply);
    }

    @Override
    public synchronized void disconnect(FrameworkId framework, String streamId) {
        disconnects.add(framework + " " + streamId);
        decide(framework, new FrameworkCommand.Disconnect(streamId));
    }

    @Override
    public synchronized CompletionStage<FrameworkReply> call(
            FrameworkId framework, String streamId, FrameworkCall call, Cause cause) {
        if (unavailable) {
            return CompletableFuture.failedFuture(new CellUnavailable("the framework's group did not answer"));
        }
        var refusal = FrameworkMachine.refusal(get(framework), streamId);
        if (refusal.isPresent()) {
            return CompletableFuture.completedFuture(refusal.get());
        }
        calls.add(call);
        return CompletableFuture.completedFuture(
                switch (call) {
                    case FrameworkCall.Update(var wish) ->
                        decide(framework, new FrameworkCommand.Update(streamId, wish));
                    case FrameworkCall.Revive(var roles) ->
                        decide(framework, new FrameworkCommand.Revive(streamId, roles));
                    case FrameworkCall.Suppress(var roles) ->
                        decide(framework, new FrameworkCommand.Suppress(streamId, roles));
                    case FrameworkCall.Acknowledge(var agent, var task, var uuid) ->
                        decide(framework, new FrameworkCommand.Acknowledge(streamId, agent, task, uuid));
                    case FrameworkCall.Teardown teardown -> {
                        var reply = decide(framework, new FrameworkCommand.Teardown(streamId));
                        streams.get(framework).accept(new FrameworkPush.End(""));
                        yield reply;
                    }
                    case FrameworkCall.Accept c -> FrameworkReply.Done.DONE;
                    case FrameworkCall.Decline c -> FrameworkReply.Done.DONE;
                    case FrameworkCall.AnswerInverse c -> FrameworkReply.Done.DONE;
                    case FrameworkCall.Kill c -> FrameworkReply.Done.DONE;
                    case FrameworkCall.Shutdown c -> FrameworkReply.Done.DONE;
                    case FrameworkCall.Reconcile c -> FrameworkReply.Done.DONE;
                    case FrameworkCall.Message c -> FrameworkReply.Done.DONE;
                });
    }

    @Override
    public synchronized CompletionStage<FrameworkReply> teardown(FrameworkId framework, Cause cause) {
        return CompletableFuture.completedFuture(decide(framework, new FrameworkCommand.TeardownByOperator()));
    }

    @Override
    public synchronized CompletionStage<Optional<Framework>> framework(FrameworkId framework) {
        return CompletableFuture.completedFuture(Optional.ofNullable(frameworks.get(framework)));
    }

    @Override
    public synchronized CompletionStage<List<Framework>> frameworks() {
        return CompletableFuture.completedFuture(List.copyOf(frameworks.values()));
    }

    /** A scheduler hears this. */
    void push(String framework, FrameworkPush push) {
        Consumer<FrameworkPush> to;
        synchronized (this) {
            to = streams.get(new FrameworkId(framework));
        }
        to.accept(push);
    }

    synchronized void unavailable(boolean now) {
        unavailable = now;
    }

    /** What schedulers asked, and forgets it. */
    synchronized List<FrameworkCall> taken() {
        var taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    synchronized List<String> disconnects() {
        return List.copyOf(disconnects);
    }

    synchronized Framework get(String framework) {
        return get(new FrameworkId(framework));
    }

    private Framework get(FrameworkId framework) {
        return frameworks.getOrDefault(framework, Framework.vacant(framework));
    }

    private FrameworkReply decide(FrameworkId id, FrameworkCommand command) {
        var framework = get(id);
        var decision = machine.decide(framework, command, Instant.parse("2026-01-02T03:04:05Z"));
        for (var event : decision.events()) {
            framework = machine.evolve(framework, event);
        }
        if (!machine.isVacant(framework)) {
            frameworks.put(id, framework);
        }
        return decision.reply();
    }
}
