package io.boreas.agent.task;

import io.boreas.core.id.TaskId;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionAnswer.End;
import io.boreas.core.link.SessionStep;
import io.boreas.core.link.Terminal;
import io.boreas.core.link.TerminalSize;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A client of a session, who asks as a door does. */
final class TestSession {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final ProcessTaskRunner runner;
    private final TaskId task;
    private final String name = "s" + NUMBERS.incrementAndGet();
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();
    private Optional<End> end = Optional.empty();
    private long taken;
    private long written;

    TestSession(ProcessTaskRunner runner, TaskId task) {
        this.runner = runner;
        this.task = task;
    }

    /** A command on pipes. */
    static SessionStep.Open plain(String... command) {
        return new SessionStep.Open("", List.of(command), false, Optional.empty());
    }

    /** The same with input. */
    static SessionStep.Open fed(String... command) {
        return new SessionStep.Open("", List.of(command), true, Optional.empty());
    }

    /** A command on a terminal, with input. */
    static SessionStep.Open terminal(int rows, int columns, String... command) {
        var terminal = new Terminal("vt100", new TerminalSize(rows, columns));
        return new SessionStep.Open("", List.of(command), true, Optional.of(terminal));
    }

    /** One that was opened. */
    static TestSession of(TestAgent agent, TaskId task, SessionStep.Open open) {
        var session = new TestSession(agent.runner(), task);
        var answer = session.ask(open);
        if (!(answer instanceof SessionAnswer.Done)) {
            throw new AssertionError("the session was not opened: " + answer);
        }
        return session;
    }

    String name() {
        return name;
    }

    SessionAnswer ask(SessionStep step) {
        var answer = runner.sandbox(task, new SandboxQuery.InSession(name, step));
        if (answer instanceof SandboxAnswer.OfSession(var said)) {
            return said;
        }
        throw new AssertionError("no session answered but " + answer);
    }

    /** Takes some of the output. */
    TestSession poll() {
        switch (ask(new SessionStep.Poll(taken))) {
            case SessionAnswer.Output output -> {
                for (var chunk : output.chunks()) {
                    (chunk.stderr() ? err : out).append(new String(chunk.bytes(), StandardCharsets.UTF_8));
                }
                taken = output.next();
                end = output.end();
            }
            case SessionAnswer.Refused refused -> throw new AssertionError(refused.message());
            case SessionAnswer.Done d -> throw new AssertionError("a poll is answered by output");
            case SessionAnswer.Taken t -> throw new AssertionError("a poll is answered by output");
        }
        return this;
    }

    void write(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        ask(new SessionStep.Write(written, bytes, false));
        written += bytes.length;
    }

    void endInput() {
        ask(new SessionStep.Write(written, new byte[0], true));
    }

    /** Takes output until this is among it. */
    TestSession awaitOut(String text) {
        TestAgent.await("\"" + text + "\" in " + out, () -> poll().out.indexOf(text) >= 0 || end.isPresent());
        if (out.indexOf(text) < 0) {
            throw new AssertionError("it ended, " + end + ", without \"" + text + "\": " + out + err);
        }
        return this;
    }

    /** Takes all there is until the end, and how that was. */
    End awaitEnd() {
        TestAgent.await("the end of a session", () -> poll().end.isPresent());
        return end.orElseThrow();
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
