package io.boreas.agent.executor;

import io.boreas.agent.checkpoint.FrameFile;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusAck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an agent must not forget of executors and the tasks in them, in memory and in one file. Entries change what is in memory
 * at once; {@link #store} makes them durable. Used by one thread.
 */
final class ExecutorJournal implements AutoCloseable {
    private final Map<ExecutorRun, HeldExecutor> executors = new LinkedHashMap<>();
    private final Map<TaskId, HeldExecutor> byWork = new LinkedHashMap<>();
    private final ExecutorEntryCodec codec;
    private final FrameFile file;

    ExecutorJournal(Path folder, LinkCodec link) throws IOException {
        this.codec = new ExecutorEntryCodec(link);
        this.file = FrameFile.open(folder.resolve("executors.journal"), bytes -> apply(codec.decode(bytes)));
    }

    /** Those that live, and those whose end is not acknowledged. */
    Map<ExecutorRun, HeldExecutor> executors() {
        return executors;
    }

    /** The executor of a task. */
    Optional<HeldExecutor> executorOf(TaskId work) {
        return Optional.ofNullable(byWork.get(work));
    }

    /**
     * Makes entries durable that were applied.
     *
     * @throws IOException if they are not, as when the disk is full
     */
    void store(List<ExecutorEntry> entries, boolean sync) throws IOException {
        file.append(entries.stream().map(codec::encode).toList(), sync);
        if (file.isOverdue()) {
            file.replace(all().stream().map(codec::encode).toList());
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    void apply(ExecutorEntry entry) {
        switch (entry) {
            case ExecutorEntry.Launched(var launch) -> {
                var held = executors.computeIfAbsent(
                        launch.executor().run(), run -> new HeldExecutor(launch.executor(), launch.framework()));
                for (var work : launch.works()) {
                    held.works().putIfAbsent(work.key(), new HeldWork(work));
                    byWork.put(work.key(), held);
                }
            }
            case ExecutorEntry.Subscribed(var executor) -> find(executor).ifPresent(HeldExecutor::subscribed);
            case ExecutorEntry.Observed(var update, var uuid) ->
                work(update.task()).ifPresent(work -> work.observed(update, uuid));
            case ExecutorEntry.Over(var last) -> {
                work(last.task()).ifPresent(work -> work.over(last));
                clean(last.task());
            }
            case ExecutorEntry.Acknowledged(var ack) -> {
                work(ack.task()).ifPresent(work -> work.acknowledged(ack.sequence()));
                clean(ack.task());
            }
            case ExecutorEntry.KillOrdered(var order) -> work(order.task()).ifPresent(work -> work.killed(order));
            case ExecutorEntry.StopOrdered order ->
                find(order.order().executor()).ifPresent(held -> held.stopping(order.order()));
            case ExecutorEntry.Exited(var exited) ->
                find(exited.executor()).ifPresent(held -> held.exited(exited.status()));
            case ExecutorEntry.Forgotten(var executor) ->
                find(executor).filter(held -> !held.isLive()).ifPresent(this::cleanAll);
        }
    }

    Optional<HeldWork> work(TaskId task) {
        return executorOf(task).flatMap(held -> Optional.ofNullable(held.works().get(task)));
    }

    private Optional<HeldExecutor> find(ExecutorRun executor) {
        return Optional.ofNullable(executors.get(executor));
    }

    /** A task that is over and acknowledged need not be remembered. */
    private void clean(TaskId task) {
        work(task).filter(HeldWork::isForgotten).ifPresent(work -> {
            var held = byWork.remove(task);
            if (held != null) {
                held.works().remove(task);
            }
        });
    }

    /** An executor goes; its tasks' last statuses may have to be said still, so they stay until they are acknowledged. */
    private void cleanAll(HeldExecutor held) {
        executors.remove(held.run());
    }

    /** Works whose executor was forgotten before their last statuses were acknowledged. */
    List<HeldWork> works() {
        return byWork.entrySet().stream()
                .flatMap(entry -> Optional.ofNullable(entry.getValue().works().get(entry.getKey())).stream())
                .toList();
    }

    private List<ExecutorEntry> all() {
        var entries = new ArrayList<ExecutorEntry>();
        var owners = new LinkedHashMap<ExecutorRun, HeldExecutor>();
        byWork.values().forEach(held -> owners.put(held.run(), held));
        owners.putAll(executors);
        owners.values().forEach(held -> all(held, entries));
        return entries;
    }

    private void all(HeldExecutor held, List<ExecutorEntry> entries) {
        var works = held.works().values().stream().map(HeldWork::work).toList();
        entries.add(new ExecutorEntry.Launched(new FromMaster.LaunchWorks(works, held.hosted(), held.framework())));
        if (held.hasEverSubscribed()) {
            entries.add(new ExecutorEntry.Subscribed(held.run()));
        }
        for (var work : held.works().values()) {
            all(work, entries);
        }
        held.stop().ifPresent(order -> entries.add(new ExecutorEntry.StopOrdered(order)));
        held.exit()
                .ifPresent(status ->
                        entries.add(new ExecutorEntry.Exited(new FromAgent.ExecutorExited(held.run(), status))));
        if (!executors.containsKey(held.run())) {
            entries.add(new ExecutorEntry.Forgotten(held.run()));
        }
    }

    /** Names of updates go with the latest statuses that are left; one said again whose name is lost is reported again. */
    private static void all(HeldWork work, List<ExecutorEntry> entries) {
        work.kill().ifPresent(order -> entries.add(new ExecutorEntry.KillOrdered(order)));
        var updates = work.unacknowledged().isEmpty() ? work.latest().stream().toList() : work.unacknowledged();
        var uuids = work.uuids();
        int first = uuids.size() - updates.size();
        for (int i = 0; i < updates.size(); i++) {
            var uuid = first + i >= 0 ? uuids.get(first + i) : Payload.NONE;
            entries.add(entry(work, updates.get(i), uuid));
        }
        if (work.acknowledged() > 0) {
            entries.add(new ExecutorEntry.Acknowledged(new StatusAck(work.work().key(), work.acknowledged())));
        }
    }

    private static ExecutorEntry entry(HeldWork work, StatusUpdate update, Payload uuid) {
        return work.isOver() ? new ExecutorEntry.Over(update) : new ExecutorEntry.Observed(update, uuid);
    }
}
