package io.boreas.http.mesos.wire;

import io.boreas.http.mesos.proto.Executor.Call;
import java.util.Optional;

/** How an agent knows the executor that a call names; the first that holds counts. */
public enum ExecutorStanding {
    /** The token was made for another executor. */
    FOREIGN_TOKEN,
    UNKNOWN_FRAMEWORK,
    UNKNOWN_EXECUTOR,
    UNSUBSCRIBED,
    SUBSCRIBED;

    /** Why its call is not served. */
    public Optional<Refusal> refusal(Call call) {
        return switch (this) {
            case FOREIGN_TOKEN ->
                Optional.of(Refusal.forbidden("The claims of the executor's token do not match the ids of its call"));
            case UNKNOWN_FRAMEWORK -> Optional.of(Refusal.badRequest("Framework cannot be found"));
            case UNKNOWN_EXECUTOR -> Optional.of(Refusal.badRequest("Executor cannot be found"));
            case UNSUBSCRIBED ->
                call.getType() == Call.Type.SUBSCRIBE
                        ? Optional.empty()
                        : Optional.of(Refusal.forbidden("Executor is not subscribed"));
            case SUBSCRIBED -> Optional.empty();
        };
    }
}
