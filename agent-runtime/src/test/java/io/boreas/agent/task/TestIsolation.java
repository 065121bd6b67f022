package io.boreas.agent.task;

import io.boreas.agent.isolation.IsolationSettings;
import io.boreas.agent.isolation.PortChecks;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** How tests keep tasks within their limits: as agents do but for what is said, in groups that are tests' own. */
final class TestIsolation {
    private final String isolators;
    private boolean quota = IsolationSettings.DEFAULT.quota();
    private boolean exclusiveCores = IsolationSettings.DEFAULT.exclusiveCores();
    private int pidsMax = IsolationSettings.DEFAULT.pidsMax();
    private SortedMap<String, String> rlimits = IsolationSettings.DEFAULT.rlimits();
    private SortedSet<String> capabilities = IsolationSettings.DEFAULT.capabilities();
    private Optional<SortedSet<String>> effective = IsolationSettings.DEFAULT.effectiveCapabilities();
    private Duration processesEvery = IsolationSettings.DEFAULT.processesEvery();
    private Duration disksEvery = IsolationSettings.DEFAULT.disksEvery();
    private PortChecks ports = IsolationSettings.DEFAULT.ports();

    private TestIsolation(String isolators) {
        this.isolators = isolators;
    }

    static TestIsolation by(String isolators) {
        return new TestIsolation(isolators);
    }

    TestIsolation quota(boolean other) {
        quota = other;
        return this;
    }

    TestIsolation exclusiveCores(boolean other) {
        exclusiveCores = other;
        return this;
    }

    TestIsolation pidsMax(int other) {
        pidsMax = other;
        return this;
    }

    TestIsolation rlimits(Map<String, String> others) {
        rlimits = new TreeMap<>(others);
        return this;
    }

    TestIsolation capabilities(SortedSet<String> others) {
        capabilities = others;
        return this;
    }

    TestIsolation effective(Optional<SortedSet<String>> other) {
        effective = other;
        return this;
    }

    TestIsolation looking(Duration atProcesses, Duration atDisks) {
        processesEvery = atProcesses;
        disksEvery = atDisks;
        return this;
    }

    TestIsolation ports(PortChecks other) {
        ports = other;
        return this;
    }

    IsolationSettings settings() {
        return new IsolationSettings(
                isolators,
                quota,
                exclusiveCores,
                pidsMax,
                rlimits,
                capabilities,
                effective,
                "boreas-test",
                processesEvery,
                disksEvery,
                ports);
    }
}
