package io.boreas.http.boreas;

import io.boreas.actors.gateway.Cell;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionStep;
import io.boreas.core.link.Terminal;
import io.boreas.core.link.TerminalSize;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import io.boreas.http.server.Call;
import io.boreas.http.server.IdleConnections;
import io.boreas.http.server.QueryInput;
import io.boreas.http.server.Route;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.WebSocketUpgrade;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /boreas/v1/tasks/{id}/exec}: commands in tasks that run, over a WebSocket. */
public final class ExecDoor {
    private static final Logger LOG = LoggerFactory.getLogger(ExecDoor.class);
    private static final String TERMINAL_DEFAULT = "xterm";

    private final Cell cell;
    private final Supplier<String> names;

    public ExecDoor(Cell cell) {
        this(cell, () -> UUID.randomUUID().toString());
    }

    /** @param names of sessions: nobody may guess them, and none comes twice */
    ExecDoor(Cell cell, Supplier<String> names) {
        this.cell = cell;
        this.names = names;
    }

    public List<Route> routes() {
        return List.of(Route.get("/boreas/v1/tasks/{id}/exec", this::exec));
    }

    private CompletionStage<HttpResponse> exec(Call call) {
        var open = open(call.query(List.of("command"), "process", "stdin", "tty", "rows", "columns", "term"));
        var upgrade = call.request()
                .getAttribute(AttributeKeys.webSocketUpgrade)
                .orElseThrow(
                        () -> new ProblemException(
                                Problem.of(
                                        426,
                                        "websocket-required",
                                        "This is no WebSocket",
                                        "A session is a WebSocket: ask for one with the headers Connection, Upgrade and Sec-WebSocket-….")));
        return TaskDoor.known(cell, call).thenCompose(known -> begin(call, known, open, upgrade));
    }

    private static SessionStep.Open open(QueryInput query) {
        var size = new TerminalSize((int) query.number("rows", 24, 1, TerminalSize.MAX), (int)
                query.number("columns", 80, 1, TerminalSize.MAX));
        var open = new SessionStep.Open(
                query.text("process").orElse(""),
                query.texts("command"),
                query.flag("stdin", false),
                query.flag("tty", false) ? Optional.of(terminal(query, size)) : Optional.empty());
        open.fault().ifPresent(fault -> {
            throw invalid(fault + "; the parameter \"command\" stands there once for each word");
        });
        return open;
    }

    private static ProblemException invalid(String fault) {
        return new ProblemException(Problem.badRequest(
                "invalid-command",
                "The command is not valid",
                Character.toUpperCase(fault.charAt(0)) + fault.substring(1) + "."));
    }

    private static Terminal terminal(QueryInput query, TerminalSize size) {
        try {
            return new Terminal(query.text("term").orElse(TERMINAL_DEFAULT), size);
        } catch (IllegalArgumentException e) {
            throw QueryInput.refusal(String.valueOf(e.getMessage()));
        }
    }

    private CompletionStage<HttpResponse> begin(
            Call call, TaskDoor.Known known, SessionStep.Open open, WebSocketUpgrade upgrade) {
        authorize(call, known);
        switch (known.task().status()) {
            case PENDING, THROTTLED, FINISHED, FAILED, KILLED, LOST -> throw notRunning(known, "nothing of it runs");
            case ASSIGNED, STARTING, RUNNING, KILLING, RESTARTING, PREEMPTING, DRAINING, PARTITIONED -> {}
        }
        var task = known.task().id();
        var session = new ExecSession(cell, Sandboxes.agent(known), task, names.get(), open.input());
        return session.ask(open)
                .exceptionallyCompose(failure -> {
                    throw unanswered(known, failure);
                })
                .thenApply(answer -> {
                    if (answer instanceof SessionAnswer.Refused(var why, var message)) {
                        throw refused(known, why, message);
                    }
                    LOG.info("command in a task: taskId={} principal={}", task, call.principal());
                    var response = upgrade.handleMessagesWith(session.flow());
                    return response.addAttribute(
                            IdleConnections.STREAM_END, new IdleConnections.StreamEnd(session.over(), () -> {}));
                });
    }

    /** As for Mesos's sessions: as whom it runs, and in whose task. */
    private static void authorize(Call call, TaskDoor.Known known) {
        var user = Optional.of(known.task().spec().user()).filter(name -> !name.isEmpty());
        boolean may = call.permissions().may(Action.LAUNCH_NESTED_CONTAINER_SESSIONS_AS_USER, user)
                && call.permissions().may(Action.LAUNCH_NESTED_CONTAINER_SESSIONS_UNDER_PARENT_WITH_USER, user);
        if (!may) {
            throw new ProblemException(Problem.of(
                    403,
                    "not-authorized",
                    "This is not allowed",
                    call.principal() + " may not run commands in tasks"
                            + user.map(name -> " of " + name).orElse("")
                            + ": the access control lists say so, by "
                            + Action.LAUNCH_NESTED_CONTAINER_SESSIONS_AS_USER.key() + " or "
                            + Action.LAUNCH_NESTED_CONTAINER_SESSIONS_UNDER_PARENT_WITH_USER.key() + "."));
        }
    }

    private static ProblemException notRunning(TaskDoor.Known known, String why) {
        return new ProblemException(Problem.conflict(
                "not-running",
                "The task does not run",
                "No command can run in " + known.task().id() + ", which is "
                        + known.task().status() + ": " + why + "."));
    }

    private static RuntimeException unanswered(TaskDoor.Known known, Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof ExecSession.Unanswered lost)) {
            return new CompletionException(cause);
        }
        return lost.why() == SandboxAnswer.Why.NOT_FOUND
                ? notRunning(known, String.valueOf(lost.getMessage()))
                : new ProblemException(Problem.of(
                        503,
                        "agent-unreachable",
                        "The task's agent does not answer",
                        "Nothing was run: " + lost.getMessage() + "."));
    }

    private static ProblemException refused(TaskDoor.Known known, SessionAnswer.Why why, String message) {
        return switch (why) {
            case NOT_RUNNING -> notRunning(known, message);
            case BAD_COMMAND -> invalid(message);
            case TOO_MANY ->
                new ProblemException(Problem.of(
                        429, "too-many-sessions", "There are too many sessions", "Nothing was run: " + message + "."));
            case NO_TERMINAL ->
                new ProblemException(
                        Problem.conflict("no-terminal", "There are no terminals", "Nothing was run: " + message + "."));
            case UNKNOWN_SESSION, FAILED ->
                new ProblemException(Problem.of(
                        503, "session-failed", "The session could not be begun", "Nothing was run: " + message + "."));
        };
    }
}
