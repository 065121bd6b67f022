package io.boreas.http.boreas;

import io.boreas.actors.gateway.Cell;
import io.boreas.core.id.AgentId;
import io.boreas.core.job.Placement;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.TaskSight;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import java.util.concurrent.CompletionStage;

/** Asks the agent of a task for what is in its sandbox, and turns its refusals into problems. */
record Sandboxes(Cell cell) {
    CompletionStage<SandboxAnswer.Data> data(TaskDoor.Known known, SandboxQuery query) {
        return ask(known, query).thenApply(answer -> switch (answer) {
            case SandboxAnswer.Data data -> data;
            case SandboxAnswer.Failed failed -> throw refusal(failed);
            case SandboxAnswer.Entries e -> throw new IllegalStateException("an agent answered a read with a listing");
            case SandboxAnswer.Seen s -> throw new IllegalStateException("an agent answered a read with a look");
            case SandboxAnswer.OfSession s ->
                throw new IllegalStateException("an agent answered a read with a session");
        });
    }

    CompletionStage<SandboxAnswer.Entries> entries(TaskDoor.Known known, SandboxQuery.Browse query) {
        return ask(known, query).thenApply(answer -> switch (answer) {
            case SandboxAnswer.Entries entries -> entries;
            case SandboxAnswer.Failed failed -> throw refusal(failed);
            case SandboxAnswer.Data d -> throw new IllegalStateException("an agent answered a listing with data");
            case SandboxAnswer.Seen s -> throw new IllegalStateException("an agent answered a listing with a look");
            case SandboxAnswer.OfSession s ->
                throw new IllegalStateException("an agent answered a listing with a session");
        });
    }

    CompletionStage<TaskSight> sight(TaskDoor.Known known) {
        return ask(known, new SandboxQuery.Look()).thenApply(answer -> switch (answer) {
            case SandboxAnswer.Seen(var sight) -> sight;
            case SandboxAnswer.Failed failed -> throw unseen(failed);
            case SandboxAnswer.Entries e -> throw new IllegalStateException("an agent answered a look with a listing");
            case SandboxAnswer.Data d -> throw new IllegalStateException("an agent answered a look with data");
            case SandboxAnswer.OfSession s ->
                throw new IllegalStateException("an agent answered a look with a session");
        });
    }

    private static ProblemException unseen(SandboxAnswer.Failed failed) {
        return failed.why() == SandboxAnswer.Why.NOT_FOUND
                ? new ProblemException(Problem.conflict(
                        "not-running",
                        "There is nothing to be seen of the task",
                        "Its agent says: " + failed.message() + "."))
                : refusal(failed);
    }

    CompletionStage<SandboxAnswer> ask(TaskDoor.Known known, SandboxQuery query) {
        return cell.sandbox(agent(known), known.task().id(), query);
    }

    /** A path within a sandbox: the agent checks it again where symbolic links are known. */
    static String checked(String path) {
        boolean escapes = path.startsWith("/") || path.indexOf('\0') >= 0;
        for (var part : path.split("/", -1)) {
            escapes |= part.equals("..");
        }
        if (escapes) {
            throw new ProblemException(Problem.badRequest(
                    "bad-path",
                    "The path leaves the sandbox",
                    "A path is relative to the sandbox and has no \"..\" in it; it was \"" + path + "\"."));
        }
        return path;
    }

    static AgentId agent(TaskDoor.Known known) {
        return known.task()
                .placement()
                .map(Placement::agent)
                .orElseThrow(() -> new ProblemException(Problem.notFound(
                        "no-sandbox",
                        "The task has no sandbox",
                        "The task " + known.task().id() + " is " + known.task().status()
                                + " and has no place, so it has no sandbox and no logs.")));
    }

    private static ProblemException refusal(SandboxAnswer.Failed failed) {
        return new ProblemException(
                switch (failed.why()) {
                    case NOT_FOUND ->
                        Problem.notFound("not-in-sandbox", "The sandbox has no such thing", failed.message());
                    case BAD_PATH -> Problem.badRequest("bad-path", "The path leads nowhere", failed.message());
                    case UNREADABLE ->
                        Problem.of(503, "sandbox-unreadable", "The sandbox cannot be read now", failed.message());
                });
    }
}
