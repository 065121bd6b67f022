package io.boreas.agent.executor;

import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.link.LinkMessage;
import io.boreas.core.task.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Entries as bytes: a kind, what the executor calls an update with its length, then a message of the agent link that says the
 * rest.
 */
record ExecutorEntryCodec(LinkCodec link) {
    private static final byte LAUNCHED = 1;
    private static final byte SUBSCRIBED = 2;
    private static final byte OBSERVED = 3;
    private static final byte OVER = 4;
    private static final byte ACKNOWLEDGED = 5;
    private static final byte KILL_ORDERED = 6;
    private static final byte STOP_ORDERED = 7;
    private static final byte EXITED = 8;
    private static final byte FORGOTTEN = 9;

    byte[] encode(ExecutorEntry entry) {
        return switch (entry) {
            case ExecutorEntry.Launched(var launch) -> bytes(LAUNCHED, Payload.NONE, launch);
            case ExecutorEntry.Subscribed(var executor) ->
                bytes(SUBSCRIBED, Payload.NONE, new FromMaster.ForgetExecutor(executor));
            case ExecutorEntry.Observed(var update, var uuid) ->
                bytes(OBSERVED, uuid, new FromAgent.Statuses(List.of(update)));
            case ExecutorEntry.Over(var last) -> bytes(OVER, Payload.NONE, new FromAgent.Statuses(List.of(last)));
            case ExecutorEntry.Acknowledged(var ack) ->
                bytes(ACKNOWLEDGED, Payload.NONE, new FromMaster.Acknowledge(List.of(ack)));
            case ExecutorEntry.KillOrdered(var order) -> bytes(KILL_ORDERED, Payload.NONE, new FromMaster.Kill(order));
            case ExecutorEntry.StopOrdered(var order) -> bytes(STOP_ORDERED, Payload.NONE, order);
            case ExecutorEntry.Exited(var exited) -> bytes(EXITED, Payload.NONE, exited);
            case ExecutorEntry.Forgotten(var executor) ->
                bytes(FORGOTTEN, Payload.NONE, new FromMaster.ForgetExecutor(executor));
        };
    }

    /**
     * The entry.
     *
     * @throws IOException if the bytes are none
     */
    ExecutorEntry decode(byte[] bytes) throws IOException {
        if (bytes.length < 2 || bytes.length < 2 + (bytes[1] & 0xff)) {
            throw new IOException("an entry of " + bytes.length + " bytes is cut short");
        }
        int head = 2 + (bytes[1] & 0xff);
        var uuid = Payload.of(Arrays.copyOfRange(bytes, 2, head));
        var message = link.decode(Arrays.copyOfRange(bytes, head, bytes.length));
        return switch (message) {
            case FromMaster.LaunchWorks launch when bytes[0] == LAUNCHED -> new ExecutorEntry.Launched(launch);
            case FromMaster.ForgetExecutor(var executor)
            when bytes[0] == SUBSCRIBED -> new ExecutorEntry.Subscribed(executor);
            case FromAgent.Statuses(var updates)
            when bytes[0] == OBSERVED && updates.size() == 1 -> new ExecutorEntry.Observed(updates.getFirst(), uuid);
            case FromAgent.Statuses(var updates)
            when bytes[0] == OVER && updates.size() == 1 -> new ExecutorEntry.Over(updates.getFirst());
            case FromMaster.Acknowledge(var acks)
            when bytes[0] == ACKNOWLEDGED && acks.size() == 1 -> new ExecutorEntry.Acknowledged(acks.getFirst());
            case FromMaster.Kill(var order) when bytes[0] == KILL_ORDERED -> new ExecutorEntry.KillOrdered(order);
            case FromMaster.StopExecutor order when bytes[0] == STOP_ORDERED -> new ExecutorEntry.StopOrdered(order);
            case FromAgent.ExecutorExited exited when bytes[0] == EXITED -> new ExecutorEntry.Exited(exited);
            case FromMaster.ForgetExecutor(var executor)
            when bytes[0] == FORGOTTEN -> new ExecutorEntry.Forgotten(executor);
            case LinkMessage other ->
                throw new IOException("no entry of the kind " + bytes[0] + " says a "
                        + other.getClass().getSimpleName());
        };
    }

    private byte[] bytes(byte kind, Payload uuid, LinkMessage message) {
        var rest = link.encode(message);
        return ByteBuffer.allocate(2 + uuid.size() + rest.length)
                .put(kind)
                .put((byte) uuid.size())
                .put(uuid.bytes())
                .put(rest)
                .array();
    }
}
