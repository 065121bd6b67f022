package io.boreas.agent.link;

import io.boreas.core.id.TaskId;
import io.boreas.core.link.AgentAction;
import io.boreas.core.link.AgentTasks;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.TaskStatus;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent's link to whichever master answers: dials, registers, carries what {@link AgentTasks} decides, and dials again when
 * the master falls silent. It keeps nothing that the tasks do not keep, so a lost connection loses nothing.
 *
 * <p>All state belongs to one event loop, and every public method may be called from any thread.
 */
@SuppressWarnings(
        "FutureReturnValueIgnored") // failures of a channel come to its handler, those of planned steps are caught
public final class AgentLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AgentLink.class);

    private final EventLoop loop;
    private final AgentLinkSettings settings;
    private final AgentTasks tasks;
    private final InstantSource clock;
    private final Dialer dialer;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private final Outbox outbox;
    private @Nullable TaskHost host;
    private @Nullable Connection connection;
    private String lastRefusal = "";
    private boolean closed;
    private boolean paused;
    private boolean flushPlanned;
    private volatile Optional<MasterAddress> welcomedBy = Optional.empty();

    /**
     * A link that does nothing until {@link #start}.
     *
     * @param loop runs all of this link; may be shared with others
     * @param masters tried in turn, at least one
     * @param tasks what the agent holds; from here on used on the loop alone
     * @param random spreads dials of many agents over time
     */
    public AgentLink(
            EventLoop loop,
            AgentLinkSettings settings,
            LinkCodec codec,
            List<MasterAddress> masters,
            AgentTasks tasks,
            InstantSource clock,
            RandomGenerator random) {
        this.loop = loop;
        this.settings = settings;
        this.tasks = tasks;
        this.clock = clock;
        this.outbox = new Outbox(settings.statusesMax());
        this.dialer = new Dialer(loop, settings, codec, masters, random);
    }

    /** Starts to dial, after a pause. Tasks the agent holds already are to be adopted before. */
    public void start(TaskHost host, Duration pause) {
        onLoop(() -> {
            this.host = host;
            dialIn(pause);
        });
    }

    /** There is another master, to be dialled should this link break. */
    public void learn(MasterAddress master) {
        onLoop(() -> dialer.learn(master));
    }

    /** A status was seen and numbered. */
    public void observed(StatusUpdate update) {
        onLoop(() -> act(tasks.observed(update)));
    }

    /** A status was seen. */
    public void observed(TaskId task, TaskStatus status) {
        onLoop(() -> act(tasks.observed(task, status)));
    }

    /** An executor ended. */
    public void exited(FromAgent.ExecutorExited exited) {
        onLoop(() -> act(tasks.exited(exited)));
    }

    /** The data of destroyed volumes up to this number is gone. */
    public void deleted(long upTo) {
        onLoop(() -> act(tasks.deleted(upTo)));
    }

    /** There is so much to give besides the agent's own resources, until the next word: revocable scalars. */
    public void oversubscribe(Resources revocable) {
        onLoop(() -> act(tasks.oversubscribe(revocable)));
    }

    /** An executor says something to its framework; it is lost if there is no connection, or one that is behind. */
    public void said(FromAgent.ExecutorSaid message) {
        onLoop(() -> {
            if (connection != null && connection.channel.isWritable()) {
                act(tasks.said(message));
            }
        });
    }

    /** Stops reading what the master says, until {@link #resume}; the master is kept from taking it for silence. */
    public void pause() {
        onLoop(() -> setPaused(true));
    }

    /** Reads again. */
    public void resume() {
        onLoop(() -> setPaused(false));
    }

    /** Whether a master has welcomed the agent and the connection holds, as far as is known. */
    public boolean isConnected() {
        return welcomedBy.isPresent();
    }

    /** The master that has welcomed the agent, as long as the connection holds. */
    public Optional<MasterAddress> master() {
        return welcomedBy;
    }

    /** Ends when the link is closed; with {@link LinkRefused} if a master refuses the agent for good. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** Hangs up and dials no more. */
    @Override
    public void close() {
        onLoop(() -> end(Optional.empty()));
    }

    /** With its loop the link has ended: nothing is left to do, and nobody left to tell. */
    private void onLoop(Runnable step) {
        try {
            loop.execute(step);
        } catch (RejectedExecutionException e) {
            LOG.debug("agent link has ended; what was asked of it is dropped");
            ended.complete(null);
        }
    }

    private void end(Optional<LinkRefused> refusal) {
        if (closed) {
            return;
        }
        closed = true;
        hangUp();
        refusal.ifPresentOrElse(ended::completeExceptionally, () -> ended.complete(null));
    }

    private void dial() {
        if (closed) {
            return;
        }
        dialer.dial(new Dialer.Caller() {
            @Override
            public void opened(MasterAddress master, Channel channel) {
                if (closed) {
                    channel.close();
                } else {
                    use(master, channel);
                }
            }

            @Override
            public void failed(MasterAddress master, String why) {
                dialAgain(master, why);
            }
        });
    }

    private void use(MasterAddress master, Channel channel) {
        connection = new Connection(master, channel);
        channel.pipeline().addLast(connection);
        channel.config().setAutoRead(!paused);
        connection.introduce();
    }

    private void dialAgain(MasterAddress master, String why) {
        if (closed) {
            return;
        }
        var pause = dialer.pause();
        LOG.info("agent link down: master={} cause={} next_dial_ms={}", master, why, pause.toMillis());
        dialIn(pause);
    }

    private void dialIn(Duration pause) {
        loop.schedule(
                () -> {
                    try {
                        dial();
                    } catch (RuntimeException e) {
                        LOG.error("agent link failed to dial, and will try again", e);
                        dialIn(dialer.pause());
                    }
                },
                pause.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void hangUp() {
        if (connection != null) {
            connection.channel.close();
        }
    }

    private void setPaused(boolean pause) {
        paused = pause;
        if (connection != null) {
            connection.channel.config().setAutoRead(!pause);
        }
    }

    private void act(List<AgentAction> actions) {
        for (var action : actions) {
            switch (action) {
                case AgentAction.Start(var launch) -> host().launch(launch);
                case AgentAction.Stop(var order) -> host().kill(order);
                case AgentAction.Forget(var ack) -> host().acknowledge(ack);
                case AgentAction.Send(FromAgent.Statuses(var updates)) -> queue(updates);
                case AgentAction.Send(var message) -> say(message);
                case AgentAction.StartWorks(var launch) -> host().launchWorks(launch);
                case AgentAction.StopExecutor(var order) -> host().stopExecutor(order);
                case AgentAction.ForgetExecutor(var executor) -> host().forgetExecutor(executor);
                case AgentAction.DeleteVolumes(var volumes) -> host().deleteVolumes(volumes);
                case AgentAction.Deliver(var message) -> host().deliver(message);
                case AgentAction.Look(var question) -> look(question);
                case AgentAction.HangUp(var reason, boolean permanent) -> refused(reason, permanent);
            }
        }
    }

    private TaskHost host() {
        return Objects.requireNonNull(host, "a link that was not started has no master to obey");
    }

    /** Statuses seen within one turn of the loop go into one message. */
    private void queue(List<StatusUpdate> updates) {
        outbox.add(updates);
        if (!flushPlanned) {
            flushPlanned = true;
            loop.execute(this::flush);
        }
    }

    private void flush() {
        flushPlanned = false;
        if (connection == null || !tasks.isWelcomed()) {
            outbox.clear();
            return;
        }
        while (!outbox.isEmpty() && connection.channel.isWritable()) {
            say(new FromAgent.Statuses(outbox.take()));
        }
    }

    private void say(FromAgent message) {
        if (connection != null) {
            connection.write(message);
        }
    }

    private void look(FromMaster.SandboxQuestion question) {
        if (connection != null) {
            connection.look(question);
        }
    }

    private void refused(String reason, boolean permanent) {
        if (connection == null) {
            return;
        }
        if (permanent) {
            var refusal = new LinkRefused(connection.master, reason);
            LOG.error("agent link ended: {}", refusal.getMessage());
            end(Optional.of(refusal));
        } else {
            if (!reason.equals(lastRefusal)) { // it dials again and again, and hears the same
                LOG.warn("agent link refused: master={} reason={}", connection.master, reason);
                lastRefusal = reason;
            }
            connection.lostBecause = "refused: " + reason;
            hangUp();
        }
    }

    /** One connection; what arrives on it after it was lost is nobody's. */
    private final class Connection extends SimpleChannelInboundHandler<FromMaster> {
        private final MasterAddress master;
        private final Channel channel;
        private String lostBecause = "the master hung up";
        private Duration pingInterval = Duration.ZERO;
        private long heardAt = System.nanoTime();
        private long resentAt = System.nanoTime();
        private int looks;
        private @Nullable Future<?> timer;

        Connection(MasterAddress master, Channel channel) {
            this.master = master;
            this.channel = channel;
        }

        void introduce() {
            write(
                    channel.localAddress() instanceof InetSocketAddress local
                            ? tasks.hello(Addresses.text(local.getAddress()))
                            : tasks.hello());
            timer = loop.schedule(
                    () -> lose("no welcome within " + settings.welcomeTimeout()),
                    settings.welcomeTimeout().toNanos(),
                    TimeUnit.NANOSECONDS);
            if (!channel.isActive()) {
                lost();
            }
        }

        void write(FromAgent message) {
            channel.writeAndFlush(message).addListener((ChannelFuture written) -> {
                if (!written.isSuccess() && channel.isActive()) {
                    lose("could not say " + message.getClass().getSimpleName() + ": " + written.cause());
                }
            });
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FromMaster message) {
            if (connection != this) {
                return;
            }
            heardAt = System.nanoTime();
            if (message instanceof FromMaster.Welcome(long incarnation, Duration interval)) {
                welcomed(incarnation, interval);
            }
            act(tasks.receive(message, clock.instant()));
        }

        private void welcomed(long incarnation, Duration interval) {
            LOG.info("agent registered: master={} incarnation={}", master, incarnation);
            welcomedBy = Optional.of(master);
            lastRefusal = "";
            dialer.succeeded();
            outbox.clear();
            pingInterval = interval;
            cancelTimer();
            long nanos = interval.toNanos();
            timer = loop.scheduleAtFixedRate(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
        }

        private void tick() {
            try {
                watch();
            } catch (RuntimeException e) {
                LOG.error("agent link failed to watch its connection, and gives it up", e);
                lose("a defect: " + e);
            }
        }

        private void watch() {
            long now = System.nanoTime();
            if (paused) {
                // It is we who do not listen; any word shows that we are there.
                heardAt = now;
                write(new FromAgent.Pong(0));
            } else if (now - heardAt
                    > pingInterval
                            .multipliedBy(AgentLinkSettings.SILENT_PINGS_MAX)
                            .toNanos()) {
                lose("silent for " + Duration.ofNanos(now - heardAt).toMillis() + " ms");
                return;
            }
            boolean due = now - resentAt > settings.resendInterval().toNanos();
            if (outbox.isEmpty() && (outbox.isBehind() || due)) {
                resentAt = now;
                outbox.catchUp();
                act(tasks.resend());
            }
        }

        void look(FromMaster.SandboxQuestion question) {
            if (question.query() instanceof SandboxQuery.InSession) {
                // bounded by the sessions there may be, and answered late: it must not keep others from looking
                host().look(
                                question,
                                answer -> channel.writeAndFlush(
                                        new FromAgent.SandboxAnswered(question.request(), answer)));
                return;
            }
            if (looks >= settings.looksMax()) {
                write(new FromAgent.SandboxAnswered(
                        question.request(),
                        new SandboxAnswer.Failed(
                                SandboxAnswer.Why.UNREADABLE,
                                "the agent reads " + looks + " sandboxes already; try again")));
                return;
            }
            looks++;
            host().look(question, answer -> channel.writeAndFlush(
                            new FromAgent.SandboxAnswered(question.request(), answer))
                    .addListener((ChannelFutureListener) written -> looks--));
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (connection == this && channel.isWritable()) {
                flush();
            }
            context.fireChannelWritabilityChanged();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lost();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            lose(cause.toString());
        }

        private void lose(String why) {
            lostBecause = why;
            channel.close();
        }

        private void lost() {
            if (connection != this) {
                return;
            }
            connection = null;
            welcomedBy = Optional.empty();
            cancelTimer();
            tasks.disconnected();
            outbox.clear();
            dialAgain(master, lostBecause);
        }

        private void cancelTimer() {
            if (timer != null) {
                timer.cancel(false);
            }
        }
    }
}
