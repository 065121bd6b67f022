package io.boreas.agent.session;

import io.boreas.agent.process.AttachedCommand;
import io.boreas.agent.process.Belongings;
import io.boreas.agent.process.Enclosure;
import io.boreas.agent.process.ProcessId;
import io.boreas.agent.process.TerminalGreeting;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionAnswer.End;
import io.boreas.core.link.SessionStep;
import io.boreas.core.link.TerminalSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One command that runs, and what goes to it and comes from it. It has a thread for each stream, and one that sees to its end. Safe for
 * use by any thread.
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final long REAP_SECONDS_MAX = 30;

    private final TaskId task;
    private final String mark;
    private final Process process;
    private final AttachedCommand commands;
    private final boolean onTerminal;
    private final int steps;
    private final Ends ends;
    private final SessionOutput output = new SessionOutput();
    private final SessionInput input = new SessionInput();
    private final CountDownLatch greeted;
    private final List<Belongings.Run> leaders = new ArrayList<>();
    private final AtomicReference<@Nullable String> cut = new AtomicReference<>();
    private final CompletableFuture<Void> nothingLeft = new CompletableFuture<>();
    private Optional<Path> terminal = Optional.empty();
    private Optional<TerminalSize> wanted = Optional.empty();
    private final AtomicInteger asking = new AtomicInteger();
    private volatile long askedNanos = System.nanoTime();
    private volatile long movedNanos = System.nanoTime();

    /** What sees to it that nothing of a session stays. */
    interface Ends {
        /** This process leads a session on behalf of it. */
        void leads(Session session, ProcessId leader) throws IOException;

        /** Kill all of it, until nothing is left; which {@link Session#cleared} is told. */
        void kill(Session session);

        /** It has ended. */
        void over(Session session);
    }

    /**
     * Takes charge of a command that was just started; {@link #begin} goes on.
     *
     * @param steps from the process that was started down to the command's own
     */
    Session(
            TaskId task,
            String mark,
            Process process,
            boolean onTerminal,
            int steps,
            AttachedCommand commands,
            Ends ends) {
        this.task = task;
        this.mark = mark;
        this.process = process;
        this.commands = commands;
        this.ends = ends;
        this.onTerminal = onTerminal;
        this.steps = steps;
        this.greeted = new CountDownLatch(onTerminal ? 1 : 0);
    }

    TaskId task() {
        return task;
    }

    /** How its processes are known. */
    Belongings belongings() {
        synchronized (leaders) {
            return new Belongings(mark, leaders, Enclosure.NONE);
        }
    }

    /** Numbers of the processes that lead its sessions. */
    List<Long> leaders() {
        synchronized (leaders) {
            return leaders.stream().map(run -> run.id().pid()).toList();
        }
    }

    boolean hasEnded() {
        return output.hasEnded();
    }

    /** For how long nothing has been asked of it. */
    Duration unattended() {
        return asking.get() > 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - askedNanos);
    }

    /** For how long nothing has been written either way. */
    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - movedNanos);
    }

    /** Bytes it wrote that wait to be taken. */
    int held() {
        return output.held();
    }

    void begin(boolean withInput) throws IOException {
        lead(process.pid());
        var out = onTerminal ? onTerminal(new TerminalGreeting()) : pipe(false);
        var readers = List.of(
                new SessionReader("session-stdout-" + process.pid(), process.getInputStream(), out),
                new SessionReader("session-stderr-" + process.pid(), process.getErrorStream(), pipe(true)));
        if (!withInput && !onTerminal) {
            process.getOutputStream().close();
        } else {
            thread("writer", this::write).start();
        }
        thread("end", () -> awaitEnd(readers)).start();
    }

    private Thread thread(String what, Runnable work) {
        return Thread.ofPlatform()
                .name("session-" + what + "-" + process.pid())
                .daemon()
                .unstarted(work);
    }

    private void lead(long pid) throws IOException {
        var leader = ProcessId.of(pid);
        if (leader.isEmpty()) {
            return; // it is gone, and what it left carries the mark
        }
        synchronized (leaders) {
            leaders.add(new Belongings.Run(leader.get(), Belongings.STILL_RUNNING));
        }
        ends.leads(this, leader.get());
    }

    /** Answers a step, but those of its beginning and its end. */
    SessionAnswer answer(SessionStep step) throws InterruptedException {
        asking.incrementAndGet();
        try {
            return switch (step) {
                case SessionStep.Poll(long taken) -> output.poll(taken, WAIT);
                case SessionStep.Write write -> {
                    movedNanos = System.nanoTime();
                    yield new SessionAnswer.Taken(input.offer(write, WAIT));
                }
                case SessionStep.Resize(var size) -> resize(size);
                case SessionStep.Attend attend -> new SessionAnswer.Done();
                case SessionStep.Open open -> new SessionAnswer.Done();
                case SessionStep.Close close -> new SessionAnswer.Done();
            };
        } finally {
            askedNanos = System.nanoTime();
            asking.decrementAndGet();
        }
    }

    private synchronized SessionAnswer resize(TerminalSize size) {
        wanted = Optional.of(size);
        fit();
        return new SessionAnswer.Done();
    }

    private synchronized void fit() {
        if (terminal.isPresent() && wanted.isPresent() && process.isAlive()) {
            try {
                commands.resize(terminal.get(), wanted.get());
            } catch (IOException e) {
                LOG.warn("a terminal keeps its size, for there is no stty taskId={}", task, e);
            }
        }
    }

    /** Sends its command a signal; whether it has not ended. */
    boolean signal(int number) {
        if (hasEnded() || !process.isAlive()) {
            return false;
        }
        try {
            commands.signal(process.pid(), steps, number);
        } catch (IOException e) {
            LOG.warn("a session was sent no signal taskId={} signal={}", task, number, e);
        }
        return true;
    }

    /** Ends it, unless it has ended. */
    void cut(String why) {
        if (hasEnded() || !cut.compareAndSet(null, why)) {
            return;
        }
        output.waitNoLonger();
        input.drop();
        ends.kill(this);
    }

    boolean isCut() {
        return cut.get() != null;
    }

    /** Whoever was asked to kill it found nothing of it. */
    void cleared() {
        nothingLeft.complete(null);
    }

    /** Waits until nothing of it is left; whether that came to be. */
    boolean awaitCleared(Duration most) throws InterruptedException {
        try {
            nothingLeft.get(most.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private void write() {
        try (var out = process.getOutputStream()) {
            greeted.await();
            for (var bytes = input.next(); bytes.length > 0; bytes = input.next()) {
                out.write(bytes);
                out.flush();
            }
        } catch (IOException e) {
            LOG.debug("a session reads no more taskId={}", task);
        } catch (InterruptedException e) {
            LOG.warn("a session was kept from reading taskId={}", task, e);
        } finally {
            input.drop();
        }
    }

    /** What the command was, and what of it is left, end first: then nobody can write any more. */
    private void awaitEnd(List<SessionReader> readers) {
        try {
            int code = process.waitFor();
            input.drop();
            greeted.countDown();
            ends.kill(this);
            if (!awaitCleared(Duration.ofSeconds(REAP_SECONDS_MAX))) {
                LOG.warn("what a session left is still being killed taskId={}", task);
            }
            for (var reader : readers) {
                reader.awaitRest();
            }
            var why = cut.get();
            output.end(why == null ? new End.Exited(code) : new End.Cut(why));
        } catch (InterruptedException e) {
            LOG.warn("a session was not seen to its end taskId={}", task, e);
            output.end(new End.Cut("the agent lost sight of it"));
        } finally {
            ends.over(this);
        }
    }

    /** Takes what came on standard error, or on standard output where there is no terminal. */
    private SessionReader.Taker pipe(boolean stderr) {
        return (bytes, length) -> {
            movedNanos = System.nanoTime();
            output.put(stderr, Arrays.copyOf(bytes, Math.max(0, length)));
        };
    }

    /** Takes what came from a terminal: what it says first is not the command's. */
    private SessionReader.Taker onTerminal(TerminalGreeting line) {
        return (bytes, length) -> {
            movedNanos = System.nanoTime();
            boolean before = line.isOver();
            var rest = length < 0 ? line.end() : line.take(bytes, length);
            if (!before && line.isOver()) {
                if (line.greeting().isPresent()) {
                    greeted(line.greeting().get());
                }
                greeted.countDown();
            }
            output.put(false, rest);
        };
    }

    private void greeted(TerminalGreeting.Greeting said) throws IOException {
        if (said.leader() > 0) {
            lead(said.leader());
        }
        synchronized (this) {
            terminal = Optional.of(said.terminal());
            fit();
        }
    }
}
