package io.boreas.http.mesos.state;

import io.boreas.actors.gateway.Cell;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.http.mesos.proto.Master;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.state.RegistryDoor.Reply;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What operators say of an agent. Source of statuses and texts: Mesos, {@code master/http.cpp}. */
record AgentCalls(Cell cell) {
    private static final Reply UNKNOWN = new Reply(400, "Unknown agent");

    CompletionStage<Reply> drain(Master.Call.DrainAgent call, Cause cause) {
        Optional<Duration> graceMax = Optional.empty();
        if (call.hasMaxGracePeriod()) {
            var grace = call.getMaxGracePeriod();
            try {
                graceMax = Optional.of(Duration.ofSeconds(grace.getSeconds(), grace.getNanos()));
            } catch (ArithmeticException e) {
                throw new BadCall("'max_grace_period' is longer than time can be told");
            }
        }
        return tell(call.getAgentId(), new AgentCommand.Drain(graceMax, call.getMarkGone()), UNKNOWN, cause);
    }

    CompletionStage<Reply> deactivate(Mesos.AgentID agent, Cause cause) {
        return tell(agent, new AgentCommand.Deactivate(), UNKNOWN, cause);
    }

    CompletionStage<Reply> reactivate(Mesos.AgentID agent, Cause cause) {
        return tell(agent, new AgentCommand.Reactivate(), UNKNOWN, cause);
    }

    CompletionStage<Reply> markGone(Mesos.AgentID agent, Cause cause) {
        return tell(agent, new AgentCommand.MarkGone(), new Reply(404, "Agent not found"), cause);
    }

    /**
     * Tells it.
     *
     * @param unknown what is answered if there is no such agent, or no longer
     */
    private CompletionStage<Reply> tell(
            Mesos.AgentID agent, AgentCommand.Lifecycle command, Reply unknown, Cause cause) {
        var id = id(agent);
        return id.isEmpty()
                ? CompletableFuture.completedFuture(unknown)
                : cell.lifecycle(id.get(), command, cause).thenApply(reply -> reply(reply, unknown));
    }

    /** Empty if no agent can be called so. */
    static Optional<AgentId> id(Mesos.AgentID agent) {
        try {
            return Optional.of(new AgentId(agent.getValue()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Reply reply(AgentReply reply, Reply unknown) {
        return switch (reply) {
            case AgentReply.Done d -> Reply.DONE;
            case AgentReply.UnknownAgent u -> unknown;
            case AgentReply.AgentGone g -> unknown;
            case AgentReply.LifecycleRefused(var message) -> new Reply(400, message);
            case AgentReply.Registered r -> throw strange(r);
            case AgentReply.Taken t -> throw strange(t);
            case AgentReply.Admitted a -> throw strange(a);
            case AgentReply.StaleIncarnation s -> throw strange(s);
            case AgentReply.NoHome n -> throw strange(n);
            case AgentReply.LeaseRefused l -> throw strange(l);
            case AgentReply.ExitTaken e -> throw strange(e);
            case AgentReply.ToOperator o -> throw strange(o);
            case AgentReply.ToFramework f -> throw strange(f);
        };
    }

    static IllegalStateException strange(AgentReply reply) {
        return new IllegalStateException("an operator asks for nothing that is answered by " + reply);
    }
}
