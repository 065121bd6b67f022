package io.boreas.actors.link;

import io.boreas.actors.group.Groups;
import io.boreas.config.tls.Tls;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.link.LinkMessage;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for agents. A frame is four bytes of length, big-endian, then one message; each connection gets an actor that lives as long as it
 * does. The wire watches for silence by itself: it pings at fixed intervals, and cuts off an agent that was silent for three.
 */
public final class LinkServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LinkServer.class);
    private static final int SILENT_PINGS_MAX = 3;
    private static final int LENGTH_BYTES = 4;
    private static final int BACKLOG = 4_096;

    /** Read at once: many messages of an agent, of which most are short. */
    private static final int READ_BYTES = 8_192;

    private final EventLoopGroup loops;
    private final Channel channel;

    private LinkServer(EventLoopGroup loops, Channel channel) {
        this.loops = loops;
        this.channel = channel;
    }

    /**
     * Starts to listen.
     *
     * @param tls if there is one, agents have to show a certificate that it believes
     * @param system hosts one actor for each connection
     * @throws IllegalStateException if the port is taken or the address is not this machine's
     */
    public static LinkServer bind(
            LinkSettings settings, Optional<Tls> tls, LinkCodec codec, Groups groups, ActorSystem<?> system) {
        var connections = new AtomicLong();
        var loops = new MultiThreadIoEventLoopGroup(
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2), NioIoHandler.newFactory());
        var bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(settings.queueBytesMax() / 2, settings.queueBytesMax()))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel socket) {
                        tls.ifPresent(ends -> socket.pipeline().addLast(new SslHandler(ends.listening())));
                        socket.pipeline()
                                .addLast(new FlushConsolidationHandler(256, true))
                                .addLast(new LengthFieldBasedFrameDecoder(
                                        LinkCodec.FRAME_BYTES_MAX + LENGTH_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES))
                                .addLast(new Conversation(settings, codec, groups, system, connections));
                    }
                });
        var bound = bootstrap.bind(settings.host(), settings.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IllegalStateException(
                    "agents cannot dial in at " + settings.host() + ":" + settings.port() + ": "
                            + bound.cause().getMessage() + "; set boreas.link.port to a free port",
                    bound.cause());
        }
        return new LinkServer(loops, bound.channel());
    }

    /** The port it listens on. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** One socket's end: bytes to messages for its actor, messages from it to bytes. */
    private static final class Conversation extends SimpleChannelInboundHandler<ByteBuf> {
        private final LinkSettings settings;
        private final LinkCodec codec;
        private final Groups groups;
        private final ActorSystem<?> system;
        private final AtomicLong connections;
        private ActorRef<Object> actor;
        private boolean introduced;
        private Future<?> looks;
        private long nonce;
        private int silentFor;

        @SuppressWarnings(
                "NullAway.Init") // the actor and the timer are made when the channel is active, before any byte is read
        Conversation(
                LinkSettings settings, LinkCodec codec, Groups groups, ActorSystem<?> system, AtomicLong connections) {
            this.settings = settings;
            this.codec = codec;
            this.groups = groups;
            this.system = system;
            this.connections = connections;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var wire = new SocketWire(context, codec);
            actor = system.systemActorOf(
                    LinkConnection.create(wire, groups, settings),
                    "agent-link-" + connections.incrementAndGet(),
                    Props.empty());
            // One timer for each connection, and no handler between: there are tens of thousands of them.
            long pingMillis = settings.pingInterval().toMillis();
            looks = context.executor()
                    .scheduleWithFixedDelay(() -> look(context), pingMillis, pingMillis, TimeUnit.MILLISECONDS);
            context.executor()
                    .schedule(
                            () -> {
                                if (!introduced && context.channel().isActive()) {
                                    LOG.warn(
                                            "agent link closed: peer={} said no hello",
                                            context.channel().remoteAddress());
                                    context.close();
                                }
                            },
                            settings.helloTimeout().toMillis(),
                            TimeUnit.MILLISECONDS);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
            silentFor = 0;
            LinkMessage message = codec.decode(ByteBufUtil.getBytes(frame));
            if (message instanceof FromAgent said) {
                introduced |= said instanceof FromAgent.Hello;
                actor.tell(new LinkConnection.Heard(said));
            } else {
                throw new IllegalArgumentException(
                        "an agent does not say " + message.getClass().getSimpleName());
            }
        }

        /** Pings once in an interval, whatever else is said: both ends hear that the other is there. */
        private void look(ChannelHandlerContext context) {
            if (++silentFor > SILENT_PINGS_MAX) {
                LOG.warn(
                        "agent link closed: peer={} was silent",
                        context.channel().remoteAddress());
                context.close();
            } else {
                new SocketWire(context, codec).send(new FromMaster.Ping(++nonce));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            looks.cancel(false);
            actor.tell(new LinkConnection.Closed());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            LOG.warn("agent link closed: peer={} cause={}", context.channel().remoteAddress(), why(cause));
            context.close();
        }

        /** What is said before there is TLS is not repeated: it may be anything, and as long as its sender likes. */
        private static String why(Throwable cause) {
            return switch (cause.getCause()) {
                case NotSslRecordException clear -> "it does not speak TLS, which boreas.tls asks for here";
                case SSLException failed ->
                    "no TLS: " + failed.getMessage()
                            + "; each end needs a certificate of an authority that the other believes (boreas.tls)";
                case null, default -> cause.toString();
            };
        }
    }

    private record SocketWire(ChannelHandlerContext context, LinkCodec codec) implements LinkConnection.Wire {
        @Override
        public void send(FromMaster message) {
            var channel = context.channel();
            if (!channel.isActive()) {
                return; // what was meant is still owed, and sent again on the next connection
            }
            if (!channel.isWritable()) {
                LOG.warn("agent link closed: peer={} does not read what it is sent", channel.remoteAddress());
                channel.close();
                return;
            }
            var bytes = codec.encode(message);
            var frame = Unpooled.wrappedBuffer(
                    Unpooled.buffer(LENGTH_BYTES, LENGTH_BYTES).writeInt(bytes.length), Unpooled.wrappedBuffer(bytes));
            var sent = context.writeAndFlush(frame);
            if (message instanceof FromMaster.Refused) {
                sent.addListener(ChannelFutureListener.CLOSE);
            }
        }

        @Override
        public void close() {
            context.close();
        }
    }
}
