package io.boreas.agent.link;

import io.boreas.agent.task.TaskRunner;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out a master's wishes on a {@link TaskRunner}, whose calls may block: launches, kills and acknowledgements one after
 * the other on a thread of their own, sandbox reads on a virtual thread each. When too many wait, the link stops listening until
 * few do.
 */
public final class RunnerHost implements TaskHost, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunnerHost.class);
    private static final int WAITING_MAX = 2_000;
    private static final int WAITING_FEW = 500;
    private static final long CLOSE_SECONDS_MAX = 10;

    private final TaskRunner runner;
    private final AgentLink link;
    private final InstantSource clock;
    private final ExecutorService ordered = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("agent-tasks").factory());
    private final ExecutorService looks = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("agent-look-", 0).factory());
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean full;

    public RunnerHost(TaskRunner runner, AgentLink link, InstantSource clock) {
        this.runner = runner;
        this.link = link;
        this.clock = clock;
    }

    @Override
    public void launch(TaskLaunch launch) {
        inOrder("launch", launch.task(), () -> {
            try {
                runner.launch(launch);
            } catch (RuntimeException e) {
                LOG.error("task not started: taskId={}", launch.task(), e);
                link.observed(
                        launch.task(),
                        new TaskStatus(
                                TaskState.FAILED,
                                TaskReason.CONTAINER_LAUNCH_FAILED,
                                StatusSource.AGENT,
                                "the agent could not take the task: " + e.getMessage(),
                                clock.instant().truncatedTo(ChronoUnit.MILLIS)));
            }
        });
    }

    @Override
    public void kill(KillOrder order) {
        inOrder("kill", order.task(), () -> runner.kill(order));
    }

    @Override
    public void acknowledge(StatusAck ack) {
        inOrder("acknowledgement", ack.task(), () -> runner.acknowledge(ack));
    }

    @Override
    public void look(FromMaster.SandboxQuestion question, Consumer<SandboxAnswer> answer) {
        looks.execute(() -> answer.accept(read(question)));
    }

    private SandboxAnswer read(FromMaster.SandboxQuestion question) {
        try {
            return runner.sandbox(question.task(), question.query());
        } catch (RuntimeException e) {
            LOG.warn("sandbox not read: taskId={}", question.task(), e);
            return new SandboxAnswer.Failed(
                    SandboxAnswer.Why.UNREADABLE, "the agent failed to read it: " + e.getMessage());
        }
    }

    private void inOrder(String what, TaskId task, Runnable call) {
        if (waiting.incrementAndGet() > WAITING_MAX && !full) {
            full = true;
            link.pause();
        }
        try {
            ordered.execute(() -> {
                try {
                    call.run();
                } catch (RuntimeException e) {
                    // The master asks again for what it still wants.
                    LOG.error("{} failed: taskId={}", what, task, e);
                }
                if (waiting.decrementAndGet() < WAITING_FEW && full) {
                    full = false;
                    link.resume();
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("{} dropped, the agent is closing: taskId={}", what, task);
        }
    }

    /** Finishes what waits; takes nothing new. */
    @Override
    public void close() {
        ordered.shutdown();
        looks.shutdown();
        try {
            if (!ordered.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)
                    || !looks.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                LOG.warn("calls to the task runner still wait after {} s; they are left", CLOSE_SECONDS_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
