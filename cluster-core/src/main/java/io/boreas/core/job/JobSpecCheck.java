package io.boreas.core.job;

import io.boreas.core.resource.ResourceSyntaxException;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Problem;
import io.boreas.core.task.TaskSpecCheck;
import java.util.ArrayList;
import java.util.List;

/** The rules a job keeps at the door. All problems are found at once. */
public final class JobSpecCheck {
    public static final int CONSTRAINTS_MAX = 100;
    public static final int CONSTRAINT_VALUES_MAX = 1_000;
    public static final int ATTRIBUTE_LENGTH_MAX = 255;
    public static final int CONTACT_LENGTH_MAX = 1_024;
    public static final int METADATA_MAX = 256;
    public static final int METADATA_KEY_LENGTH_MAX = 255;
    public static final int METADATA_VALUE_LENGTH_MAX = 4_096;

    private final JobSpec job;
    private final List<Problem> problems = new ArrayList<>();

    private JobSpecCheck(JobSpec job) {
        this.job = job;
    }

    /** What is wrong with a job; nothing if it is good. */
    public static List<Problem> check(JobSpec job) {
        var check = new JobSpecCheck(job);
        check.job();
        check.constraints();
        check.metadata();
        check.problems.addAll(TaskSpecCheck.check(job.task(), "task"));
        return List.copyOf(check.problems);
    }

    private void job() {
        try {
            new Role(job.key().role());
        } catch (ResourceSyntaxException e) {
            problems.add(new Problem("role", "names a role for resources: " + e.getMessage()));
        }
        require(
                job.instances() >= 1 && job.instances() <= JobSpec.INSTANCES_MAX,
                "instances",
                "are 1 to " + JobSpec.INSTANCES_MAX + ", not " + job.instances());
        require(
                job.maxTaskFailures() >= -1,
                "max_task_failures",
                "is 0 or more, or -1 for any number, not " + job.maxTaskFailures());
        require(
                job.contact().length() <= CONTACT_LENGTH_MAX,
                "contact",
                "has at most " + CONTACT_LENGTH_MAX + " characters");
    }

    private void constraints() {
        require(
                job.constraints().size() <= CONSTRAINTS_MAX,
                "constraints",
                "are at most " + CONSTRAINTS_MAX + ", not " + job.constraints().size());
        job.constraints().entrySet().stream().limit(CONSTRAINTS_MAX).forEach(entry -> {
            var at = "constraints." + entry.getKey();
            require(
                    isText(entry.getKey(), ATTRIBUTE_LENGTH_MAX),
                    at,
                    "names an attribute with 1 to " + ATTRIBUTE_LENGTH_MAX + " characters");
            switch (entry.getValue()) {
                case Constraint.Limit limit -> {}
                case Constraint.Values values -> values(values, at);
            }
        });
    }

    private void values(Constraint.Values constraint, String at) {
        int count = constraint.values().size();
        require(count <= CONSTRAINT_VALUES_MAX, at, "has at most " + CONSTRAINT_VALUES_MAX + " values, not " + count);
        require(
                constraint.values().stream().allMatch(value -> isText(value, ATTRIBUTE_LENGTH_MAX)),
                at,
                "has values of 1 to " + ATTRIBUTE_LENGTH_MAX + " characters");
    }

    private void metadata() {
        require(
                job.metadata().size() <= METADATA_MAX,
                "metadata",
                "has at most " + METADATA_MAX + " pairs, not " + job.metadata().size());
        job.metadata().entrySet().stream().limit(METADATA_MAX).forEach(pair -> {
            var at = "metadata." + pair.getKey();
            require(
                    isText(pair.getKey(), METADATA_KEY_LENGTH_MAX),
                    at,
                    "has a key of 1 to " + METADATA_KEY_LENGTH_MAX + " characters");
            require(
                    pair.getValue().length() <= METADATA_VALUE_LENGTH_MAX,
                    at,
                    "has at most " + METADATA_VALUE_LENGTH_MAX + " characters");
        });
    }

    private static boolean isText(String text, int lengthMax) {
        return !text.isBlank() && text.length() <= lengthMax;
    }

    private void require(boolean holds, String at, String otherwise) {
        if (!holds) {
            problems.add(new Problem(at, otherwise));
        }
    }
}
