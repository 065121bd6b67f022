package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.JobPage;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobSpec;
import io.boreas.http.json.JsonInput;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Call;
import io.boreas.http.server.QueryInput;
import io.boreas.http.server.Route;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Location;

/** {@code /boreas/v1/jobs}: what owners do with jobs. */
public final class JobDoor {
    private static final String JOBS = "/boreas/v1/jobs";
    private static final String JOB = JOBS + "/{role}/{environment}/{name}";
    private static final List<String> SELECTION = List.of("instances", "message");
    private static final List<String> ADDITION = List.of("count", "template");

    private final Cell cell;
    private final int itemsMax;

    public JobDoor(Cell cell, int itemsMax) {
        this.cell = cell;
        this.itemsMax = itemsMax;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(JOBS, this::list),
                Route.post(JOBS, this::create),
                Route.post(JOBS + ":plan", this::plan),
                Route.get(JOB, this::get),
                Route.delete(JOB, this::delete),
                Route.post(JOB + "/kill", this::kill),
                Route.post(JOB + "/restart", this::restart),
                Route.post(JOB + "/instances", this::add));
    }

    private CompletionStage<HttpResponse> create(Call call) {
        call.query();
        var cause = call.cause();
        return call.json().thenCompose(body -> {
            var spec = JobSpecJson.read(body);
            var create = new JobCommand.Create(spec, ThreadLocalRandom.current().nextLong());
            return cell.command(spec.key(), create, cause).thenApply(reply -> {
                Replies.affected(reply);
                return Answers.json(201, out -> writeCreated(spec, out))
                        .addHeader(Location.create(JOBS + "/" + spec.key()));
            });
        });
    }

    private static void writeCreated(JobSpec spec, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("key", spec.key().toString());
        out.writeNumberField("instances", spec.instances());
        out.writeEndObject();
    }

    private CompletionStage<HttpResponse> plan(Call call) {
        call.query();
        return call.json().thenCompose(body -> {
            var spec = JobSpecJson.read(body);
            return cell.job(spec.key()).thenCompose(job -> {
                var plan = JobPlan.of(spec, job);
                return cell.preview(spec, plan.toPlace())
                        .thenApply(preview -> Answers.json(200, out -> plan.write(preview, out)));
            });
        });
    }

    private CompletionStage<HttpResponse> list(Call call) {
        var query = call.query("role", "environment", "name", "limit", "after");
        int limit = (int) query.number("limit", Math.min(100, itemsMax), 1, itemsMax);
        var after = query.text("after").map(JobDoor::after);
        // One more than asked for tells whether there is a next page.
        var page = new JobPage(query.text("role"), query.text("environment"), query.text("name"), after, limit + 1);
        return cell.jobs(page).thenApply(jobs -> Answers.json(200, out -> writePage(jobs, limit, out)));
    }

    private static JobKey after(String text) {
        try {
            return JobKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw QueryInput.refusal("the parameter \"after\" is what the last page gave as next: " + e.getMessage());
        }
    }

    private static void writePage(List<Job> page, int limit, JsonGenerator out) throws IOException {
        var shown = page.subList(0, Math.min(limit, page.size()));
        out.writeStartObject();
        out.writeArrayFieldStart("items");
        for (var job : shown) {
            JobJson.writeSummary(job, out);
        }
        out.writeEndArray();
        if (page.size() > limit) {
            out.writeStringField("next", shown.getLast().key().toString());
        } else {
            out.writeNullField("next");
        }
        out.writeEndObject();
    }

    private CompletionStage<HttpResponse> get(Call call) {
        call.query();
        var key = key(call);
        return known(key).thenApply(job -> Answers.json(200, out -> JobJson.write(job, out)));
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        var message = call.query("message").text("message").orElse("");
        return mutate(call, key(call), new JobCommand.KillInstances(new TreeSet<>(), message));
    }

    private CompletionStage<HttpResponse> kill(Call call) {
        call.query();
        var key = key(call);
        return call.fields(SELECTION, in -> new JobCommand.KillInstances(instances(in), message(in)))
                .thenCompose(command -> mutate(call, key, command));
    }

    private CompletionStage<HttpResponse> restart(Call call) {
        call.query();
        var key = key(call);
        return call.fields(SELECTION, in -> new JobCommand.RestartInstances(instances(in), message(in)))
                .thenCompose(command -> mutate(call, key, command));
    }

    /** All instances, if none is named; an empty list is a mistake, and a costly one. */
    private static SortedSet<Integer> instances(JsonInput in) {
        var instances = in.numbers("instances");
        if (in.has("instances") && instances.isEmpty()) {
            in.problem("instances", "names at least one instance; leave it out to mean all of them");
        }
        return instances;
    }

    private static String message(JsonInput in) {
        return in.text("message").orElse("");
    }

    private CompletionStage<HttpResponse> add(Call call) {
        call.query();
        var key = key(call);
        return call.fields(ADDITION, JobDoor::addition).thenCompose(addition -> template(key, addition)
                .thenCompose(template -> mutate(call, key, new JobCommand.AddInstances(template, addition.count()))));
    }

    private record Addition(int count, Optional<Integer> template) {}

    private static Addition addition(JsonInput in) {
        int count = in.integer("count", 0);
        if (count < 1 || count > JobSpec.INSTANCES_MAX) {
            in.problem("count", "is how many instances to add, 1 to " + JobSpec.INSTANCES_MAX);
        }
        int template = in.integer("template", 0);
        if (template < 0) {
            in.problem("template", "is the number of an active instance to copy");
        }
        return new Addition(count, in.has("template") ? Optional.of(template) : Optional.empty());
    }

    /** The instance to copy: by default the lowest that is active. */
    private CompletionStage<Integer> template(JobKey key, Addition addition) {
        if (addition.template().isPresent()) {
            return CompletableFuture.completedFuture(addition.template().get());
        }
        return known(key).thenApply(job -> {
            for (var entry : job.active()) {
                return entry.getKey();
            }
            throw Replies.unknownJob(key);
        });
    }

    private CompletionStage<HttpResponse> mutate(Call call, JobKey key, JobCommand command) {
        return cell.command(key, command, call.cause())
                .thenApply(Replies::affected)
                .thenApply(instances -> Answers.json(200, out -> writeAffected(key, instances, out)));
    }

    private static void writeAffected(JobKey key, List<Integer> instances, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("key", key.toString());
        out.writeArrayFieldStart("instances");
        for (int instance : instances) {
            out.writeNumber(instance);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private CompletionStage<Job> known(JobKey key) {
        return cell.job(key).thenApply(job -> job.orElseThrow(() -> Replies.unknownJob(key)));
    }

    private static JobKey key(Call call) {
        try {
            return new JobKey(call.parameter(0), call.parameter(1), call.parameter(2));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    Problem.badRequest("invalid-key", "This is not a job key", e.getMessage() + "."));
        }
    }
}
