package io.boreas.agent.executor;

import io.boreas.agent.executor.HeldExecutor.Deadline;
import io.boreas.agent.gateway.ExecutorEvent;
import io.boreas.agent.gateway.ExecutorStream;
import io.boreas.agent.gateway.ExecutorUpdate;
import io.boreas.agent.gateway.Subscription;
import io.boreas.agent.task.ProcessTaskRunner;
import io.boreas.core.id.AgentId;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executors that frameworks wrote: each is one process, which subscribes to the agent, is told what to run, and says how that
 * goes. Used by one thread.
 */
final class CustomExecutors {
    private static final Logger LOG = LoggerFactory.getLogger(CustomExecutors.class);

    /** The wait status of an executor that could not be started: what a shell answers for a command it does not find. */
    private static final int UNSTARTABLE = 127 << 8;

    private final Ledger ledger;
    private final ProcessTaskRunner processes;
    private final ExecutorLauncher launcher;
    private final ExecutorSettings settings;
    private final AgentId agent;
    private final Consumer<Runnable> later;

    /**
     * @param later does something on the same thread, after all that is done now
     */
    CustomExecutors(
            Ledger ledger,
            ProcessTaskRunner processes,
            ExecutorLauncher launcher,
            ExecutorSettings settings,
            AgentId agent,
            Consumer<Runnable> later) {
        this.ledger = ledger;
        this.processes = processes;
        this.launcher = launcher;
        this.settings = settings;
        this.agent = agent;
        this.later = later;
    }

    /** Starts its process, when what was stored before is durable. */
    void start(HeldExecutor held) {
        held.deadline(Deadline.REGISTRATION, ledger.now().plus(settings.registrationTimeout()));
        ledger.then(() -> {
            try {
                processes.launch(launcher.launch(held, agent));
            } catch (RuntimeException e) {
                var why = "its executor cannot be started: " + e.getMessage();
                later.accept(() -> unstartable(held, why));
            }
        });
    }

    private void unstartable(HeldExecutor held, String why) {
        held.endsBecause(TaskReason.CONTAINER_LAUNCH_FAILED, why);
        end(held, UNSTARTABLE);
    }

    /** Goes on with an executor whose process lived when the agent was started. */
    void adopt(HeldExecutor held) {
        if (held.hasEverSubscribed()) {
            held.deadline(Deadline.REREGISTRATION, ledger.now().plus(settings.reregistrationTimeout()));
            held.works().values().forEach(HeldWork::sent);
        } else {
            held.deadline(Deadline.REGISTRATION, ledger.now().plus(settings.registrationTimeout()));
        }
        resize(held);
    }

    /** Its process may use what it and the tasks in it hold. */
    private void resize(HeldExecutor held) {
        var resources = held.resources();
        ledger.then(() -> processes.resize(held.process(), resources));
    }

    /** More tasks for one that runs. */
    void launched(HeldExecutor held, List<HeldWork> works) {
        resize(held);
        if (held.stream().isPresent()) {
            send(held, works);
        }
    }

    /** Its process came into a state. */
    void observed(HeldExecutor held, StatusUpdate update) {
        if (update.status().state().isTerminal()) {
            if (held.endMessage().isEmpty()) {
                var reason = update.status().reason();
                held.endsBecause(
                        reason == TaskReason.NONE ? TaskReason.EXECUTOR_TERMINATED : reason,
                        "its executor ended: " + update.status().message());
            }
            end(held, processes.waitStatus(update.task()));
        }
        ledger.then(() -> processes.acknowledge(new StatusAck(update.task(), update.sequence())));
    }

    private void end(HeldExecutor held, int status) {
        // Source: Mesos, Slave::_qosCorrections.
        var state = held.endReason() == TaskReason.CONTAINER_PREEMPTED ? TaskState.GONE : TaskState.FAILED;
        for (var work : held.live()) {
            ledger.report(work, state, held.endReason(), held.endMessage());
        }
        held.stream().ifPresent(ExecutorStream::close);
        held.stream(Optional.empty());
        ledger.exited(held, status);
    }

    void subscribe(HeldExecutor held, Subscription subscription, ExecutorStream stream) {
        held.stream().ifPresent(ExecutorStream::close);
        held.stream(Optional.of(stream));
        if (held.deadline() != Deadline.SHUTDOWN) {
            held.deadline(Deadline.NONE, Instant.MAX);
        }
        if (!held.hasEverSubscribed()) {
            ledger.storeLazily(new ExecutorEntry.Subscribed(held.run()), () -> {});
        }
        stream.send(new ExecutorEvent.Subscribed(
                held.hosted(), held.framework(), agent, settings.info(), held.container()));
        subscription.updates().forEach(update -> update(held, update));
        var missing = new ArrayList<HeldWork>();
        for (var work : held.live()) {
            if (work.sequence() == 0
                    && !subscription.tasks().contains(work.work().id())) {
                missing.add(work);
            } else {
                work.sent();
            }
        }
        send(held, missing);
        held.live().stream()
                .filter(HeldWork::isSent)
                .flatMap(work -> work.kill().stream())
                .forEach(order -> sendKill(held, order));
        held.stop().ifPresent(order -> stream.send(new ExecutorEvent.Shutdown()));
    }

    void unsubscribed(HeldExecutor held, ExecutorStream stream) {
        if (held.stream().filter(current -> current == stream).isPresent()) {
            held.stream(Optional.empty());
        }
    }

    /** Hands tasks over, groups as groups, in the order they came. */
    private void send(HeldExecutor held, List<HeldWork> works) {
        var left = new LinkedHashSet<>(works);
        while (!left.isEmpty()) {
            var first = left.getFirst();
            var together = held.group(first).stream().filter(left::contains).toList();
            left.removeAll(together);
            if (!mounted(held, together)) {
                continue;
            }
            together.forEach(HeldWork::sent);
            var group = together.stream().map(HeldWork::work).toList();
            say(
                    held,
                    first.work().group().isPresent()
                            ? new ExecutorEvent.LaunchGroup(group)
                            : new ExecutorEvent.Launch(first.work()));
        }
    }

    /** Whether the volumes of these tasks appear in their executor's sandbox; else the tasks have failed. */
    private boolean mounted(HeldExecutor held, List<HeldWork> works) {
        try {
            for (var work : works) {
                processes.mount(held.process(), work.work().resources());
            }
            return true;
        } catch (IOException e) {
            var why = "its volumes cannot be had: " + e.getMessage();
            works.forEach(work -> {
                ledger.report(work, TaskState.FAILED, TaskReason.CONTAINER_LAUNCH_FAILED, why);
                release(held, work);
            });
            return false;
        }
    }

    /** Volumes that neither the executor nor another of its tasks holds disappear from its sandbox. */
    private void release(HeldExecutor held, HeldWork over) {
        var volumes = over.work().resources().persistentVolumes();
        if (volumes.isEmpty()) {
            return;
        }
        var kept = new HashSet<>(held.hosted().executor().resources().toList());
        held.live().forEach(work -> kept.addAll(work.work().resources().toList()));
        processes.unmount(held.process(), volumes.filter(volume -> !kept.contains(volume)));
    }

    /** What an executor hears relies on all that was stored before. */
    private void say(HeldExecutor held, ExecutorEvent event) {
        var stream = held.stream();
        ledger.then(() -> stream.ifPresent(open -> open.send(event)));
    }

    void update(HeldExecutor held, ExecutorUpdate update) {
        var known = held.works().values().stream()
                .filter(work -> work.work().id().equals(update.task()))
                .findFirst();
        var acknowledged = new ExecutorEvent.Acknowledged(update.task(), update.uuid());
        if (known.isEmpty() || known.get().knows(update.uuid()) || !known.get().isLive()) {
            if (known.isEmpty()) {
                LOG.warn(
                        "an update of a task that is not held is dropped: executor={} taskId={}",
                        held.run(),
                        update.task());
            }
            say(held, acknowledged);
            return;
        }
        known.get().sent();
        ledger.report(known.get(), update.status(), update.uuid(), () -> {});
        if (update.status().state().isTerminal()) {
            release(held, known.get());
            resize(held);
        }
        say(held, acknowledged);
    }

    void message(HeldExecutor held, Payload data) {
        held.stream().ifPresent(stream -> stream.send(new ExecutorEvent.Message(data)));
    }

    void kill(HeldExecutor held, HeldWork work, KillOrder order) {
        if (work.isSent()) {
            sendKill(held, order);
            return;
        }
        // A group starts as a whole or not at all.
        for (var one : held.group(work)) {
            if (one.isLive() && !one.isSent()) {
                ledger.report(
                        one,
                        TaskState.KILLED,
                        TaskReason.TASK_KILLED_DURING_LAUNCH,
                        "killed before its executor had it");
            }
        }
        if (held.live().isEmpty() && !held.hasEverSubscribed()) {
            killProcess(held, TaskReason.EXECUTOR_TERMINATED, "nothing was left for it to run");
        }
    }

    private void sendKill(HeldExecutor held, KillOrder order) {
        held.works().values().stream()
                .map(HeldWork::work)
                .filter(work -> work.key().equals(order.task()))
                .forEach(work -> say(held, new ExecutorEvent.Kill(work.id(), order.grace())));
    }

    void stop(HeldExecutor held, Duration grace) {
        if (!held.hasEverSubscribed()) {
            killProcess(held, TaskReason.EXECUTOR_TERMINATED, "its executor was shut down before it subscribed");
            return;
        }
        held.endsBecause(TaskReason.EXECUTOR_TERMINATED, "its executor was shut down");
        if (held.deadline() != Deadline.SHUTDOWN) {
            held.deadline(Deadline.SHUTDOWN, ledger.now().plus(launcher.shutdownGrace(held, grace)));
        }
        say(held, new ExecutorEvent.Shutdown());
    }

    /** Ends its process at once, because what it and its tasks hold is needed. */
    void preempt(HeldExecutor held, String why) {
        ledger.then(() -> processes.preempt(held.process(), why));
    }

    void overdue(HeldExecutor held) {
        switch (held.deadline()) {
            case NONE -> {}
            case REGISTRATION ->
                killProcess(
                        held,
                        TaskReason.EXECUTOR_REGISTRATION_TIMEOUT,
                        "its executor did not subscribe within " + settings.registrationTimeout());
            case REREGISTRATION ->
                killProcess(
                        held,
                        TaskReason.EXECUTOR_REREGISTRATION_TIMEOUT,
                        "its executor did not subscribe again within " + settings.reregistrationTimeout()
                                + " of the agent's restart");
            case SHUTDOWN ->
                killProcess(held, TaskReason.EXECUTOR_TERMINATED, "its executor did not shut down in time");
        }
        held.deadline(Deadline.NONE, Instant.MAX);
    }

    private void killProcess(HeldExecutor held, TaskReason reason, String why) {
        held.endsBecause(reason, why);
        var order = new KillOrder(held.process(), Duration.ZERO, why);
        ledger.then(() -> processes.kill(order));
    }
}
