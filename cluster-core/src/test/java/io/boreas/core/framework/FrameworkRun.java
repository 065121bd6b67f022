package io.boreas.core.framework;

import io.boreas.core.agent.Notice;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.framework.FrameworkCommand.TaskNotices;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** One framework's machine at work: each decision is stored at once. */
final class FrameworkRun {
    static final FrameworkId ID = new FrameworkId("framework-1");
    static final AgentId AGENT = new AgentId("agent-1");
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private final FrameworkMachine machine = new FrameworkMachine();
    private final List<FrameworkEvent> journal = new ArrayList<>();
    private Framework framework = machine.vacant(ID);
    Instant now = NOW;

    /** A framework whose scheduler is connected on stream {@code s1}, with a failover timeout of 10 s. */
    static FrameworkRun subscribed(Capability... capabilities) {
        var run = new FrameworkRun();
        run.tell(new FrameworkCommand.Subscribe(wish(10, capabilities), true, "s1"));
        return run;
    }

    static FrameworkWish wish(double failoverSeconds, Capability... capabilities) {
        var all = new TreeSet<>(Arrays.asList(capabilities));
        all.add(Capability.MULTI_ROLE);
        return new FrameworkWish(
                "test",
                "root",
                Optional.of("alice"),
                true,
                failoverSeconds,
                Optional.empty(),
                List.of("web", "web/eu"),
                all,
                List.of(),
                Payload.of(new byte[] {1, 2}));
    }

    /** What is accepted, and sent again. */
    FrameworkReply repeat(FrameworkCommand command) {
        return machine.repeated(framework, command);
    }

    FrameworkReply tell(FrameworkCommand command) {
        var decision = machine.decide(framework, command, now);
        for (var event : decision.events()) {
            framework = machine.evolve(framework, event);
            journal.add(event);
        }
        return decision.reply();
    }

    FrameworkReply hear(TaskRun run, Notice... notices) {
        return tell(new FrameworkCommand.Hear(List.of(new TaskNotices(run, List.of(notices)))));
    }

    Framework framework() {
        return framework;
    }

    List<FrameworkEvent> journal() {
        return journal;
    }

    List<FrameworkEffect> owed() {
        return machine.outstanding(framework);
    }

    /** The updates its scheduler is owed now. */
    List<TaskUpdate> updates() {
        return owed().stream()
                .filter(FrameworkEffect.Deliver.class::isInstance)
                .map(effect -> ((FrameworkEffect.Deliver) effect).update())
                .toList();
    }

    FrameworkReply acknowledge(TaskUpdate update) {
        return tell(new FrameworkCommand.Acknowledge(
                framework.streamId(),
                update.agent().orElseThrow(),
                update.task(),
                update.uuid().orElseThrow()));
    }

    Framework replayed() {
        var state = machine.vacant(ID);
        for (var event : journal) {
            state = machine.evolve(state, event);
        }
        return state;
    }

    static TaskRun run(int number) {
        return run(number, AGENT, NOW);
    }

    static TaskRun run(int number, AgentId agent, Instant launchedAt) {
        var task = new TaskId("task-" + number);
        return new TaskRun(task, TaskKeys.run(ID, task, launchedAt), agent, "web", new Role("web"), launchedAt);
    }

    static Notice staging() {
        return new Notice(1, TaskStatus.of(TaskState.STAGING, StatusSource.MASTER, NOW));
    }

    static Notice notice(long sequence, TaskState state) {
        return new Notice(sequence, TaskStatus.of(state, StatusSource.EXECUTOR, NOW));
    }

    static Notice unreachable(long sequence) {
        return new Notice(
                sequence,
                new TaskStatus(TaskState.UNREACHABLE, TaskReason.AGENT_REMOVED, StatusSource.MASTER, "silent", NOW));
    }
}
