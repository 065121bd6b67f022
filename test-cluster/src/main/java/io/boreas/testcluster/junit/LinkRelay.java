package io.boreas.testcluster.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** Stands between an agent and its master, so that their connection can be cut while both live. */
final class LinkRelay implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 16;

    private final ServerSocket door;
    private final int target;
    private final Set<Socket> open = new HashSet<>();
    private boolean cut;

    private LinkRelay(ServerSocket door, int target) {
        this.door = door;
        this.target = target;
        Thread.ofPlatform().name("link-relay").daemon().start(this::accept);
    }

    /** Relays from a free port of its own. */
    static LinkRelay to(int target) {
        try {
            return new LinkRelay(new ServerSocket(0, CONNECTIONS_MAX, InetAddress.getLoopbackAddress()), target);
        } catch (IOException e) {
            throw new UncheckedIOException("no port for an agent's link", e);
        }
    }

    int port() {
        return door.getLocalPort();
    }

    synchronized boolean isCut() {
        return cut;
    }

    /** Breaks what is connected, and whatever connects from now on. */
    synchronized void cut() {
        cut = true;
        open.forEach(LinkRelay::drop);
        open.clear();
    }

    synchronized void mend() {
        cut = false;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                connect(door.accept());
            } catch (IOException closed) {
                // The door is closed, which ends this, or the master is not there: the agent dials again.
            }
        }
    }

    private void connect(Socket agent) throws IOException {
        Socket master;
        try {
            master = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException down) {
            drop(agent);
            throw down;
        }
        synchronized (this) {
            if (cut || open.size() >= CONNECTIONS_MAX) {
                drop(agent);
                drop(master);
                return;
            }
            open.add(agent);
            open.add(master);
        }
        pump(agent, master);
        pump(master, agent);
    }

    private void pump(Socket from, Socket to) {
        Thread.ofPlatform().name("link-relay").daemon().start(() -> {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException broken) {
                // The end of one side is the end of the other.
            }
            synchronized (this) {
                open.remove(from);
                open.remove(to);
            }
            drop(from);
            drop(to);
        });
    }

    private static void drop(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a socket cannot be closed", e);
        }
    }

    @Override
    public void close() {
        cut();
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException("an agent's relay cannot be closed", e);
        }
    }
}
