package io.boreas.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.agent.Notice;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand.Choice;
import io.boreas.core.job.JobCommand.TaskNotices;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A job under test: commands in, state and all events so far out, and a clock that is moved by hand. */
final class JobRun {
    static final AgentId AGENT = new AgentId("agent-1");
    static final AgentId OTHER_AGENT = new AgentId("agent-2");
    static final String HOST = "host-1";
    static final int PORT = 31_000;

    private final JobMachine machine;
    private final List<JobEvent> events = new ArrayList<>();
    private final Map<TaskId, Long> sequences = new HashMap<>();
    private Job job;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    JobRun(JobSettings settings) {
        this.machine = new JobMachine(settings);
        this.job = machine.vacant(Specs.KEY);
    }

    /** A job that was created with the usual settings. */
    static JobRun of(JobSpec spec) {
        return of(spec, JobSettings.DEFAULT);
    }

    static JobRun of(JobSpec spec, JobSettings settings) {
        var run = new JobRun(settings);
        assertThat(run.send(new JobCommand.Create(spec, 42))).isEqualTo(JobReply.Done.DONE);
        return run;
    }

    JobMachine machine() {
        return machine;
    }

    Job job() {
        return job;
    }

    Instant now() {
        return now;
    }

    /** All events since the beginning. */
    List<JobEvent> events() {
        return events;
    }

    /** Sends a command and moves to where its events lead. */
    JobReply send(JobCommand command) {
        var decision = machine.decide(job, command, now);
        for (var event : decision.events()) {
            job = machine.evolve(job, event);
            events.add(event);
        }
        return decision.reply();
    }

    JobRun wait(Duration duration) {
        now = now.plus(duration);
        return this;
    }

    JobReply tick() {
        return send(new JobCommand.Tick());
    }

    JobReply kill(Integer... instances) {
        return send(new JobCommand.KillInstances(new TreeSet<>(Arrays.asList(instances)), "Killed by alice"));
    }

    JobReply restart(Integer... instances) {
        return send(new JobCommand.RestartInstances(new TreeSet<>(Arrays.asList(instances)), "Restarted by alice"));
    }

    JobReply choose(int instance) {
        return choose(instance, AGENT);
    }

    JobReply choose(int instance, AgentId agent) {
        return send(new JobCommand.Choose(
                List.of(new Choice(instance, task(instance).id(), agent, HOST))));
    }

    JobReply refuse(int instance) {
        return send(new JobCommand.RefuseChoices(AGENT, List.of(task(instance).id()), "full"));
    }

    /** The agent's group tells the next states of the active task. */
    JobReply hear(int instance, TaskState... states) {
        var task = task(instance);
        return hear(instance, task.id(), task.placement().map(Placement::agent).orElse(AGENT), states);
    }

    JobReply hear(int instance, TaskId task, AgentId agent, TaskState... states) {
        var notices = Arrays.stream(states)
                .map(state -> new Notice(sequences.merge(task, 1L, Long::sum), status(state)))
                .toList();
        return hear(instance, task, agent, notices);
    }

    JobReply hear(int instance, TaskId task, AgentId agent, List<Notice> notices) {
        return send(new JobCommand.Hear(
                List.of(new TaskNotices(instance, task, agent, notices, new TreeMap<>(Map.of("http", PORT))))));
    }

    TaskStatus status(TaskState state) {
        return new TaskStatus(state, TaskReason.NONE, StatusSource.AGENT, "seen", now);
    }

    /** Chooses a place for the instance and lets its agent's group tell these states, STAGING first. */
    JobRun start(int instance, TaskState... then) {
        choose(instance);
        hear(instance, TaskState.STAGING);
        hear(instance, then);
        return this;
    }

    /** Tells that all kills were taken, by groups that know nothing of their tasks. */
    JobRun takeKills() {
        var tasks = kills();
        send(new JobCommand.KillsTaken(tasks, Set.copyOf(tasks)));
        return this;
    }

    /** Tells that all kills were taken, and that their tasks are there. */
    JobRun takeKillsOfWhatIsThere() {
        send(new JobCommand.KillsTaken(kills(), Set.of()));
        return this;
    }

    private List<TaskId> kills() {
        return machine.outstanding(job).stream()
                .flatMap(effect -> effect instanceof JobEffect.KillOn(var agent, var order)
                        ? Stream.of(order.task())
                        : Stream.empty())
                .toList();
    }

    /** The active task of the instance. */
    InstanceTask task(int instance) {
        return job.active().get(instance).orElseThrow();
    }

    ScheduleStatus statusOf(int instance) {
        return task(instance).status();
    }

    /** The task that ended last. */
    InstanceTask lastEnded() {
        return job.ended().getLast();
    }

    /** What the run of this id went through. */
    static List<ScheduleStatus> path(InstanceTask task) {
        return task.history().stream().map(StatusChange::status).toList();
    }
}
