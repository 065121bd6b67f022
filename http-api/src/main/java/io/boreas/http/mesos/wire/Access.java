package io.boreas.http.mesos.wire;

import java.util.List;
import java.util.Optional;

/** What authentication said of a request. */
public sealed interface Access {
    /** It may come in; nobody by name, if authentication is off. */
    record Granted(Optional<String> principal) implements Access {}

    /**
     * It must say who it is.
     *
     * @param challenges values of {@code WWW-Authenticate}
     */
    record Unauthenticated(List<String> challenges) implements Access {
        public Unauthenticated {
            challenges = List.copyOf(challenges);
        }
    }

    /** Its principal has claims, but no value. */
    record Nameless() implements Access {}

    /** Why it may not come in; empty if it may. */
    default Optional<Refusal> refusal() {
        return switch (this) {
            case Granted granted -> Optional.empty();
            case Unauthenticated(var challenges) ->
                Optional.of(Refusal.with(401, "WWW-Authenticate", String.join(", ", challenges), "401 Unauthorized."));
            case Nameless nameless ->
                Optional.of(Refusal.forbidden(
                        "The request's authenticated principal contains claims, but no value string"));
        };
    }
}
