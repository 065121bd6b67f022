package io.boreas.agent;

import io.boreas.agent.link.Addresses;
import io.boreas.agent.link.AgentLink;
import io.boreas.agent.link.LinkRefused;
import io.boreas.agent.link.MasterAddress;
import io.boreas.agent.link.RunnerHost;
import io.boreas.agent.oversubscription.Holder;
import io.boreas.agent.oversubscription.Holding;
import io.boreas.agent.oversubscription.Oversubscriber;
import io.boreas.agent.process.Machine;
import io.boreas.agent.task.StatusListener;
import io.boreas.agent.task.TaskRunner;
import io.boreas.core.id.AgentId;
import io.boreas.core.link.AgentTasks;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.link.TaskReport;
import io.boreas.core.resource.Resources;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An agent at work: it holds its work directory, has taken up the tasks found there, and keeps its link to the masters. */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final long CLOSE_SECONDS_MAX = 5;

    private final WorkDir workDir;
    private final TaskRunner runner;
    private final RunnerHost host;
    private final AgentLink link;
    private final Oversubscriber oversubscriber;
    private final EventLoopGroup loops;

    private Agent(
            WorkDir workDir,
            TaskRunner runner,
            RunnerHost host,
            AgentLink link,
            Oversubscriber oversubscriber,
            EventLoopGroup loops) {
        this.workDir = workDir;
        this.runner = runner;
        this.host = host;
        this.link = link;
        this.oversubscriber = oversubscriber;
        this.loops = loops;
    }

    /**
     * Starts an agent; it dials from here on.
     *
     * @param runner belongs to the agent now, and is closed with it, or if it cannot start
     * @throws IllegalStateException if another agent runs in the work directory, or what is in it is damaged
     * @throws java.io.UncheckedIOException if the work directory cannot be used
     */
    public static Agent start(AgentSettings settings, LinkCodec codec, TaskRunner runner) {
        return start(settings, codec, runner, InstantSource.system(), RandomGenerator.getDefault());
    }

    /**
     * Starts an agent; see {@link #start(AgentSettings, LinkCodec, TaskRunner)}.
     *
     * @param random chooses the id at the first start, and spreads dials
     */
    public static Agent start(
            AgentSettings settings, LinkCodec codec, TaskRunner runner, InstantSource clock, RandomGenerator random) {
        WorkDir workDir;
        try {
            workDir = WorkDir.open(settings.workDir(), () -> new UUID(random.nextLong(), random.nextLong()).toString());
        } catch (RuntimeException e) {
            runner.close();
            throw e;
        }
        var loops = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("agent-link", true), NioIoHandler.newFactory());
        var info = settings.info(Addresses.of(settings.hostname()));
        var tasks = new AgentTasks(workDir.id(), bootId(), info);
        var loop = loops.next();
        var link = new AgentLink(loop, settings.link(), codec, settings.masters(), tasks, clock, random);
        var oversubscriber = new Oversubscriber(settings.oversubscription(), new Lender(runner, link), clock);
        var agent = new Agent(workDir, runner, new RunnerHost(runner, link, clock), link, oversubscriber, loops);
        try {
            int held = agent.recover(loop, tasks);
            LOG.info("agent started: agentId={} tasks={} masters={}", workDir.id(), held, settings.masters());
        } catch (RuntimeException e) {
            agent.close();
            throw e;
        }
        if (settings.oversubscription().isOn()) {
            oversubscriber.start();
        }
        link.start(agent.host, Duration.ZERO);
        return agent;
    }

    /** Who this agent is, for as long as its work directory lives. */
    public AgentId id() {
        return workDir.id();
    }

    /** Whether a master has welcomed it and the connection holds, as far as is known. */
    public boolean isConnected() {
        return link.isConnected();
    }

    /** There is another master, to be dialled should the link break. */
    public void learn(MasterAddress master) {
        link.learn(master);
    }

    /** Ends when the agent is closed; with {@link LinkRefused} if a master refuses it for good. */
    public CompletableFuture<Void> ended() {
        return link.ended();
    }

    /** Stops; the tasks' processes live on, and the next agent in the same work directory takes them up. */
    @Override
    public void close() {
        oversubscriber.close();
        link.close();
        host.close();
        runner.close();
        loops.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS).awaitUninterruptibly();
        workDir.close();
    }

    private static String bootId() {
        try {
            return Machine.bootId();
        } catch (IOException e) {
            throw new UncheckedIOException("this machine does not say which boot it is", e);
        }
    }

    /** What the runner sees goes over the link. */
    private record Reports(AgentLink link) implements StatusListener {
        @Override
        public void observed(StatusUpdate update) {
            link.observed(update);
        }

        @Override
        public void exited(FromAgent.ExecutorExited exited) {
            link.exited(exited);
        }

        @Override
        public void said(FromAgent.ExecutorSaid message) {
            link.said(message);
        }
    }

    /** What tasks hold and do not use is known to the runner, and told over the link. */
    private record Lender(TaskRunner runner, AgentLink link) implements Oversubscriber.Lender {
        @Override
        public CompletionStage<List<Holding>> holdings() {
            return runner.holdings();
        }

        @Override
        public void oversubscribe(Resources revocable) {
            runner.oversubscribe(revocable);
            link.oversubscribe(revocable);
        }

        @Override
        public void preempt(Holder holder, String why) {
            runner.preempt(holder, why);
        }
    }

    /**
     * Takes up what is on disk. It is done on the link's loop, so that statuses seen meanwhile wait until the tasks they are of
     * are known to the link.
     */
    private int recover(EventLoop loop, AgentTasks tasks) {
        var recovered = CompletableFuture.supplyAsync(
                () -> {
                    runner.belongsTo(workDir.id());
                    runner.servedBy(() -> link.master().map(MasterAddress::host));
                    var held = runner.recover(new Reports(link));
                    runner.heldExecutors().forEach(tasks::adopt);
                    for (var task : held) {
                        var report = new TaskReport(task.task(), task.owner(), task.state(), task.sequence());
                        tasks.adopt(report, task.unacknowledged());
                    }
                    return held.size();
                },
                loop);
        try {
            return recovered.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
