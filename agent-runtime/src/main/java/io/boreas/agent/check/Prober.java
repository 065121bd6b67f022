package io.boreas.agent.check;

import io.boreas.agent.process.Command;
import io.boreas.agent.process.SideCommand;
import io.boreas.core.check.Finding;
import io.boreas.core.check.Probe;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks tasks how they do, each on a virtual thread; a probe takes as long as it may, from when its turn came, and reads no more
 * than it must. Safe for use by any thread.
 */
public final class Prober implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Prober.class);
    private static final int COMMANDS_MAX = 32;
    private static final int CONNECTIONS_MAX = 256;
    private static final Duration TIMEOUT_MAX = Duration.ofHours(1);

    private final SideCommand commands = new SideCommand();
    private final Semaphore commandTurns = new Semaphore(COMMANDS_MAX);
    private final Semaphore connectionTurns = new Semaphore(CONNECTIONS_MAX);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("probe-", 0).factory());
    private final HttpProbe http = new HttpProbe(threads);

    /**
     * What to ask.
     *
     * @param probe its port is a number
     * @param timeout zero for none, which is an hour
     * @param command how a command of the task is run
     * @param snooze a file that says not to ask, if there may be one
     */
    public record Order(
            Probe probe, Duration timeout, Function<Probe.Command, Command> command, Optional<Path> snooze) {
        Duration bound() {
            return timeout.isZero() || timeout.compareTo(TIMEOUT_MAX) > 0 ? TIMEOUT_MAX : timeout;
        }
    }

    /** Asks; what is found is said on a thread of its own. After {@link #close} nothing is said. */
    public void ask(Order order, Consumer<Finding> then) {
        try {
            threads.execute(() -> {
                try {
                    then.accept(found(order));
                } catch (InterruptedException stops) {
                    LOG.debug("a probe was given up, for the agent stops");
                }
            });
        } catch (RejectedExecutionException stops) {
            LOG.debug("nothing is probed any more, for the agent stops");
        }
    }

    /**
     * Asks a task by an empty POST at the loopback address for something that it is to do. After this time it is not asked any more:
     * the port may be another task's by then.
     *
     * @param unheard runs, on a thread of its own, unless it says within this time that it will
     */
    public void post(int port, String path, Duration timeout, Runnable unheard) {
        try {
            threads.execute(() -> {
                try {
                    if (!isTaken(port, path, timeout)) {
                        unheard.run();
                    }
                } catch (InterruptedException | RejectedExecutionException stops) {
                    LOG.debug("a request was given up, for the agent stops");
                }
            });
        } catch (RejectedExecutionException stops) {
            LOG.debug("nothing is asked any more, for the agent stops");
        }
    }

    private boolean isTaken(int port, String path, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        if (!connectionTurns.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            var answer = threads.submit(() -> http.post(port, path));
            try {
                return answer.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException e) {
                LOG.debug("a task did not take a request port={} path={}", port, path, e);
                return false;
            } finally {
                answer.cancel(true);
            }
        } finally {
            connectionTurns.release();
        }
    }

    /** A defect here must not stop a task's checks for good. */
    private Finding found(Order order) throws InterruptedException {
        try {
            return find(order);
        } catch (RuntimeException e) {
            LOG.error("a defect: a probe ended without a finding", e);
            return Finding.none("The agent failed to make the check: " + e);
        }
    }

    private Finding find(Order order) throws InterruptedException {
        if (order.snooze().filter(Files::isRegularFile).isPresent()) {
            return Finding.SNOOZED;
        }
        var turns = order.probe() instanceof Probe.Command ? commandTurns : connectionTurns;
        turns.acquire();
        try {
            return switch (order.probe()) {
                case Probe.Command command -> run(order.command().apply(command), order.bound());
                case Probe.Http get -> bounded(order, () -> http.get(get));
                case Probe.Tcp tcp -> bounded(order, () -> connect(tcp, order.bound()));
            };
        } finally {
            turns.release();
        }
    }

    private Finding run(Command command, Duration timeout) throws InterruptedException {
        try {
            var code = commands.run(command, timeout);
            if (code.isEmpty()) {
                return tooLate("Command", timeout);
            }
            return code.getAsInt() == 0
                    ? Finding.good(0)
                    : Finding.bad(code.getAsInt(), "Command exited with status " + code.getAsInt());
        } catch (IOException e) {
            return Finding.none("Command could not be run: " + e.getMessage());
        }
    }

    private interface Ask {
        Finding ask() throws IOException, InterruptedException;
    }

    private Finding bounded(Order order, Ask ask) throws InterruptedException {
        var answer = threads.submit(ask::ask);
        try {
            return answer.get(order.bound().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return tooLate("Connection", order.bound());
        } catch (ExecutionException e) {
            var why = e.getCause() == null ? e : e.getCause();
            return Finding.none(why.getMessage() == null ? why.toString() : why.getMessage());
        } finally {
            answer.cancel(true);
        }
    }

    private static Finding tooLate(String what, Duration timeout) {
        return Finding.none(what + " timed out after " + timeout.toMillis() / 1_000.0 + " s");
    }

    private static Finding connect(Probe.Tcp tcp, Duration timeout) {
        try (var socket = new Socket()) {
            var address = new InetSocketAddress(HttpProbe.loopback(tcp.ipv6()), Integer.parseInt(tcp.port()));
            socket.connect(address, Math.toIntExact(timeout.toMillis()));
            return Finding.good(1);
        } catch (IOException e) {
            return Finding.bad(0, "Connection to port " + tcp.port() + " failed: " + e.getMessage());
        }
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
