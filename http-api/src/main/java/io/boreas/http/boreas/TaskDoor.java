package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.PendingReasons;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.InstanceTask;
import io.boreas.core.job.Job;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Call;
import io.boreas.http.server.Route;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /boreas/v1/tasks/{id}}: what a run is, why it waits, and what it does and uses. */
public final class TaskDoor {
    private static final String TASK = "/boreas/v1/tasks/{id}";

    private final Cell cell;

    public TaskDoor(Cell cell) {
        this.cell = cell;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(TASK, this::get),
                Route.get(TASK + "/why", this::why),
                Route.get(TASK + "/usage", this::usage));
    }

    /** A task and the job that has it. */
    record Known(Job job, InstanceTask task) {}

    /** The task of a path; fails with 404 if no job remembers it. */
    static CompletionStage<Known> known(Cell cell, Call call) {
        var id = id(call);
        return cell.jobOf(id)
                .thenApply(job -> job.flatMap(known -> find(known, id)).orElseThrow(() -> Replies.unknownTask(id)));
    }

    private static TaskId id(Call call) {
        try {
            return new TaskId(call.parameter(0));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.badRequest("invalid-id", "This is not a task id", e.getMessage() + "."));
        }
    }

    static Optional<Known> find(Job job, TaskId id) {
        for (var task : job.active().values()) {
            if (task.id().equals(id)) {
                return Optional.of(new Known(job, task));
            }
        }
        return job.ended().stream()
                .filter(task -> task.id().equals(id))
                .findFirst()
                .map(task -> new Known(job, task));
    }

    private CompletionStage<HttpResponse> get(Call call) {
        call.query();
        return known(cell, call)
                .thenApply(known -> Answers.json(200, out -> JobJson.writeAlone(known.job(), known.task(), out)));
    }

    private CompletionStage<HttpResponse> usage(Call call) {
        call.query();
        return known(cell, call).thenCompose(known -> new Sandboxes(cell)
                .sight(known)
                .thenApply(sight -> Answers.json(200, out -> UsageJson.write(known, sight, out))));
    }

    private CompletionStage<HttpResponse> why(Call call) {
        call.query();
        return known(cell, call).thenCompose(known -> reasons(known)
                .thenApply(reasons -> Answers.json(200, out -> writeWhy(known, reasons, out))));
    }

    private CompletionStage<Optional<PendingReasons>> reasons(Known known) {
        return known.task().status() == ScheduleStatus.PENDING
                ? cell.why(known.job().key(), known.task().id())
                : CompletableFuture.completedFuture(Optional.empty());
    }

    private static void writeWhy(Known known, Optional<PendingReasons> reasons, JsonGenerator out) throws IOException {
        var task = known.task();
        out.writeStartObject();
        out.writeStringField("taskId", task.id().value());
        out.writeStringField("job", known.job().key().toString());
        out.writeNumberField("instance", task.instance());
        out.writeStringField("state", task.status().name());
        out.writeBooleanField("pending", task.status() == ScheduleStatus.PENDING);
        out.writeStringField("detail", detail(task, reasons));
        if (reasons.isPresent()) {
            out.writeNumberField("agents", reasons.get().agents());
            writeCounts("reasons", reasons.get().reasons(), out);
            JobJson.writeTime("at", reasons.get().at(), out);
        }
        out.writeEndObject();
    }

    private static String detail(InstanceTask task, Optional<PendingReasons> reasons) {
        return switch (task.status()) {
            case PENDING -> pending(task, reasons);
            case THROTTLED ->
                "It waits out a penalty for ending too fast too often, until " + task.throttledUntil() + ".";
            case ASSIGNED,
                    STARTING,
                    RUNNING,
                    KILLING,
                    RESTARTING,
                    PREEMPTING,
                    DRAINING,
                    PARTITIONED,
                    FINISHED,
                    FAILED,
                    KILLED,
                    LOST -> "It does not wait for a place: it is " + task.status() + ".";
        };
    }

    private static String pending(InstanceTask task, Optional<PendingReasons> reasons) {
        if (task.placement().isPresent()) {
            return "It has a place on " + task.placement().get().host() + ", which is being asked to take it.";
        }
        if (reasons.isEmpty()) {
            return "It waits for a place, and nobody has looked for one yet.";
        }
        int agents = reasons.get().agents();
        if (agents == 0) {
            return "It waits for a place: no agent is registered.";
        }
        return "It waits for a place: none of " + agents + (agents == 1 ? " agent" : " agents") + " can take it.";
    }

    /** Names and how often each was counted. */
    static void writeCounts(String field, Map<String, Integer> counts, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart(field);
        for (var count : counts.entrySet()) {
            out.writeNumberField(count.getKey(), count.getValue());
        }
        out.writeEndObject();
    }
}
