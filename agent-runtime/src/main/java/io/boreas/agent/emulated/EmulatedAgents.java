package io.boreas.agent.emulated;

import io.boreas.core.id.AgentId;
import io.boreas.core.link.LinkCodec;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Many agents in one process, each over a connection of its own, on a few shared event loops. To their masters they are agents
 * like any other; a task they are told to run is starting and running at once, though nothing runs.
 */
public final class EmulatedAgents implements AutoCloseable {
    private static final long CLOSE_SECONDS_MAX = 5;

    private final List<EmulatedAgent> agents;
    private final Counts counts;
    private final EventLoopGroup loops;

    private EmulatedAgents(List<EmulatedAgent> agents, Counts counts, EventLoopGroup loops) {
        this.agents = agents;
        this.counts = counts;
        this.loops = loops;
    }

    /** Starts them all; they dial one after the other, as fast as the settings say. */
    public static EmulatedAgents start(EmulatedSettings settings, LinkCodec codec) {
        var loops = new MultiThreadIoEventLoopGroup(
                settings.threads(), new DefaultThreadFactory("emulated-agents", true), NioIoHandler.newFactory());
        var counts = new Counts();
        var random = new Random(settings.seed());
        var agents = new ArrayList<EmulatedAgent>(settings.agents());
        for (int i = 0; i < settings.agents(); i++) {
            var agent = new EmulatedAgent(
                    i, settings, codec, loops.next(), InstantSource.system(), new Random(random.nextLong()), counts);
            agent.start(Duration.ofNanos(i * 1_000_000_000L / settings.dialsPerSecond()));
            agents.add(agent);
        }
        return new EmulatedAgents(List.copyOf(agents), counts, loops);
    }

    /** How many there are. */
    public int size() {
        return agents.size();
    }

    /** The id of the agent of a number, from 0. */
    public AgentId id(int number) {
        return agents.get(number).id();
    }

    /** How many are registered now. */
    public int connected() {
        return (int) agents.stream().filter(EmulatedAgent::isConnected).count();
    }

    /** Launches taken so far. */
    public long launched() {
        return counts.launched.sum();
    }

    /** Tasks that count as running now. */
    public long running() {
        return counts.running.sum();
    }

    /** Tasks killed so far. */
    public long killed() {
        return counts.killed.sum();
    }

    /** Waits until so many are registered; false if they are not in time. */
    public boolean awaitConnected(int number, Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (connected() < number) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    /** Cuts one off, as if its machine were: what it holds goes on, and no master hears of it until {@link #revive}. */
    public void silence(int number) {
        agents.get(number).silence();
    }

    /** Lets a silenced one dial again. */
    public void revive(int number) {
        agents.get(number).revive();
    }

    /** Breaks one's connection, which it opens again at once. */
    public void disconnect(int number) {
        agents.get(number).disconnect();
    }

    @Override
    public void close() {
        agents.forEach(EmulatedAgent::silence);
        loops.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
