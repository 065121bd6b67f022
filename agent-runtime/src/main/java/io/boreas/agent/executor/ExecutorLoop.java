package io.boreas.agent.executor;

import io.boreas.agent.executor.HeldExecutor.Deadline;
import io.boreas.agent.gateway.ExecutorAnswer;
import io.boreas.agent.gateway.ExecutorStream;
import io.boreas.agent.gateway.ExecutorUpdate;
import io.boreas.agent.gateway.HostedState;
import io.boreas.agent.gateway.Subscription;
import io.boreas.agent.task.HeldTask;
import io.boreas.agent.task.ProcessTaskRunner;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Says which executor something is about, and hands it to those who know its kind. Used by one thread. */
final class ExecutorLoop {
    private final Ledger ledger;
    private final TaskGroups groups;
    private final CustomExecutors custom;
    private final ProcessTaskRunner processes;
    private final ExecutorTokens tokens;
    private final boolean authenticate;

    ExecutorLoop(
            Ledger ledger,
            TaskGroups groups,
            CustomExecutors custom,
            ProcessTaskRunner processes,
            ExecutorTokens tokens,
            boolean authenticate) {
        this.ledger = ledger;
        this.groups = groups;
        this.custom = custom;
        this.processes = processes;
        this.tokens = tokens;
        this.authenticate = authenticate;
    }

    /**
     * Goes on with what is stored.
     *
     * @param found the processes that were found, also those of tasks without an executor
     * @return all tasks held, of whichever kind
     */
    List<HeldTask> adopt(List<HeldTask> found) {
        Map<TaskId, HeldTask> tasks = new LinkedHashMap<>();
        found.forEach(task -> tasks.put(task.task(), task));
        for (var held : List.copyOf(ledger.journal().executors().values())) {
            var process = Optional.ofNullable(tasks.remove(held.process()));
            if (held.isLive()) {
                if (held.isBuiltIn()) {
                    adoptGroups(held, tasks);
                } else {
                    process.ifPresentOrElse(known -> adopt(held, known), () -> custom.start(held));
                }
                held.stop().ifPresent(order -> stop(held, order.grace()));
            } else {
                process.flatMap(known -> known.unacknowledged().stream().reduce((a, b) -> b))
                        .ifPresent(last -> processes.acknowledge(new StatusAck(held.process(), last.sequence())));
            }
        }
        for (var work : ledger.journal().works()) {
            var key = work.work().key();
            tasks.putIfAbsent(
                    key,
                    new HeldTask(
                            key,
                            new Owner.Framework(work.work().framework()),
                            work.state(),
                            work.sequence(),
                            work.unacknowledged()));
        }
        return List.copyOf(tasks.values());
    }

    /** Ends that no master has acknowledged. */
    List<FromAgent.ExecutorExited> exits() {
        var exits = new ArrayList<FromAgent.ExecutorExited>();
        ledger.journal().executors().values().forEach(held -> held.exit()
                .ifPresent(status -> exits.add(new FromAgent.ExecutorExited(held.run(), status))));
        return exits;
    }

    List<ExecutorRun> executors() {
        return List.copyOf(ledger.journal().executors().keySet());
    }

    private void adopt(HeldExecutor held, HeldTask process) {
        custom.adopt(held);
        if (process.state().isTerminal()) {
            process.unacknowledged().forEach(update -> custom.observed(held, update));
        }
    }

    private void adoptGroups(HeldExecutor held, Map<TaskId, HeldTask> tasks) {
        var lost = new ArrayList<HeldWork>();
        for (var work : held.live()) {
            var process = tasks.get(work.work().key());
            if (process == null) {
                lost.add(work);
            } else if (process.state().isTerminal()) {
                process.unacknowledged().stream()
                        .reduce((a, b) -> b)
                        .ifPresent(last -> groups.observed(held, work, last));
            } else {
                work.kill().ifPresent(groups::kill);
            }
        }
        if (lost.isEmpty()) {
            groups.endIfIdle(held);
        } else {
            // Stored, and never started: the agent died in between.
            groups.launch(held, lost);
        }
    }

    void launch(FromMaster.LaunchWorks launch, Runnable stored) {
        var known = ledger.journal().executors().get(launch.executor().run());
        var fresh = launch.works().stream()
                .filter(work -> ledger.journal().work(work.key()).isEmpty())
                .toList();
        if (fresh.isEmpty()) {
            ledger.then(stored);
            return;
        }
        ledger.store(
                new ExecutorEntry.Launched(new FromMaster.LaunchWorks(fresh, launch.executor(), launch.framework())),
                stored);
        var held = ledger.journal().executorOf(fresh.getFirst().key()).orElseThrow();
        var works = fresh.stream()
                .flatMap(work -> ledger.journal().work(work.key()).stream())
                .toList();
        if (!held.isLive()) {
            works.forEach(work ->
                    ledger.report(work, TaskState.DROPPED, held.endReason(), "its executor had ended when it came"));
        } else if (held.isBuiltIn()) {
            groups.launch(held, works);
        } else if (known == null) {
            custom.start(held);
        } else {
            custom.launched(held, works);
        }
    }

    void kill(KillOrder order) {
        var held = ledger.journal().executorOf(order.task());
        var work = ledger.journal().work(order.task()).filter(HeldWork::isLive);
        if (held.isEmpty() || work.isEmpty()) {
            return;
        }
        ledger.store(new ExecutorEntry.KillOrdered(order), () -> {});
        if (held.get().isBuiltIn()) {
            groups.kill(order);
        } else {
            custom.kill(held.get(), work.get(), order);
        }
    }

    /** Statuses of a task with a process of its own are kept with that process. */
    void acknowledge(StatusAck ack) {
        boolean ours = ledger.journal()
                .work(ack.task())
                .filter(work -> work.sequence() > 0)
                .isPresent();
        if (ours) {
            ledger.storeLazily(new ExecutorEntry.Acknowledged(ack), () -> {});
        } else {
            processes.acknowledge(ack);
        }
    }

    void stop(FromMaster.StopExecutor order) {
        var held = ledger.journal().executors().get(order.executor());
        if (held != null && held.isLive()) {
            ledger.store(new ExecutorEntry.StopOrdered(order), () -> {});
            stop(held, order.grace());
        }
    }

    private void stop(HeldExecutor held, Duration grace) {
        if (held.isBuiltIn()) {
            groups.stop(held, grace);
        } else {
            custom.stop(held, grace);
        }
    }

    /** Ends an executor and all in it at once, because what it holds is needed. It is stored with its processes. */
    void preempt(ExecutorRun executor, String why) {
        var held = ledger.journal().executors().get(executor);
        if (held == null || !held.isLive()) {
            return;
        }
        if (held.isBuiltIn()) {
            groups.preempt(held, why);
        } else {
            custom.preempt(held, why);
        }
    }

    void deliver(FromMaster.TellExecutor message) {
        living(message.executor())
                .filter(held -> !held.isBuiltIn())
                .ifPresent(held -> custom.message(held, message.data()));
    }

    void forget(ExecutorRun executor) {
        ledger.storeLazily(new ExecutorEntry.Forgotten(executor), () -> {});
    }

    /** Something happened to a process that is an executor's, or of a task in the built-in one. */
    void observed(StatusUpdate update) {
        var work = ledger.journal().work(update.task());
        if (work.isPresent()) {
            ledger.journal().executorOf(update.task()).ifPresent(held -> groups.observed(held, work.get(), update));
        } else {
            ledger.byProcess(update.task()).ifPresent(held -> custom.observed(held, update));
        }
    }

    ExecutorAnswer subscribe(
            ExecutorKey key, Optional<String> token, Subscription subscription, ExecutorStream stream) {
        return called(key, token, held -> {
            custom.subscribe(held, subscription, stream);
            return ExecutorAnswer.TAKEN;
        });
    }

    void unsubscribed(ExecutorKey key, ExecutorStream stream) {
        living(key).ifPresent(held -> custom.unsubscribed(held, stream));
    }

    ExecutorAnswer update(ExecutorKey key, Optional<String> token, ExecutorUpdate update) {
        return subscribed(key, token, held -> custom.update(held, update));
    }

    ExecutorAnswer message(ExecutorKey key, Optional<String> token, Payload data) {
        return subscribed(key, token, held -> ledger.said(new FromAgent.ExecutorSaid(key, data)));
    }

    ExecutorAnswer heartbeat(ExecutorKey key, Optional<String> token) {
        return subscribed(key, token, held -> {});
    }

    private ExecutorAnswer subscribed(ExecutorKey key, Optional<String> token, Consumer<HeldExecutor> then) {
        return called(key, token, held -> {
            if (held.stream().isEmpty()) {
                return ExecutorAnswer.UNSUBSCRIBED;
            }
            then.accept(held);
            return ExecutorAnswer.TAKEN;
        });
    }

    private ExecutorAnswer called(
            ExecutorKey key, Optional<String> token, Function<HeldExecutor, ExecutorAnswer> then) {
        if (authenticate && ExecutorTokens.isForeign(key, token.orElse(""))) {
            return ExecutorAnswer.FOREIGN_TOKEN;
        }
        var held = living(key).filter(one -> !one.isBuiltIn());
        if (held.isEmpty()) {
            return isKnown(key) ? ExecutorAnswer.UNKNOWN_EXECUTOR : ExecutorAnswer.UNKNOWN_FRAMEWORK;
        }
        if (authenticate && !tokens.isOf(held.get(), token.orElse(""))) {
            return ExecutorAnswer.FOREIGN_TOKEN;
        }
        return ledger.isFull() ? ExecutorAnswer.BUSY : then.apply(held.get());
    }

    private boolean isKnown(ExecutorKey key) {
        return ledger.journal().executors().keySet().stream()
                .anyMatch(run -> run.key().framework().equals(key.framework()));
    }

    private Optional<HeldExecutor> living(ExecutorKey key) {
        return ledger.journal().executors().values().stream()
                .filter(held -> held.isLive() && held.run().key().equals(key))
                .findFirst();
    }

    List<HostedState> states() {
        return ledger.journal().executors().values().stream()
                .map(HeldExecutor::state)
                .toList();
    }

    /** When something is due if nothing happens. */
    Instant wake() {
        var wake = ledger.wake();
        for (var held : ledger.journal().executors().values()) {
            wake = held.deadlineAt().isBefore(wake) ? held.deadlineAt() : wake;
        }
        return wake;
    }

    /** Does what is due, and makes all that was decided durable. */
    void finish() {
        var now = ledger.now();
        for (var held : ledger.journal().executors().values()) {
            if (held.deadline() != Deadline.NONE && !held.deadlineAt().isAfter(now)) {
                custom.overdue(held);
            }
        }
        ledger.commit();
    }
}
