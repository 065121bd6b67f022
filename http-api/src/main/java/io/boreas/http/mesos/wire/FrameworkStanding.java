package io.boreas.http.mesos.wire;

import java.util.Optional;

/** How a master knows the framework that a call other than SUBSCRIBE names. */
public sealed interface FrameworkStanding {
    record Unknown() implements FrameworkStanding {}

    /** It is another principal's. */
    record Foreign(String principal, String owner) implements FrameworkStanding {}

    record Disconnected() implements FrameworkStanding {}

    /**
     * It is connected.
     *
     * @param streamId of its current stream
     */
    record Connected(String streamId) implements FrameworkStanding {}

    /** Why its call is not served, in the order in which Mesos checks. */
    default Optional<Refusal> refusal(Head head) {
        return switch (this) {
            case Unknown unknown -> Optional.of(Refusal.badRequest("Framework cannot be found"));
            case Foreign(var principal, var owner) -> Optional.of(Refusal.badRequest(mismatch(principal, owner)));
            case Disconnected disconnected -> Optional.of(Refusal.forbidden("Framework is not subscribed"));
            case Connected(var current) -> streamRefusal(head.header(Head.STREAM_ID), current);
        };
    }

    static String mismatch(String principal, String owner) {
        return "Authenticated principal '" + principal + "' does not match principal '" + owner
                + "' set in `FrameworkInfo`";
    }

    private static Optional<Refusal> streamRefusal(Optional<String> sent, String current) {
        if (sent.isEmpty()) {
            return Optional.of(
                    Refusal.badRequest("All non-subscribe calls should include the '" + Head.STREAM_ID + "' header"));
        }
        return sent.get().equals(current)
                ? Optional.empty()
                : Optional.of(Refusal.badRequest("The stream ID included in this request didn't match"
                        + " the stream ID currently associated with the framework"));
    }
}
