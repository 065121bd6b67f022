package io.boreas.http.boreas;

import io.boreas.core.id.JobKey;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobReply;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import java.util.List;

/** The native dialect's translation of what the cell answers: the one place where a refusal gets its status and words. */
final class Replies {
    private Replies() {}

    /**
     * The instances that a mutation touched.
     *
     * @throws ProblemException if the cell refused it
     */
    static List<Integer> affected(JobReply reply) {
        return switch (reply) {
            case JobReply.Done() -> List.of();
            case JobReply.Affected(var job, var instances) -> instances;
            case JobReply.JobExists(var job) ->
                throw new ProblemException(Problem.conflict(
                                "job-exists",
                                "The job exists",
                                "The job " + job + " has active instances; kill it first, or add instances to it.")
                        .with("job", job.toString()));
            case JobReply.UnknownJob(var job) -> throw unknownJob(job);
            case JobReply.InactiveInstances(var job, var instances) ->
                throw new ProblemException(Problem.conflict(
                                "inactive-instances",
                                "Some instances are not active",
                                "The job " + job + " has no active instance " + instances + "; nothing was done.")
                        .with("job", job.toString())
                        .with("instances", List.copyOf(instances)));
            case JobReply.TooManyInstances(var job, int wanted, int max) ->
                throw new ProblemException(Problem.badRequest(
                                "too-many-instances",
                                "The job would have too many instances",
                                "The job " + job + " would have " + wanted + " instances; one has at most " + max
                                        + ", so nothing was done.")
                        .with("job", job.toString())
                        .with("max", max));
            case JobReply.Heard h ->
                throw new IllegalStateException("a door asks for nothing that is answered by " + h);
        };
    }

    static ProblemException unknownJob(JobKey job) {
        return new ProblemException(Problem.notFound(
                        "unknown-job",
                        "There is no such job",
                        "There is no job " + job + ", or nothing of it is active any more.")
                .with("job", job.toString()));
    }

    static ProblemException unknownTask(TaskId task) {
        return new ProblemException(Problem.notFound(
                        "unknown-task",
                        "There is no such task",
                        "No job has a task " + task + " now or in its history.")
                .with("taskId", task.toString()));
    }
}
