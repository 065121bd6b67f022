package io.boreas.drill.cell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Stands between two parts of a cell, so that the network between them can fail while both live. What is held is neither refused nor
 * lost, but waits: to both sides it looks like a network that drops everything.
 */
public final class Relay implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 256;
    private static final int CHUNK_BYTES = 16 * 1024;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    private final ServerSocket door;
    private final InetSocketAddress target;
    private final Set<Socket> open = new HashSet<>();
    private Predicate<InetAddress> held = from -> false;
    private Duration delay = Duration.ZERO;
    private boolean closed;

    private Relay(ServerSocket door, InetSocketAddress target) {
        this.door = door;
        this.target = target;
        Thread.ofPlatform().name("relay-" + door.getLocalPort()).daemon().start(this::accept);
    }

    /** Relays what comes to an address. */
    public static Relay between(InetSocketAddress at, InetSocketAddress target) {
        try {
            return new Relay(new ServerSocket(at.getPort(), CONNECTIONS_MAX, at.getAddress()), target);
        } catch (IOException e) {
            throw new UncheckedIOException("a relay cannot listen at " + at + ": " + e.getMessage(), e);
        }
    }

    /** Nothing more passes to or from those who connected from these addresses. */
    public synchronized void hold(Predicate<InetAddress> whose) {
        held = whose;
    }

    /** Everything passes again, what waited first. */
    public synchronized void release() {
        held = from -> false;
        delay = Duration.ZERO;
        notifyAll();
    }

    /** Each piece of up to 16 KiB is late by so much, in both directions. */
    public synchronized void slow(Duration by) {
        delay = by;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void connect(Socket client) {
        var server = new Socket();
        try {
            if (!keep(client) || !awaitPassage(client.getInetAddress())) {
                drop(client);
                return;
            }
            server.connect(target, (int) CONNECT_TIMEOUT.toMillis());
            if (!keep(server)) {
                end(client, server);
                return;
            }
        } catch (IOException nobodyThere) {
            end(client, server);
            return;
        }
        Thread.ofVirtual().start(() -> pump(client, server, client.getInetAddress()));
        pump(server, client, client.getInetAddress());
    }

    private void pump(Socket from, Socket to, InetAddress client) {
        var chunk = new byte[CHUNK_BYTES];
        try {
            for (int read = from.getInputStream().read(chunk);
                    read >= 0;
                    read = from.getInputStream().read(chunk)) {
                if (!awaitPassage(client)) {
                    break;
                }
                to.getOutputStream().write(chunk, 0, read);
            }
            awaitPassage(client); // the end of a connection is not seen through a broken network either
        } catch (IOException broken) {
            awaitPassage(client);
        }
        end(from, to);
    }

    /** Waits until what comes from there may pass; false if the relay is closed meanwhile. */
    private boolean awaitPassage(InetAddress from) {
        try {
            Duration late;
            synchronized (this) {
                while (held.test(from) && !closed) {
                    wait();
                }
                late = delay;
            }
            Thread.sleep(late);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !door.isClosed();
    }

    private synchronized boolean keep(Socket socket) {
        return !closed && open.size() < CONNECTIONS_MAX && open.add(socket);
    }

    private void end(Socket one, Socket other) {
        synchronized (this) {
            open.remove(one);
            open.remove(other);
        }
        drop(one);
        drop(other);
    }

    private static void drop(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket cannot be closed", e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        open.forEach(Relay::drop);
        open.clear();
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a relay cannot be closed", e);
        }
    }
}
