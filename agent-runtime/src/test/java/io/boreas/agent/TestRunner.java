package io.boreas.agent;

import io.boreas.agent.task.HeldTask;
import io.boreas.agent.task.StatusListener;
import io.boreas.agent.task.TaskRunner;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Runs nothing, keeps all it is asked for, and says of its tasks what the test wants; its tasks outlive its closing. */
final class TestRunner implements TaskRunner {
    final List<TaskId> launched = new CopyOnWriteArrayList<>();
    final List<KillOrder> killed = new CopyOnWriteArrayList<>();
    final List<StatusAck> acknowledged = new CopyOnWriteArrayList<>();
    volatile CountDownLatch launchGate = new CountDownLatch(0);
    volatile CountDownLatch sandboxGate = new CountDownLatch(0);
    volatile boolean broken;

    private final TreeMap<TaskId, HeldTask> held = new TreeMap<>();
    private volatile @Nullable StatusListener listener;

    @Override
    public synchronized List<HeldTask> recover(StatusListener statusListener) {
        listener = statusListener;
        return List.copyOf(held.values());
    }

    @Override
    public void launch(TaskLaunch launch) {
        pass(launchGate);
        if (broken) {
            throw new IllegalStateException("the disk is full");
        }
        take(launch.task(), launch.owner());
        launched.add(launch.task());
    }

    private synchronized void take(TaskId task, Owner owner) {
        held.put(task, new HeldTask(task, owner, TaskState.STAGING, 0, List.of()));
    }

    /** Something is seen of a task: stored first, said then. */
    void see(TaskId id, TaskState state) {
        var update = store(id, state);
        var hearing = listener;
        if (hearing != null) {
            hearing.observed(update);
        }
    }

    private synchronized StatusUpdate store(TaskId id, TaskState state) {
        var task = held.get(id);
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var update = new StatusUpdate(id, task.sequence() + 1, TaskStatus.of(state, StatusSource.EXECUTOR, now));
        var kept = new ArrayList<>(task.unacknowledged());
        kept.add(update);
        held.put(id, new HeldTask(id, task.owner(), state, update.sequence(), kept));
        return update;
    }

    @Override
    public void kill(KillOrder order) {
        killed.add(order);
    }

    @Override
    public synchronized void acknowledge(StatusAck ack) {
        acknowledged.add(ack);
        var task = held.get(ack.task());
        if (task != null) {
            var left = task.unacknowledged().stream()
                    .filter(update -> update.sequence() > ack.sequence())
                    .toList();
            held.put(ack.task(), new HeldTask(task.task(), task.owner(), task.state(), task.sequence(), left));
            if (left.isEmpty() && task.state().isTerminal()) {
                held.remove(ack.task());
            }
        }
    }

    @Override
    public SandboxAnswer sandbox(TaskId task, SandboxQuery query) {
        pass(sandboxGate);
        return new SandboxAnswer.Data(0, new byte[] {1, 2, 3}, 3, "run");
    }

    @Override
    public synchronized void close() {
        listener = null;
    }

    private static void pass(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at a gate", e);
        }
    }
}
