package io.boreas.core.job;

import io.boreas.core.agent.Admission;
import io.boreas.core.agent.Notice;
import io.boreas.core.gen.Gen;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobCommand.TaskNotices;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Agents' groups as a job sees them: they admit or refuse, stop, tell until acknowledged, and fall silent. Messages to and
 * from each keep their order, may be sent any number of times, and take any time.
 */
final class AgentsModel {
    private final Gen gen;
    private final List<Ledger> ledgers = new ArrayList<>();
    private boolean faulty = true;

    AgentsModel(Gen gen, int agents) {
        this.gen = gen;
        for (int i = 0; i < agents; i++) {
            ledgers.add(new Ledger(new AgentId("agent-" + i)));
        }
    }

    /** What a group is told. */
    private sealed interface Message {
        record Admit(Admission admission) implements Message {}

        record Kill(TaskId task) implements Message {}

        record Acknowledge(StatusAck ack) implements Message {}
    }

    /** A run on an agent. */
    static final class Run {
        private final TaskId task;
        private final int instance;
        private final List<Notice> notices = new ArrayList<>();
        private TaskState actual = TaskState.STAGING;
        private long sequence;
        private boolean killed;

        private Run(TaskId task, int instance) {
            this.task = task;
            this.instance = instance;
        }

        TaskId task() {
            return task;
        }

        int instance() {
            return instance;
        }

        /** Whether it runs or will, and nobody has told it to stop. */
        boolean isAuthorised() {
            return !actual.isTerminal() && !killed;
        }

        private void tell(TaskState state, Instant now) {
            notices.add(new Notice(++sequence, TaskStatus.of(state, StatusSource.AGENT, now)));
        }
    }

    /** One agent's group. */
    static final class Ledger {
        private final AgentId agent;
        private final TreeMap<TaskId, Run> runs = new TreeMap<>();
        private final Queue<Message> incoming = new ArrayDeque<>();
        private final Queue<JobCommand> outgoing = new ArrayDeque<>();
        private boolean reachable = true;

        private Ledger(AgentId agent) {
            this.agent = agent;
        }

        AgentId agent() {
            return agent;
        }

        Iterable<Run> runs() {
            return runs.values();
        }

        boolean isQuiet() {
            return incoming.isEmpty() && outgoing.isEmpty();
        }

        boolean isEmpty() {
            return runs.isEmpty();
        }
    }

    List<Ledger> ledgers() {
        return ledgers;
    }

    /** No more refusals, silence and ends nobody asked for. */
    void heal(Instant now) {
        faulty = false;
        ledgers.stream().filter(ledger -> !ledger.reachable).forEach(ledger -> flip(ledger, now));
    }

    void send(JobEffect effect) {
        ledger(effect.agent())
                .incoming
                .add(
                        switch (effect) {
                            case JobEffect.AdmitOn admit -> new Message.Admit(admit.admission());
                            case JobEffect.KillOn kill ->
                                new Message.Kill(kill.order().task());
                        });
    }

    /** Tells the group to which these notices belong that they were taken. */
    void acknowledge(AgentId agent, StatusAck ack) {
        ledger(agent).incoming.add(new Message.Acknowledge(ack));
    }

    /** One group takes its next message. */
    void take(Ledger ledger, Instant now) {
        var message = ledger.incoming.poll();
        if (message == null) {
            return;
        }
        switch (message) {
            case Message.Admit(var admission) -> admit(ledger, admission, now);
            case Message.Kill(var task) -> {
                var run = ledger.runs.get(task);
                if (run != null) {
                    run.killed = true;
                }
                ledger.outgoing.add(new JobCommand.KillsTaken(List.of(task), run == null ? Set.of(task) : Set.of()));
            }
            case Message.Acknowledge(var ack) -> {
                var run = ledger.runs.get(ack.task());
                if (run != null) {
                    run.notices.removeIf(notice -> notice.sequence() <= ack.sequence());
                    if (run.actual.isTerminal() && run.notices.isEmpty()) {
                        ledger.runs.remove(ack.task());
                    }
                }
            }
        }
    }

    private void admit(Ledger ledger, Admission admission, Instant now) {
        if (ledger.runs.containsKey(admission.task())) {
            return;
        }
        if (!ledger.reachable || faulty && gen.oneIn(4)) {
            ledger.outgoing.add(new JobCommand.RefuseChoices(ledger.agent, List.of(admission.task()), "full"));
            return;
        }
        var instance = ((Owner.JobInstance) admission.owner()).instance();
        var run = new Run(admission.task(), instance);
        run.tell(TaskState.STAGING, now);
        ledger.runs.put(run.task, run);
    }

    /** Each run of a reachable agent may move on. */
    void progress(Ledger ledger, Instant now) {
        if (!ledger.reachable) {
            return;
        }
        for (var run : ledger.runs.values()) {
            if (run.actual.isTerminal() || gen.flip()) {
                continue;
            }
            var next = run.killed
                    ? gen.pick(TaskState.KILLED, TaskState.KILLED, TaskState.FINISHED, TaskState.FAILED)
                    : next(run.actual);
            if (next != run.actual) {
                run.actual = next;
                run.tell(next, now);
            }
        }
    }

    private TaskState next(TaskState state) {
        return switch (state) {
            case STAGING -> gen.pick(TaskState.STARTING, TaskState.RUNNING);
            case STARTING -> TaskState.RUNNING;
            default ->
                faulty && gen.oneIn(3)
                        ? gen.pick(TaskState.FINISHED, TaskState.FAILED, TaskState.LOST, TaskState.ERROR)
                        : state;
        };
    }

    /** The agent falls silent, or returns with what it still runs. */
    void flip(Ledger ledger, Instant now) {
        ledger.reachable = !ledger.reachable;
        for (var run : ledger.runs.values()) {
            if (!run.actual.isTerminal()) {
                run.tell(ledger.reachable ? run.actual : TaskState.UNREACHABLE, now);
            }
        }
    }

    /** Sends what is not acknowledged, perhaps again. */
    void tell(Ledger ledger) {
        for (var run : ledger.runs.values()) {
            if (!run.notices.isEmpty()) {
                ledger.outgoing.add(new JobCommand.Hear(
                        List.of(new TaskNotices(run.instance, run.task, ledger.agent, run.notices, new TreeMap<>()))));
            }
        }
    }

    /** The next message a group sent to the job. */
    Optional<JobCommand> receive(Ledger ledger) {
        return Optional.ofNullable(ledger.outgoing.poll());
    }

    private Ledger ledger(AgentId agent) {
        return ledgers.stream()
                .filter(ledger -> ledger.agent.equals(agent))
                .findFirst()
                .orElseThrow();
    }
}
