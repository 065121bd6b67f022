package io.boreas.agent.isolation;

import io.boreas.agent.process.Namespace;
import io.boreas.agent.process.Trial;
import java.io.IOException;

/** Gives each task a namespace of its own, which limits nothing but what it sees. Source: Mesos, but for {@code namespaces/uts}. */
record OwnNamespace(Namespace namespace) implements Isolator {
    static final String MOUNT = "filesystem/linux";
    static final String IPC = "namespaces/ipc";
    static final String UTS = "namespaces/uts";
    static final String PID = "namespaces/pid";

    /**
     * One that was tried.
     *
     * @throws IOException if the machine does not offer it, and why
     */
    static OwnNamespace tried(Namespace namespace) throws IOException {
        Trial.run(namespace);
        return new OwnNamespace(namespace);
    }

    @Override
    public String name() {
        return switch (namespace) {
            case MOUNT -> MOUNT;
            case IPC -> IPC;
            case UTS -> UTS;
            case PID -> PID;
        };
    }
}
