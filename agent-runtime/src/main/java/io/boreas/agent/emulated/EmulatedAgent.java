package io.boreas.agent.emulated;

import io.boreas.agent.link.AgentLink;
import io.boreas.agent.link.TaskHost;
import io.boreas.core.agent.DestroyedVolume;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.link.AgentTasks;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskLaunch;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One agent that runs nothing. Its state belongs to its event loop. */
final class EmulatedAgent implements TaskHost {
    private final EmulatedSettings settings;
    private final LinkCodec codec;
    private final EventLoop loop;
    private final InstantSource clock;
    private final Random random;
    private final Counts counts;
    private final AgentId id;
    private final AgentTasks tasks;
    private final Set<TaskId> running = new HashSet<>(4);
    private volatile AgentLink link;

    EmulatedAgent(
            int number,
            EmulatedSettings settings,
            LinkCodec codec,
            EventLoop loop,
            InstantSource clock,
            Random random,
            Counts counts) {
        this.settings = settings;
        this.codec = codec;
        this.loop = loop;
        this.clock = clock;
        this.random = random;
        this.counts = counts;
        this.id = new AgentId(settings.prefix() + number);
        var info = new AgentInfo(id.value(), 0, settings.attributes().apply(number), settings.resources(), "emulated");
        this.tasks = new AgentTasks(id, "emulated", info, settings.endedMax());
        this.link = newLink();
    }

    private AgentLink newLink() {
        return new AgentLink(loop, settings.link(), codec, settings.masters(), tasks, clock, random);
    }

    void start(Duration pause) {
        link.start(this, pause);
    }

    AgentId id() {
        return id;
    }

    boolean isConnected() {
        return link.isConnected();
    }

    void silence() {
        link.close();
    }

    /** What the old link was still doing is done before the new one starts, for both are on the same loop. */
    void revive() {
        link.close();
        link = newLink();
        link.start(this, Duration.ZERO);
    }

    void disconnect() {
        revive();
    }

    @Override
    public void launch(TaskLaunch launch) {
        run(launch.task());
    }

    /** An executor that is emulated is there for ever, and its tasks are like all others. */
    @Override
    public void launchWorks(FromMaster.LaunchWorks launch) {
        launch.works().forEach(work -> run(work.key()));
    }

    @Override
    public void stopExecutor(FromMaster.StopExecutor order) {
        link.exited(new FromAgent.ExecutorExited(order.executor(), 0));
    }

    @Override
    public void forgetExecutor(ExecutorRun executor) {}

    /** It has no data. */
    @Override
    public void deleteVolumes(List<DestroyedVolume> volumes) {
        link.deleted(volumes.getLast().number());
    }

    @Override
    public void deliver(FromMaster.TellExecutor message) {}

    @SuppressWarnings("FutureReturnValueIgnored") // it cannot fail, and dies with its loop
    private void run(TaskId task) {
        counts.launched.increment();
        counts.running.increment();
        running.add(task);
        say(task, TaskState.STARTING);
        say(task, TaskState.RUNNING);
        settings.finishAfter()
                .ifPresent(duration -> loop.schedule(
                        () -> {
                            if (end(task)) {
                                say(task, TaskState.FINISHED);
                            }
                        },
                        duration.toNanos(),
                        TimeUnit.NANOSECONDS));
    }

    @Override
    public void kill(KillOrder order) {
        if (end(order.task())) {
            counts.killed.increment();
            say(order.task(), TaskState.KILLED);
        }
    }

    @Override
    public void acknowledge(StatusAck ack) {}

    @Override
    public void look(FromMaster.SandboxQuestion question, Consumer<SandboxAnswer> answer) {
        answer.accept(new SandboxAnswer.Failed(
                SandboxAnswer.Why.NOT_FOUND, "agent " + id + " is emulated, and has no sandboxes"));
    }

    private boolean end(TaskId task) {
        boolean ran = running.remove(task);
        if (ran) {
            counts.running.decrement();
        }
        return ran;
    }

    private void say(TaskId task, TaskState state) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        link.observed(task, TaskStatus.of(state, StatusSource.EXECUTOR, now));
    }
}
