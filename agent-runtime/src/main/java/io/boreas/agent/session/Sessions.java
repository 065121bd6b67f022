package io.boreas.agent.session;

import io.boreas.agent.process.AttachedCommand;
import io.boreas.agent.process.Command;
import io.boreas.agent.process.Marks;
import io.boreas.agent.process.ProcessId;
import io.boreas.agent.process.Reaper;
import io.boreas.agent.process.Warden;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionAnswer.Why;
import io.boreas.core.link.SessionStep;
import io.boreas.core.link.Terminal;
import io.boreas.core.task.Capabilities;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of an agent: opens them, within bounds, and ends those that nobody attends to. What runs in one is of its task as any of
 * the task's processes, and carries a mark besides, by which it ends with the session: however it ends, be it with the agent.
 * Safe for use by any thread.
 */
public final class Sessions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

    private final SessionSettings settings;
    private final Place.Finder places;
    private final String marks;
    private final AttachedCommand commands;
    private final Warden warden;
    private final Reaper<Session> reaper;
    private final ScheduledExecutorService looks;
    private final ReentrantLock openings = new ReentrantLock();
    private final AtomicLong orders = new AtomicLong();
    private final Map<String, Session> sessions = new LinkedHashMap<>();
    private boolean closed;

    private final Session.Ends ends = new Session.Ends() {
        @Override
        public void leads(Session session, ProcessId leader) throws IOException {
            warden.watch(leader.pid());
        }

        @Override
        public void kill(Session session) {
            reaper.end(session, new Reaper.Order(orders.incrementAndGet(), true, session.belongings()));
        }

        @Override
        public void over(Session session) {
            session.leaders().forEach(warden::leave);
        }
    };

    /**
     * Ends what is left of sessions of an agent of before.
     *
     * @param home where its files are
     * @param nonce the variable, {@code NAME=VALUE}, that tells this agent's processes from those of others
     * @param run tells this agent's sessions from those of the one before it: letters and digits
     */
    public Sessions(SessionSettings settings, Path home, String nonce, String run, Place.Finder places)
            throws IOException {
        this.settings = settings;
        this.places = places;
        this.marks = run + "-";
        this.commands = new AttachedCommand(home.resolve("sessions"));
        this.warden = new Warden(home, Marks.SESSION + "=" + marks);
        Warden.sweep(nonce);
        this.reaper = Reaper.ofSessions(nonce, this::nothingLeft);
        this.looks = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("sessions").daemon().factory());
        looks.scheduleWithFixedDelay(this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void nothingLeft(Session session, long order) {
        reaper.leave(session);
        session.cleared();
    }

    /** Does a step of a session; it may take some seconds. */
    public SessionAnswer answer(TaskId task, String name, SessionStep step) {
        try {
            var session = find(task, name);
            if (session != null) {
                return step instanceof SessionStep.Close ? close(name, session) : session.answer(step);
            }
            return switch (step) {
                case SessionStep.Open open -> opened(task, name, open, Map.of(), Optional.empty());
                case SessionStep.Close close -> new SessionAnswer.Done();
                case SessionStep.Poll p -> unknown();
                case SessionStep.Write w -> unknown();
                case SessionStep.Resize r -> unknown();
                case SessionStep.Attend a -> unknown();
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SessionAnswer.Refused(Why.FAILED, "the agent stops");
        }
    }

    /**
     * Opens one in which there are more variables than its task has; it may take some seconds.
     *
     * @param variables names that {@link Command#isVariable} allows; what its task is known by stays as it is
     * @param wish capabilities that it is to have instead of its task's, if it is
     */
    public SessionAnswer open(
            TaskId task,
            String name,
            SessionStep.Open open,
            Map<String, String> variables,
            Optional<Capabilities> wish) {
        try {
            return opened(task, name, open, variables, wish);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SessionAnswer.Refused(Why.FAILED, "the agent stops");
        }
    }

    /**
     * Sends the command of a session a signal; not to what came of it.
     *
     * @param signal 1 to 31
     * @return whether there is one that has not ended
     */
    public boolean signal(TaskId task, String name, int signal) {
        var session = find(task, name);
        return session != null && session.signal(signal);
    }

    /** Whether one is ended, or was, by somebody other than its own command. */
    public boolean isCut(TaskId task, String name) {
        var session = find(task, name);
        return session != null && session.isCut();
    }

    private static SessionAnswer unknown() {
        return new SessionAnswer.Refused(
                Why.UNKNOWN_SESSION,
                "there is no such session on this agent; it ended, or the agent was started again");
    }

    private synchronized @Nullable Session find(TaskId task, String name) {
        var session = sessions.get(name);
        return session != null && session.task().equals(task) ? session : null;
    }

    private SessionAnswer close(String name, Session session) {
        session.cut("its client ended it");
        synchronized (this) {
            if (session.hasEnded()) {
                sessions.remove(name, session);
            }
        }
        return new SessionAnswer.Done();
    }

    private SessionAnswer opened(
            TaskId task, String name, SessionStep.Open open, Map<String, String> variables, Optional<Capabilities> wish)
            throws InterruptedException {
        var fault = NAME.matcher(name).matches()
                ? open.fault()
                : Optional.of("a session's name has 1 to 64 letters, digits and dashes");
        if (fault.isPresent()) {
            return new SessionAnswer.Refused(Why.BAD_COMMAND, fault.get());
        }
        if (open.terminal().isPresent() && !commands.hasTerminals()) {
            return new SessionAnswer.Refused(
                    Why.NO_TERMINAL, "its agent's machine has no script of util-linux, which makes terminals");
        }
        openings.lockInterruptibly();
        try {
            return find(task, name) == null ? begin(task, name, open, variables, wish) : new SessionAnswer.Done();
        } catch (IOException e) {
            LOG.warn("a session was not started taskId={}", task, e);
            return new SessionAnswer.Refused(Why.FAILED, "the agent could not start it: " + e.getMessage());
        } finally {
            openings.unlock();
        }
    }

    private SessionAnswer begin(
            TaskId task, String name, SessionStep.Open open, Map<String, String> variables, Optional<Capabilities> wish)
            throws IOException, InterruptedException {
        return switch (places.find(task, open.process(), wish)) {
            case Place.Shut(var why) -> new SessionAnswer.Refused(Why.NOT_RUNNING, why);
            case Place.Open(var like) -> {
                var full = full(task);
                if (full.isPresent()) {
                    yield new SessionAnswer.Refused(Why.TOO_MANY, full.get());
                }
                start(task, name, open, like.with(marked(name, open, variables)));
                yield new SessionAnswer.Done();
            }
        };
    }

    /** Why there is no room for one more, if there is none. */
    private synchronized Optional<String> full(TaskId task) {
        var going = sessions.values().stream()
                .filter(session -> !session.hasEnded())
                .toList();
        long here =
                going.stream().filter(session -> session.task().equals(task)).count();
        if (closed) {
            return Optional.of("the agent stops");
        }
        if (here >= settings.perTaskMax()) {
            return Optional.of("the task has " + here
                    + " sessions, and may not have more (boreas.agent.sessions.per-task-max of its agent)");
        }
        return going.size() >= settings.perAgentMax()
                ? Optional.of("the agent has " + going.size()
                        + " sessions, and may not have more (boreas.agent.sessions.per-agent-max of it)")
                : Optional.empty();
    }

    /** What a session adds to the variables of its task. */
    private Map<String, String> marked(String name, SessionStep.Open open, Map<String, String> variables) {
        var all = new TreeMap<>(variables);
        open.terminal().ifPresent(terminal -> all.put("TERM", terminal.type()));
        all.keySet().removeAll(List.of(Marks.TASK, Marks.AGENT));
        all.put(Marks.SESSION, marks + name);
        return all;
    }

    private void start(TaskId task, String name, SessionStep.Open open, Command like) throws IOException {
        warden.ensure();
        var process = commands.start(name, like, open.command(), open.terminal().map(Terminal::size));
        var session = new Session(
                task,
                Marks.SESSION + "=" + marks + name,
                process,
                open.terminal().isPresent(),
                commands.stepsTo(like, open.terminal().isPresent()),
                commands,
                ends);
        synchronized (this) {
            sessions.put(name, session);
        }
        try {
            session.begin(open.input());
        } catch (IOException e) {
            session.cut("the agent could not hold it");
            synchronized (this) {
                sessions.remove(name);
            }
            throw e;
        }
        LOG.info("session opened: taskId={} session={} pid={}", task, name, process.pid());
    }

    /** Ends the sessions of a task that is about to end; does not wait. */
    public void endOf(TaskId task) {
        all().stream().filter(session -> session.task().equals(task)).forEach(session -> session.cut("its task ends"));
    }

    private synchronized List<Session> all() {
        return List.copyOf(sessions.values());
    }

    private void look() {
        try {
            for (var session : all()) {
                if (session.unattended().compareTo(settings.unattendedMax()) > 0) {
                    session.cut("nobody has asked for it for " + settings.unattendedMax());
                } else if (session.idle().compareTo(settings.idleMax()) > 0) {
                    session.cut("nothing was written in it for " + settings.idleMax());
                }
            }
            synchronized (this) {
                sessions.values()
                        .removeIf(session ->
                                session.hasEnded() && session.unattended().compareTo(settings.unattendedMax()) > 0);
            }
        } catch (RuntimeException e) {
            LOG.error("a defect: sessions were not looked at", e);
        }
    }

    /** Bytes that all sessions hold for clients that have not taken them. */
    public long held() {
        return all().stream().mapToLong(Session::held).sum();
    }

    /** Ends all of them, and takes no more. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        looks.shutdownNow();
        all().forEach(session -> session.cut("its agent stops"));
        try {
            long until = System.nanoTime() + CLOSE_MAX.toNanos();
            for (var session : all()) {
                session.awaitCleared(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reaper.close();
        warden.close();
    }
}
