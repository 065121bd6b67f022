package io.boreas.core.job;

import io.boreas.core.id.JobKey;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.TaskSpec;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Good specifications for tests. */
public final class Specs {
    public static final JobKey KEY = new JobKey("www-data", "prod", "web");

    private Specs() {}

    /** A service of so many instances of one process that listens on one port. */
    public static JobSpec service(int instances) {
        return job(JobKind.SERVICE, instances, 1);
    }

    /** A job of so many instances that is done when they finish. */
    public static JobSpec adHoc(int instances, int maxTaskFailures) {
        return job(JobKind.AD_HOC, instances, maxTaskFailures);
    }

    private static JobSpec job(JobKind kind, int instances, int maxTaskFailures) {
        return new JobSpec(
                KEY,
                kind,
                instances,
                task(ProcessSpec.of("serve", "exec serve --port {{thermos.ports[http]}}")),
                new TreeMap<>(),
                0,
                maxTaskFailures,
                "web@example.org",
                new TreeMap<>());
    }

    /** A task of these processes that asks for one port, {@code http}. */
    public static TaskSpec task(ProcessSpec... processes) {
        return new TaskSpec(
                processes[0].name(),
                List.of(processes),
                List.of(),
                Resources.plain(500, 128_000, 64_000, Ranges.empty()),
                new TreeSet<>(Set.of("http")),
                TaskSpec.MAX_FAILURES_DEFAULT,
                0,
                Duration.ofSeconds(20),
                "www-data",
                new TreeMap<>(),
                LogPolicy.DEFAULT);
    }
}
