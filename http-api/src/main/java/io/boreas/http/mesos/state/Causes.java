package io.boreas.http.mesos.state;

import io.boreas.core.id.Cause;
import io.boreas.http.server.TextCall;
import java.util.UUID;

/** Why something is done that is asked for at a door of Mesos, where nobody can ask for the same thing twice. */
public final class Causes {
    private Causes() {}

    public static Cause fresh(TextCall call) {
        return new Cause(UUID.randomUUID().toString(), call.principal());
    }
}
