package io.boreas.actors.stage;

import io.boreas.core.agent.Admission;
import io.boreas.core.agent.FrameworkTask;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobKind;
import io.boreas.core.job.JobSpec;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.link.TaskReport;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.Payload;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Plain examples of what the actors speak about. */
public final class Samples {
    public static final AgentId AGENT = new AgentId("agent-1");
    public static final AgentId OTHER_AGENT = new AgentId("agent-2");
    public static final JobKey JOB = new JobKey("www", "prod", "web");
    public static final JobKey OTHER_JOB = new JobKey("www", "prod", "cache");
    public static final String AGENT_RESOURCES = "cpus:4;mem:4096;disk:8192;ports:[31000-31009]";
    public static final String TASK_RESOURCES = "cpus:1;mem:512";

    private Samples() {}

    public static TaskId task(int number) {
        return new TaskId("task-" + number);
    }

    /** A task of one process that sleeps. */
    public static TaskSpec spec(String resources) {
        return new TaskSpec(
                "web",
                List.of(ProcessSpec.of("run", "sleep 1000")),
                List.of(),
                Resources.parse(resources),
                new TreeSet<>(),
                TaskSpec.MAX_FAILURES_DEFAULT,
                0,
                TaskSpec.FINALIZATION_WAIT_DEFAULT,
                "",
                new TreeMap<>(),
                LogPolicy.DEFAULT);
    }

    /** A service of so many instances of such a task. */
    public static JobSpec service(JobKey job, int instances) {
        return new JobSpec(
                job, JobKind.SERVICE, instances, spec(TASK_RESOURCES), new TreeMap<>(), 0, 1, "", new TreeMap<>());
    }

    /** The wish to run the task of this number as an instance of the job. */
    public static Admission admission(JobKey job, int number) {
        return admission(job, number, TASK_RESOURCES);
    }

    public static Admission admission(JobKey job, int number, String resources) {
        return new Admission(task(number), new Owner.JobInstance(job, number), spec(resources));
    }

    /** The first message of an agent that holds these. */
    /** A task of a framework that runs a command on the agent. */
    public static FrameworkTask frameworkTask(AgentId agent, String id, String resources) {
        return new FrameworkTask(
                id,
                "web",
                agent.value(),
                Resources.parse(resources),
                List.of(),
                new TreeMap<>(),
                Optional.of(spec(resources)),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Payload.of(new byte[] {1}));
    }

    public static FromAgent.Hello hello(AgentId agent, TaskReport... tasks) {
        var info = new AgentInfo("host-of-" + agent, 5051, Attributes.none(), Resources.parse(AGENT_RESOURCES), "1.0");
        return new FromAgent.Hello(agent, "boot-1", info, List.of(tasks));
    }

    public static TaskReport report(JobKey job, int number, TaskState state, long sequence) {
        return new TaskReport(task(number), new Owner.JobInstance(job, number), state, sequence);
    }

    public static StatusUpdate update(int number, long sequence, TaskState state) {
        return new StatusUpdate(task(number), sequence, status(state));
    }

    public static TaskStatus status(TaskState state) {
        return TaskStatus.of(state, StatusSource.EXECUTOR, SetClock.START);
    }

    public static KillOrder killOrder(int number, int graceSeconds) {
        return new KillOrder(task(number), Duration.ofSeconds(graceSeconds), "not wanted any more");
    }
}
