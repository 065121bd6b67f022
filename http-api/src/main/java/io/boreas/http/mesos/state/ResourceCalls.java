package io.boreas.http.mesos.state;

import io.boreas.actors.gateway.Cell;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.agent.Operation;
import io.boreas.core.id.Cause;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.ResourceSyntaxException;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import io.boreas.http.mesos.proto.Master;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.state.RegistryDoor.Reply;
import io.boreas.http.mesos.translate.ResourceMessages;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Reservations and volumes, as operators make and end them. Source: Mesos, {@code Master::Http::_operation}. */
record ResourceCalls(Cell cell) {
    private static final Optional<String> NO_ID = Optional.empty();
    private static final Reply UNKNOWN = new Reply(400, "No agent found with specified ID");

    /**
     * Who asks.
     *
     * @param principal whose reservations and volumes they must be; empty while nobody is authenticated, and anybody may name whom
     *     they are by
     */
    record By(Cause cause, Optional<String> principal) {}

    CompletionStage<Reply> reserve(Master.Call.ReserveResources call, By by) {
        if (call.getSourceCount() > 0) {
            throw new BadCall("Invalid RESERVE operation: 'source' is not supported yet");
        }
        return convert(
                call.getAgentId(), "RESERVE", () -> new Operation.Reserve(NO_ID, all(call.getResourcesList())), by);
    }

    CompletionStage<Reply> unreserve(Master.Call.UnreserveResources call, By by) {
        return convert(
                call.getAgentId(), "UNRESERVE", () -> new Operation.Unreserve(NO_ID, all(call.getResourcesList())), by);
    }

    CompletionStage<Reply> create(Master.Call.CreateVolumes call, By by) {
        return convert(call.getAgentId(), "CREATE", () -> new Operation.Create(NO_ID, all(call.getVolumesList())), by);
    }

    CompletionStage<Reply> destroy(Master.Call.DestroyVolumes call, By by) {
        return convert(
                call.getAgentId(), "DESTROY", () -> new Operation.Destroy(NO_ID, all(call.getVolumesList())), by);
    }

    CompletionStage<Reply> grow(Master.Call.GrowVolume call, By by) {
        return convert(
                call.getAgentId(),
                "GROW_VOLUME",
                () -> new Operation.GrowVolume(NO_ID, one(call.getVolume()), one(call.getAddition())),
                by);
    }

    CompletionStage<Reply> shrink(Master.Call.ShrinkVolume call, By by) {
        return convert(
                call.getAgentId(),
                "SHRINK_VOLUME",
                () -> new Operation.ShrinkVolume(
                        NO_ID,
                        one(call.getVolume()),
                        Scalar.of(call.getSubtract().getValue()).milli()),
                by);
    }

    private CompletionStage<Reply> convert(
            Mesos.AgentID agent, String what, Supplier<Operation.OnResources> operation, By by) {
        var id = AgentCalls.id(agent);
        if (id.isEmpty()) {
            return CompletableFuture.completedFuture(UNKNOWN);
        }
        try {
            var command = new AgentCommand.Convert(operation.get(), by.principal());
            return cell.convert(id.get(), command, by.cause()).thenApply(ResourceCalls::reply);
        } catch (ResourceSyntaxException e) {
            throw new BadCall("Invalid " + what + " operation: invalid resources: " + e.getMessage());
        }
    }

    private static Reply reply(AgentReply reply) {
        return switch (reply) {
            case AgentReply.Converted done -> new Reply(202, "");
            case AgentReply.ConversionInvalid(var message) -> new Reply(400, message);
            case AgentReply.ConversionLacks(var message) -> new Reply(409, message);
            case AgentReply.UnknownAgent unknown -> UNKNOWN;
            case AgentReply.Done d -> throw AgentCalls.strange(d);
            case AgentReply.AgentGone g -> throw AgentCalls.strange(g);
            case AgentReply.LifecycleRefused l -> throw AgentCalls.strange(l);
            case AgentReply.Registered r -> throw AgentCalls.strange(r);
            case AgentReply.Taken t -> throw AgentCalls.strange(t);
            case AgentReply.Admitted a -> throw AgentCalls.strange(a);
            case AgentReply.StaleIncarnation s -> throw AgentCalls.strange(s);
            case AgentReply.NoHome n -> throw AgentCalls.strange(n);
            case AgentReply.LeaseRefused l -> throw AgentCalls.strange(l);
            case AgentReply.ExitTaken e -> throw AgentCalls.strange(e);
            case AgentReply.ToFramework f -> throw AgentCalls.strange(f);
        };
    }

    private static Resources all(List<Mesos.Resource> resources) {
        return ResourceMessages.read(resources).unallocate();
    }

    private static Resource one(Mesos.Resource resource) {
        var read = ResourceMessages.readOne(resource);
        return read.on(read.terms().unallocated());
    }
}
