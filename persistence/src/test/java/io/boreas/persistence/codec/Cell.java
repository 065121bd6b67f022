package io.boreas.persistence.codec;

import io.boreas.core.agent.AgentEvent;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.Placement;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.Recorded;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.LogPolicy;
import io.boreas.core.task.ProcessSpec;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskSpec;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/** Batches like those of a busy cell: tasks of a few services, started, running and acknowledged on many agents. */
final class Cell {
    private static final Instant START = Instant.parse("2026-03-01T08:00:00.125Z");

    private final int jobs;
    private final int agents;
    private int tasks;

    /** A cell of so many services on so many agents. */
    Cell(int jobs, int agents) {
        this.jobs = jobs;
        this.agents = agents;
    }

    static JobKey job(int number) {
        return new JobKey("www-data", "prod", "frontend-" + number);
    }

    /** A new instance each time, as every decoded command brings one. */
    static TaskSpec spec(int number) {
        var environment = new TreeMap<String, String>();
        environment.put("JAVA_OPTS", "-Xmx512m -XX:+UseG1GC -Dservice=" + number);
        environment.put("REGION", "eu-central-1");
        return new TaskSpec(
                "frontend-" + number,
                List.of(
                        ProcessSpec.of(
                                "fetch", "curl -fsSO https://artifacts.example.org/frontend-" + number + ".tar.gz"),
                        ProcessSpec.of(
                                "serve", "exec ./serve --port {{thermos.ports[http]}} --instance {{mesos.instance}}")),
                List.of(new TaskSpec.Order("fetch", "serve")),
                Resources.plain(500, 512_000, 1_024_000, Ranges.empty()),
                new TreeSet<>(List.of("http")),
                1,
                0,
                Duration.ofSeconds(30),
                "www-data",
                environment,
                LogPolicy.DEFAULT);
    }

    /** So many launches of one job, as the planner's one command asks for. */
    Batch<AgentId, AgentEvent> launches(int count) {
        var cause = new Cause(id("command", tasks), "boreas");
        var events = new ArrayList<Recorded<AgentId, AgentEvent>>();
        for (int i = 0; i < count; i++) {
            events.add(new Recorded<>(agent(tasks), cause, launched(tasks, 0, spec(0), START)));
            tasks++;
        }
        return new Batch<>(GroupKind.AGENT, START, events);
    }

    /** A batch of an agents' group: one event in five a launch, two a status, two an acknowledgement. */
    Batch<AgentId, AgentEvent> agentBatch(int count) {
        var at = START.plusMillis(tasks);
        var specs = new TreeMap<Integer, TaskSpec>();
        var events = new ArrayList<Recorded<AgentId, AgentEvent>>();
        for (int i = 0; i < count; i++) {
            int task = tasks + i / 5;
            var agent = agent(task);
            var cause = i % 5 == 0 ? new Cause(id("admit", task / 20), "boreas") : Cause.SYSTEM;
            events.add(new Recorded<>(
                    agent,
                    cause,
                    switch (i % 5) {
                        case 0 -> launched(task, task % jobs, specs.computeIfAbsent(task % jobs, Cell::spec), at);
                        case 1 -> observed(task, 1, TaskState.STARTING, "", at);
                        case 2 -> observed(task, 2, TaskState.RUNNING, "running: 2 processes", at);
                        case 3 -> new AgentEvent.NoticesAcknowledged(List.of(new StatusAck(task(task), 1)));
                        default -> new AgentEvent.NoticesAcknowledged(List.of(new StatusAck(task(task), 3)));
                    }));
        }
        tasks += count / 5;
        return new Batch<>(GroupKind.AGENT, at, events);
    }

    /** A batch of a jobs' group: each task moves as it is told. */
    Batch<JobKey, JobEvent> jobBatch(int count) {
        var at = START.plusMillis(tasks);
        var events = new ArrayList<Recorded<JobKey, JobEvent>>();
        for (int i = 0; i < count; i++) {
            int task = tasks + i / 3;
            var to =
                    switch (i % 3) {
                        case 0 -> ScheduleStatus.ASSIGNED;
                        case 1 -> ScheduleStatus.STARTING;
                        default -> ScheduleStatus.RUNNING;
                    };
            var placement = i % 3 == 0
                    ? Optional.of(new Placement(agent(task), host(task), ports(task)))
                    : Optional.<Placement>empty();
            var moved = new JobEvent.Moved(task, task(task), to, i % 3 + 1, placement, false, "", at);
            events.add(new Recorded<>(job(task % jobs), Cause.SYSTEM, moved));
        }
        tasks += count / 3;
        return new Batch<>(GroupKind.JOB, at, events);
    }

    private AgentEvent launched(int task, int job, TaskSpec spec, Instant at) {
        int port = 31_000 + task % 1_000;
        var resources = Resources.plain(500, 512_000, 1_024_000, Ranges.single(port));
        return new AgentEvent.TaskLaunched(
                task(task), new Owner.JobInstance(job(job), task), spec, resources, ports(task), at);
    }

    private static AgentEvent observed(int task, int sequence, TaskState state, String message, Instant at) {
        var status = new TaskStatus(
                state,
                TaskStatus.of(state, StatusSource.EXECUTOR, at).reason(),
                StatusSource.EXECUTOR,
                message,
                at.minusMillis(7));
        return new AgentEvent.TaskObserved(task(task), sequence, status);
    }

    private static SortedMap<String, Integer> ports(int task) {
        var ports = new TreeMap<String, Integer>();
        ports.put("http", 31_000 + task % 1_000);
        return ports;
    }

    private AgentId agent(int task) {
        return new AgentId(id("agent", task % agents));
    }

    private String host(int task) {
        return "node-" + task % agents + ".rack-7.example.org";
    }

    private static TaskId task(int number) {
        return new TaskId(
                "www-data-prod-frontend-" + number + "-" + id("task", number).substring(0, 13));
    }

    private static String id(String kind, int number) {
        long hash = (kind.hashCode() * 31L + number) * 0x9e3779b97f4a7c15L;
        return new UUID(hash, Long.rotateLeft(hash, 29) * 0xbf58476d1ce4e5b9L).toString();
    }
}
