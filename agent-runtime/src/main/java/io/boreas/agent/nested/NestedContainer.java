package io.boreas.agent.nested;

import io.boreas.agent.gateway.NestedEnd;
import io.boreas.agent.gateway.NestedInput;
import io.boreas.agent.gateway.NestedOutput;
import io.boreas.agent.gateway.NestedSpec;
import io.boreas.agent.session.Sessions;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionAnswer.Chunk;
import io.boreas.core.link.SessionStep;
import io.boreas.core.link.TerminalSize;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A nested container that has begun: a session, of which a thread hands on what it writes. Safe for use by any thread. */
final class NestedContainer {
    private static final Logger LOG = LoggerFactory.getLogger(NestedContainer.class);

    /** How long to wait for a reader before the session hears that it is attended to. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final NestedSpec spec;
    private final String session;
    private final Sessions sessions;
    private final CompletableFuture<NestedEnd> end = new CompletableFuture<>();
    private final List<NestedOutput> outputs = new CopyOnWriteArrayList<>();
    private final AtomicBoolean inputTaken = new AtomicBoolean();
    private final ReentrantLock writing = new ReentrantLock();
    private long written;
    private boolean inputEnded;

    NestedContainer(NestedSpec spec, String session, Sessions sessions) {
        this.spec = spec;
        this.session = session;
        this.sessions = sessions;
    }

    NestedSpec spec() {
        return spec;
    }

    /** When it has ended, and how. */
    CompletableFuture<NestedEnd> end() {
        return end;
    }

    boolean hasEnded() {
        return end.isDone();
    }

    /** Begins it; why it cannot, if it cannot. Some seconds may pass. */
    Optional<SessionAnswer.Refused> open(String name) {
        return sessions.open(spec.parent(), session, Opening.of(spec, name), spec.environment(), spec.capabilities())
                        instanceof SessionAnswer.Refused refused
                ? Optional.of(refused)
                : Optional.empty();
    }

    /** Hears what it writes from now on, unless it has ended. */
    boolean attach(NestedOutput output) {
        outputs.add(output);
        return !hasEnded() || !outputs.remove(output);
    }

    /** Hands on what it writes, to its end. */
    void follow(Optional<NestedOutput> reader) {
        reader.ifPresent(outputs::add);
        long taken = 0;
        var ended = Optional.<SessionAnswer.End>empty();
        try {
            while (ended.isEmpty()) {
                switch (ask(new SessionStep.Poll(taken))) {
                    case SessionAnswer.Output output -> {
                        for (var chunk : output.chunks()) {
                            hand(chunk);
                        }
                        taken = output.next();
                        ended = output.end();
                    }
                    case SessionAnswer.Refused(var why, var message) ->
                        ended = Optional.of(new SessionAnswer.End.Cut(message));
                    case SessionAnswer.Done done -> throw unexpected(done);
                    case SessionAnswer.Taken some -> throw unexpected(some);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            kill();
            end.complete(Endings.of(ended.orElse(new SessionAnswer.End.Cut("the agent lost sight of it"))));
            outputs.forEach(NestedOutput::end);
        }
    }

    private static IllegalStateException unexpected(SessionAnswer answer) {
        return new IllegalStateException("a session that is asked for its output answers " + answer);
    }

    private SessionAnswer ask(SessionStep step) {
        return sessions.answer(spec.parent(), session, step);
    }

    private void hand(Chunk chunk) throws InterruptedException {
        for (var output : outputs) {
            if (!isTaken(output, chunk)) {
                outputs.remove(output);
            }
        }
    }

    private boolean isTaken(NestedOutput output, Chunk chunk) throws InterruptedException {
        var taken = output.take(chunk).toCompletableFuture();
        while (true) {
            try {
                return taken.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException slow) {
                if (sessions.isCut(spec.parent(), session)) {
                    output.end(); // whoever waits for its end is not to wait for a reader that does not read
                    return false;
                }
                ask(new SessionStep.Attend());
            } catch (ExecutionException e) {
                LOG.debug("a reader of a nested container is gone parent={}", spec.parent(), e);
                return false;
            }
        }
    }

    /** Sends its program a signal; whether it has not ended. */
    boolean signal(int number) {
        return sessions.signal(spec.parent(), session, number);
    }

    /** Ends it, and all that came of it. */
    void kill() {
        ask(new SessionStep.Close());
    }

    /** Its input, unless somebody has charge of that. */
    Optional<NestedInput> input() {
        return inputTaken.compareAndSet(false, true) ? Optional.of(new Input()) : Optional.empty();
    }

    private final class Input implements NestedInput {
        @Override
        public void write(byte[] bytes) {
            for (int from = 0; from < bytes.length; from += SessionStep.BYTES_MAX) {
                put(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + SessionStep.BYTES_MAX)), false);
            }
        }

        @Override
        public void end() {
            put(new byte[0], true);
        }

        /** Offers it until it is taken; what comes after the end is for nobody. */
        private void put(byte[] bytes, boolean last) {
            writing.lock();
            try {
                long from = written;
                while (!inputEnded && !hasEnded() && (written < from + bytes.length || last)) {
                    var rest = Arrays.copyOfRange(bytes, (int) (written - from), bytes.length);
                    if (!(ask(new SessionStep.Write(written, rest, last)) instanceof SessionAnswer.Taken(long upTo))) {
                        return;
                    }
                    inputEnded = last && upTo == from + bytes.length;
                    written = upTo;
                }
            } finally {
                writing.unlock();
            }
        }

        @Override
        public void resize(TerminalSize size) {
            ask(new SessionStep.Resize(size));
        }

        @Override
        public void close() {
            inputTaken.set(false);
        }
    }
}
