package io.boreas.actors.membership;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the connections on which other masters watch this one, and holds them without a word until its process ends. It has a port of its
 * own, the one after that of the cluster, where nobody waits for anything to be said.
 */
final class ContactServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContactServer.class);

    /** Connections held at once, a few for each other master; more are closed again. */
    private static final int HELD_MAX = 64;

    private final ServerSocket server;
    private final Set<Socket> held = ConcurrentHashMap.newKeySet();

    private ContactServer(ServerSocket server) {
        this.server = server;
    }

    /**
     * Begins to listen.
     *
     * @param clusterPort where the masters speak with each other
     * @throws IllegalStateException if the port after that is taken
     */
    static ContactServer open(String host, int clusterPort) {
        int port = portOf(clusterPort);
        try {
            var server = new ContactServer(new ServerSocket(port, HELD_MAX, InetAddress.getByName(host)));
            Thread.ofPlatform().daemon().name("contacts").start(server::accept);
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "masters watch each other on the port after boreas.cluster.port, and " + host + ":" + port
                            + " cannot be used: " + e.getMessage(),
                    e);
        }
    }

    static int portOf(int clusterPort) {
        return clusterPort + 1;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                if (held.size() >= HELD_MAX) {
                    socket.close();
                } else {
                    held.add(socket);
                    if (server.isClosed()) {
                        socket.close(); // it came while all others were being closed
                    }
                    Thread.ofVirtual().name("contact").start(() -> hold(socket));
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.warn("a contact was not taken: {}", e.toString());
                }
            }
        }
    }

    /** Until the other end closes it; what it says is not looked at. */
    private void hold(Socket socket) {
        try (socket;
                var in = socket.getInputStream()) {
            var ignored = new byte[256];
            while (in.read(ignored) >= 0) {
                // nobody has anything to say here
            }
        } catch (IOException e) {
            LOG.debug("a contact ended: {}", e.toString());
        } finally {
            held.remove(socket);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (var socket : held) {
                socket.close();
            }
        } catch (IOException e) {
            LOG.debug("a contact could not be closed", e);
        }
    }
}
