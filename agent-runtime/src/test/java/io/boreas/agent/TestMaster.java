package io.boreas.agent;

import io.boreas.agent.link.MasterAddress;
import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentMachine;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.link.StatusUpdate;
import io.boreas.persistence.codec.ProtobufLinkCodec;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A master as agents see it: real sockets, frames, messages and ledgers, and nothing behind them. */
@SuppressWarnings("FutureReturnValueIgnored") // a test sees what did not arrive
public final class TestMaster implements AutoCloseable {
    public final List<FromAgent> heard = new CopyOnWriteArrayList<>();
    public volatile boolean welcoming = true;
    public volatile boolean recording = true;
    public volatile FromMaster.Refused refusal = new FromMaster.Refused("", false);
    public volatile Duration pingInterval = Duration.ofSeconds(30);

    private final LinkCodec codec = new ProtobufLinkCodec();
    private final AgentMachine machine = new AgentMachine();
    private final Map<AgentId, Agent> ledgers = new ConcurrentHashMap<>();
    private final Map<AgentId, Channel> links = new ConcurrentHashMap<>();
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel listening;

    public TestMaster() {
        this(0);
    }

    public TestMaster(int port) {
        listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4_096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(
                                        new LengthFieldBasedFrameDecoder(LinkCodec.FRAME_BYTES_MAX, 0, 4, 0, 4),
                                        new Conversation());
                    }
                })
                .bind("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
    }

    public MasterAddress address() {
        return new MasterAddress("127.0.0.1", ((InetSocketAddress) listening.localAddress()).getPort());
    }

    /** What the master knows of an agent. */
    public Agent ledger(AgentId id) {
        return ledgers.getOrDefault(id, machine.vacant(id));
    }

    public AgentReply tell(AgentId id, AgentCommand command) {
        synchronized (ledgers) {
            var before = ledger(id);
            var decision = machine.decide(before, command, Instant.now());
            var after = before;
            for (var event : decision.events()) {
                after = machine.evolve(after, event);
            }
            ledgers.put(id, after);
            return decision.reply();
        }
    }

    /** Says something to an agent that is connected. */
    public void say(AgentId id, FromMaster message) {
        write(links.get(id), message);
    }

    public void hangUp(AgentId id) {
        links.get(id).close().syncUninterruptibly();
    }

    /** Stops reading from an agent, so that what it sends piles up. */
    public void listen(AgentId id, boolean whether) {
        links.get(id).config().setAutoRead(whether);
    }

    public int links() {
        return (int) links.values().stream().filter(Channel::isActive).count();
    }

    public <M extends FromAgent> List<M> heard(Class<M> type) {
        return heard.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public List<StatusUpdate> statuses() {
        return heard(FromAgent.Statuses.class).stream()
                .flatMap(message -> message.updates().stream())
                .toList();
    }

    private void write(Channel channel, FromMaster message) {
        var bytes = codec.encode(message);
        channel.writeAndFlush(
                Unpooled.wrappedBuffer(Unpooled.buffer(4, 4).writeInt(bytes.length), Unpooled.wrappedBuffer(bytes)));
    }

    @Override
    public void close() {
        listening.close().syncUninterruptibly();
        links.values().forEach(link -> link.close().syncUninterruptibly());
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Conversation extends SimpleChannelInboundHandler<ByteBuf> {
        private AgentId agent = new AgentId("not-introduced");
        private long incarnation;

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            var message = (FromAgent) codec.decode(ByteBufUtil.getBytes(frame));
            if (recording) {
                heard.add(message);
            }
            switch (message) {
                case FromAgent.Hello hello -> hello(context.channel(), hello);
                case FromAgent.Statuses(var updates) -> {
                    if (tell(agent, new AgentCommand.Report(incarnation, updates))
                            instanceof AgentReply.Taken(var acks)) {
                        write(context.channel(), new FromMaster.Acknowledge(acks));
                    } else {
                        context.close();
                    }
                }
                case FromAgent.Pong pong -> {}
                case FromAgent.ExecutorExited(var executor, int status) -> {
                    var command = new AgentCommand.ExecutorExited(
                            incarnation,
                            executor.key().framework(),
                            executor.key().executor(),
                            executor.startedAt(),
                            status);
                    if (tell(agent, command) instanceof AgentReply.ExitTaken(var taken)) {
                        write(context.channel(), new FromMaster.ForgetExecutor(taken));
                    }
                }
                case FromAgent.ExecutorSaid said -> {}
                case FromAgent.VolumesDeleted deleted -> {}
                case FromAgent.Oversubscribed(var revocable) ->
                    tell(agent, new AgentCommand.Oversubscribe(incarnation, revocable));
                case FromAgent.SandboxAnswered answered -> {}
            }
        }

        private void hello(Channel channel, FromAgent.Hello hello) {
            agent = hello.agent();
            links.put(agent, channel);
            if (!refusal.reason().isEmpty()) {
                write(channel, refusal);
            } else if (welcoming
                    && tell(agent, new AgentCommand.Register(hello))
                            instanceof AgentReply.Registered(long number, var kills)) {
                incarnation = number;
                write(channel, new FromMaster.Welcome(number, pingInterval));
                kills.forEach(order -> write(channel, new FromMaster.Kill(order)));
            }
        }
    }
}
