package io.boreas.agent.isolation;

import io.boreas.agent.process.Privileges;
import io.boreas.agent.process.Trial;
import java.io.IOException;

/** Takes privileges from tasks before they begin. Source: Mesos, {@code linux/nnp} and {@code linux/capabilities}. */
record FewerPrivileges(String name, Privileges privileges) implements Isolator {
    static final String GAIN_NONE = "linux/nnp";
    static final String CAPABILITIES = "linux/capabilities";

    /**
     * One that was tried.
     *
     * @throws IOException if the machine does not offer it, and why
     */
    static FewerPrivileges tried(String name, Privileges privileges) throws IOException {
        Trial.run(privileges);
        return new FewerPrivileges(name, privileges);
    }
}
