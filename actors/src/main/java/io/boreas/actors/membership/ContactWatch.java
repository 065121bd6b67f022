package io.boreas.actors.membership;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection to another master's {@link ContactServer}, on which nothing is said. A process that ends takes its connections with it, and its
 * machine refuses new ones: that is known within milliseconds and beyond doubt, where silence has to be waited out.
 */
final class ContactWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContactWatch.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Refusals in a row that make a process gone: a single one may meet it while it begins to listen. */
    private static final int REFUSALS = 2;

    private final String master;
    private final InetSocketAddress address;
    private final Consumer<Contact> listener;
    private final Thread thread;
    private volatile boolean closed;
    private volatile Socket socket = new Socket();

    private ContactWatch(String master, Consumer<Contact> listener) {
        this.master = master;
        int colon = master.lastIndexOf(':');
        this.address = new InetSocketAddress(
                master.substring(0, colon), ContactServer.portOf(Integer.parseInt(master.substring(colon + 1))));
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("contact-" + master).unstarted(this::run);
    }

    /**
     * Begins to watch.
     *
     * @param master {@code host:port}
     * @param listener hears every change, on a thread of this watch
     */
    static ContactWatch start(String master, Consumer<Contact> listener) {
        var watch = new ContactWatch(master, listener);
        watch.thread.start();
        return watch;
    }

    private void run() {
        var told = Contact.SILENT;
        int refusals = 0;
        while (!closed) {
            try (var connection = new Socket()) {
                socket = connection;
                connection.connect(address, (int) CONNECT_TIMEOUT.toMillis());
                refusals = 0;
                told = tell(told, Contact.THERE);
                connection.setKeepAlive(true);
                awaitEnd(connection);
                continue; // ask at once whether it is gone
            } catch (IOException e) {
                boolean refused = e instanceof ConnectException
                        && String.valueOf(e.getMessage()).contains("refused");
                refusals = refused ? refusals + 1 : 0;
                if (!refused || refusals >= REFUSALS) {
                    told = tell(told, refused ? Contact.GONE : Contact.SILENT);
                }
            }
            pause();
        }
    }

    /** Returns when the other end has closed the connection, or is known not to have it any more. */
    private static void awaitEnd(Socket connection) throws IOException {
        try (var in = connection.getInputStream()) {
            while (in.read() >= 0) {
                // nothing is expected, and nothing is made of it
            }
        } catch (java.net.SocketException reset) {
            LOG.debug("the connection was reset: {}", reset.toString());
        }
    }

    private Contact tell(Contact before, Contact now) {
        if (before != now && !closed) {
            LOG.info("master {} is {}, was {}", master, now, before);
            listener.accept(now);
        }
        return now;
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            closed = true;
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("a connection to {} could not be closed", master, e);
        }
        thread.interrupt();
    }
}
