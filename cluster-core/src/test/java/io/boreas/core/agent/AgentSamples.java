package io.boreas.core.agent;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.link.FromAgent.Hello;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.link.TaskReport;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.resource.Terms;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Plain examples of what agents' tests speak about. */
public final class AgentSamples {
    public static final AgentId AGENT = new AgentId("agent-1");
    public static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    public static final String TOTAL = "cpus:4;mem:4096;disk:8192;ports:[31000-31009]";

    private AgentSamples() {}

    public static TaskId task(int number) {
        return new TaskId("task-" + number);
    }

    public static Owner owner(int instance) {
        return new Owner.JobInstance(new JobKey("www", "prod", "web"), instance);
    }

    public static TaskSpec spec(String resources, String... ports) {
        return new TaskSpec(
                "web",
                List.of(ProcessSpec.of("run", "sleep 1000")),
                List.of(),
                Resources.parse(resources),
                new TreeSet<>(Set.of(ports)),
                1,
                0,
                TaskSpec.FINALIZATION_WAIT_DEFAULT,
                "",
                new TreeMap<>(),
                LogPolicy.DEFAULT);
    }

    public static Admission admission(int number) {
        return new Admission(task(number), owner(number), spec("cpus:1;mem:512", "http"));
    }

    public static AgentInfo info(String resources) {
        return new AgentInfo("host-1", 5051, Attributes.none(), Resources.parse(resources), "1.0");
    }

    public static Hello hello(TaskReport... tasks) {
        return hello(TOTAL, tasks);
    }

    public static Hello hello(String resources, TaskReport... tasks) {
        return new Hello(AGENT, "boot-1", info(resources), List.of(tasks));
    }

    public static TaskReport report(int number, TaskState state, long sequence) {
        return new TaskReport(task(number), owner(number), state, sequence);
    }

    public static StatusUpdate update(int number, long sequence, TaskState state) {
        return new StatusUpdate(task(number), sequence, TaskStatus.of(state, StatusSource.EXECUTOR, NOW));
    }

    public static KillOrder killOrder(int number, int seconds) {
        return new KillOrder(task(number), Duration.ofSeconds(seconds), "not wanted any more");
    }

    public static Lease lease(int number, String resources) {
        return lease(number, Resources.parse(resources));
    }

    public static Lease lease(int number, Resources resources) {
        return new Lease(new OfferId("offer-" + number), new FrameworkId("framework-1"), Role.STAR, resources, NOW);
    }

    public static Resources revocable(String resources) {
        return Resources.parse(resources).onTerms(Terms::asRevocable);
    }
}
