package io.boreas.agent.link;

import io.boreas.config.tls.Tls;
import io.boreas.core.link.LinkCodec;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** Opens connections to masters in turn. All is called, and calls back, on one event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // every way it may end is told to the caller
final class Dialer {
    /** Who asked for a connection. */
    interface Caller {
        void opened(MasterAddress master, Channel channel);

        void failed(MasterAddress master, String why);
    }

    private final EventLoop loop;
    private final List<MasterAddress> masters;
    private final Backoff backoff;
    private final Bootstrap bootstrap;
    private final Optional<Tls> tls;
    private final LinkCodec codec;
    private int dials;

    Dialer(
            EventLoop loop,
            AgentLinkSettings settings,
            LinkCodec codec,
            List<MasterAddress> masters,
            RandomGenerator random) {
        if (masters.isEmpty()) {
            throw new IllegalArgumentException("an agent needs the address of a master at least");
        }
        this.loop = loop;
        this.masters = new ArrayList<>(masters);
        this.dials = random.nextInt(masters.size()); // agents spread over the masters
        this.tls = settings.tls();
        this.codec = codec;
        this.backoff = new Backoff(settings.backoffMin(), settings.backoffMax(), random);
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connectTimeout().toMillis()));
    }

    /** There is another master to dial. */
    void learn(MasterAddress master) {
        if (!masters.contains(master)) {
            masters.add(master);
        }
    }

    /** Dials the next master. */
    void dial(Caller caller) {
        var master = masters.get(Math.floorMod(dials++, masters.size()));
        // Looking up a name may block, the loop must not.
        CompletableFuture.supplyAsync(
                        () -> new InetSocketAddress(master.host(), master.port()),
                        task -> Thread.ofVirtual().start(task))
                .thenAcceptAsync(address -> connect(master, address, caller), loop)
                .whenCompleteAsync(
                        (done, failure) -> {
                            if (failure != null) {
                                caller.failed(master, failure.toString());
                            }
                        },
                        loop);
    }

    /** How long to wait after a failure, this one counted. */
    Duration pause() {
        return backoff.next();
    }

    /** A master has welcomed the agent: failures of before do not count any more. */
    void succeeded() {
        backoff.reset();
    }

    private void connect(MasterAddress master, InetSocketAddress address, Caller caller) {
        if (address.isUnresolved()) {
            caller.failed(master, "no address is known for the host " + master.host());
            return;
        }
        var handler = new ChannelInitializer<SocketChannel>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                tls.ifPresent(ends ->
                        channel.pipeline().addLast(new SslHandler(ends.dialling(master.host(), master.port()))));
                LinkMessages.addTo(channel.pipeline(), codec);
            }
        };
        bootstrap.clone().handler(handler).connect(address).addListener((ChannelFuture opened) -> {
            if (opened.isSuccess()) {
                caller.opened(master, opened.channel());
            } else {
                caller.failed(master, String.valueOf(opened.cause().getMessage()));
            }
        });
    }
}
