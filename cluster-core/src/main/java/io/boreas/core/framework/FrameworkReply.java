package io.boreas.core.framework;

import io.boreas.core.id.FrameworkId;
import io.boreas.core.task.StatusAck;
import java.util.List;
import java.util.Optional;

/** What a framework's group answers. */
public sealed interface FrameworkReply {
    /** Done, or nothing was left to do. */
    record Done() implements FrameworkReply {
        public static final Done DONE = new Done();
    }

    /**
     * Connected.
     *
     * @param replaced the stream that was connected until now and must be told {@link FrameworkMachine#FAILED_OVER}
     */
    record Subscribed(FrameworkId framework, long stream, Optional<String> replaced) implements FrameworkReply {}

    /** The framework is over; {@code stream} is the connection to close, if one stood. */
    record Removed(Optional<String> stream) implements FrameworkReply {}

    /** Notices are settled up to these numbers: the agents' groups may forget them. */
    record Heard(List<StatusAck> acks) implements FrameworkReply {
        public Heard {
            acks = List.copyOf(acks);
        }
    }

    /** The agent's group may forget notices up to this number. */
    record Acknowledged(Claim claim, StatusAck ack) implements FrameworkReply {}

    /** The acknowledgement fits no update that waits for one; it changes nothing. */
    record AcknowledgementIgnored(String message) implements FrameworkReply {}

    /** It may not be so; nothing changed. */
    record Refused(String message) implements FrameworkReply {}

    /** There is no such framework, or it is over. */
    record UnknownFramework(FrameworkId framework) implements FrameworkReply {}

    /** Its scheduler is not connected. */
    record NotConnected(FrameworkId framework) implements FrameworkReply {}

    /** The call came from a connection that a newer one replaced. */
    record StaleStream(FrameworkId framework, String sent) implements FrameworkReply {}
}
