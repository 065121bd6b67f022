package io.boreas.agent.link;

import io.boreas.agent.process.VitalThread;
import io.boreas.agent.task.TaskRunner;
import io.boreas.core.agent.DestroyedVolume;
import io.boreas.core.agent.ExecutorRun;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out a master's wishes on a {@link TaskRunner}, whose calls may block: launches, kills and acknowledgements in their
 * order on a thread of their own, launches that follow each other together; sandbox reads on a virtual thread each. When too
 * many wait, the link stops listening until few do.
 */
public final class RunnerHost implements TaskHost, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunnerHost.class);
    private static final int WAITING_MAX = 2_000;
    private static final int WAITING_FEW = 500;
    private static final int LAUNCHES_MAX = 256;
    private static final long CLOSE_SECONDS_MAX = 10;

    private sealed interface Wish {
        record Launch(TaskLaunch launch) implements Wish {}

        record LaunchWorks(FromMaster.LaunchWorks launch) implements Wish {}

        record StopExecutor(FromMaster.StopExecutor order) implements Wish {}

        record ForgetExecutor(ExecutorRun executor) implements Wish {}

        record DeleteVolumes(List<DestroyedVolume> volumes) implements Wish {}

        record Deliver(FromMaster.TellExecutor message) implements Wish {}

        record Kill(KillOrder order) implements Wish {}

        record Acknowledge(StatusAck ack) implements Wish {}

        record Stop() implements Wish {}
    }

    private final TaskRunner runner;
    private final AgentLink link;
    private final InstantSource clock;
    /** Bounded by the link: a message's worth beyond the mark above, for the link reads no more. */
    private final LinkedBlockingQueue<Wish> wishes = new LinkedBlockingQueue<>();

    private final AtomicBoolean full = new AtomicBoolean();
    private final ExecutorService looks = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("agent-look-", 0).factory());
    private final Thread thread;

    /** Starts its thread; the runner must have recovered before the link is started. */
    public RunnerHost(TaskRunner runner, AgentLink link, InstantSource clock) {
        this.runner = runner;
        this.link = link;
        this.clock = clock;
        this.thread = VitalThread.start("agent-tasks", this::run);
    }

    @Override
    public void launch(TaskLaunch launch) {
        put(new Wish.Launch(launch));
    }

    @Override
    public void launchWorks(FromMaster.LaunchWorks launch) {
        put(new Wish.LaunchWorks(launch));
    }

    @Override
    public void stopExecutor(FromMaster.StopExecutor order) {
        put(new Wish.StopExecutor(order));
    }

    @Override
    public void forgetExecutor(ExecutorRun executor) {
        put(new Wish.ForgetExecutor(executor));
    }

    @Override
    public void deleteVolumes(List<DestroyedVolume> volumes) {
        put(new Wish.DeleteVolumes(volumes));
    }

    @Override
    public void deliver(FromMaster.TellExecutor message) {
        put(new Wish.Deliver(message));
    }

    @Override
    public void kill(KillOrder order) {
        put(new Wish.Kill(order));
    }

    @Override
    public void acknowledge(StatusAck ack) {
        put(new Wish.Acknowledge(ack));
    }

    @Override
    public void look(FromMaster.SandboxQuestion question, Consumer<SandboxAnswer> answer) {
        try {
            looks.execute(() -> answer.accept(read(question)));
        } catch (RejectedExecutionException e) {
            answer.accept(new SandboxAnswer.Failed(SandboxAnswer.Why.UNREADABLE, "the agent stops"));
        }
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

    private void put(Wish wish) {
        wishes.add(wish);
        if (wishes.size() > WAITING_MAX && full.compareAndSet(false, true)) {
            link.pause();
        }
    }

    private void run() {
        var batch = new ArrayList<Wish>();
        try {
            while (!batch.contains(new Wish.Stop())) {
                batch.clear();
                batch.add(wishes.take());
                wishes.drainTo(batch, LAUNCHES_MAX - 1);
                carryOut(batch);
                if (wishes.size() < WAITING_FEW && full.compareAndSet(true, false)) {
                    link.resume();
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("the agent's thread for tasks was interrupted: it carries out nothing more");
        }
    }

    private void carryOut(List<Wish> batch) {
        var launches = new ArrayList<TaskLaunch>();
        for (var wish : batch) {
            if (wish instanceof Wish.Launch(var launch)) {
                launches.add(launch);
            } else {
                launchAll(launches);
                carryOut(wish);
            }
        }
        launchAll(launches);
    }

    private void carryOut(Wish wish) {
        try {
            switch (wish) {
                case Wish.Kill(var order) -> runner.kill(order);
                case Wish.LaunchWorks(var launch) -> takeWorks(launch);
                case Wish.StopExecutor(var order) -> runner.stopExecutor(order);
                case Wish.ForgetExecutor(var executor) -> runner.forgetExecutor(executor);
                case Wish.DeleteVolumes(var volumes) -> {
                    long upTo = runner.deleteVolumes(volumes);
                    if (upTo > 0) {
                        link.deleted(upTo);
                    }
                }
                case Wish.Deliver(var message) -> runner.deliver(message);
                case Wish.Acknowledge(var ack) -> runner.acknowledge(ack);
                case Wish.Launch(var launch) -> launchAll(new ArrayList<>(List.of(launch)));
                case Wish.Stop stop -> {}
            }
        } catch (RuntimeException e) {
            // The master asks again for what it still wants.
            LOG.error("not carried out: {}", wish.getClass().getSimpleName(), e);
        }
    }

    private void launchAll(List<TaskLaunch> launches) {
        if (launches.isEmpty()) {
            return;
        }
        try {
            runner.launch(List.copyOf(launches));
        } catch (RuntimeException together) {
            // One of them may have spoilt it for all; those taken already are let be.
            launches.forEach(this::launchOne);
        }
        launches.clear();
    }

    private void launchOne(TaskLaunch launch) {
        try {
            runner.launch(launch);
        } catch (RuntimeException e) {
            LOG.error("task not started: taskId={}", launch.task(), e);
            notTaken(launch.task(), e);
        }
    }

    private void takeWorks(FromMaster.LaunchWorks launch) {
        try {
            runner.launchWorks(launch);
        } catch (RuntimeException e) {
            LOG.error(
                    "tasks not started in their executor: executor={}",
                    launch.executor().run(),
                    e);
            launch.works().forEach(work -> notTaken(work.key(), e));
        }
    }

    private void notTaken(TaskId task, RuntimeException why) {
        link.observed(
                task,
                new TaskStatus(
                        TaskState.FAILED,
                        TaskReason.CONTAINER_LAUNCH_FAILED,
                        StatusSource.AGENT,
                        "the agent could not take the task: " + why.getMessage(),
                        clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }

    /** Finishes what waits; takes nothing new. */
    @Override
    public void close() {
        wishes.add(new Wish.Stop());
        looks.shutdown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS_MAX));
            if (thread.isAlive() || !looks.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                LOG.warn("calls to the task runner still wait after {} s; they are left", CLOSE_SECONDS_MAX);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
