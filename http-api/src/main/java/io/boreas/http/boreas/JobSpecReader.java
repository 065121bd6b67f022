package io.boreas.http.boreas;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Constraint;
import io.boreas.core.job.JobKind;
import io.boreas.core.job.JobSpec;
import io.boreas.http.json.InputProblem;
import io.boreas.http.json.JsonInput;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Reads a job. */
final class JobSpecReader {
    private static final List<String> JOB = List.of(
            "role",
            "environment",
            "name",
            "kind",
            "instances",
            "contact",
            "priority",
            "max_task_failures",
            "constraints",
            "metadata",
            "bind",
            "task");
    private static final Pattern LIMIT = Pattern.compile("limit:([0-9]{1,9})");

    private JobSpecReader() {}

    /** The job, unless something is a problem. */
    static Optional<JobSpec> read(ObjectNode node, List<InputProblem> problems) {
        Bindings.apply(node, problems);
        var in = JsonInput.whole(node, problems).knows(JOB);
        var task = TaskSpecReader.read(in.requiredObject("task"));
        var name = in.has("name") ? in.requiredText("name") : task.name();
        var role = in.requiredText("role");
        var environment = in.requiredText("environment");
        checkPart(in, problems, "role", role, part -> new JobKey(part, "x", "x"));
        checkPart(in, problems, "environment", environment, part -> new JobKey("x", part, "x"));
        checkPart(in, problems, whereNamed(in), name, part -> new JobKey("x", "x", part));
        var kind = kind(in);
        int instances = in.integer("instances", 1);
        var constraints = constraints(in);
        int priority = in.integer("priority", 0);
        int maxTaskFailures = in.integer("max_task_failures", JobSpec.MAX_TASK_FAILURES_DEFAULT);
        var contact = in.text("contact").orElse("");
        var metadata = in.pairs("metadata");
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new JobSpec(
                new JobKey(role, environment, name),
                kind,
                instances,
                task,
                constraints,
                priority,
                maxTaskFailures,
                contact,
                metadata));
    }

    /** Where the name of the job comes from. */
    private static String whereNamed(JsonInput in) {
        boolean taskNamed = in.object("task").map(task -> task.has("name")).orElse(true);
        return in.has("name") ? "name" : taskNamed ? "task.name" : "task.processes[0].name";
    }

    private static void checkPart(
            JsonInput in, List<InputProblem> problems, String field, String value, Consumer<String> key) {
        if (value.isEmpty() && problems.stream().anyMatch(problem -> field.startsWith(problem.path()))) {
            return; // that it is missing, or no text, was told already
        }
        try {
            key.accept(value);
        } catch (IllegalArgumentException e) {
            in.problem(field, "is not good: " + e.getMessage());
        }
    }

    private static JobKind kind(JsonInput in) {
        var kind = in.text("kind").orElse("service");
        return switch (kind) {
            case "service" -> JobKind.SERVICE;
            case "ad_hoc" -> JobKind.AD_HOC;
            default -> {
                in.problem("kind", "is service or ad_hoc, not \"" + kind + "\"");
                yield JobKind.SERVICE;
            }
        };
    }

    private static SortedMap<String, Constraint> constraints(JsonInput in) {
        var constraints = new TreeMap<String, Constraint>();
        in.pairs("constraints").forEach((attribute, text) -> constraint(text)
                .ifPresentOrElse(
                        constraint -> constraints.put(attribute, constraint),
                        () -> in.problem(
                                "constraints." + attribute,
                                "is \"limit:N\" with N from 1, or values \"a,b\", or none of them \"!a,b\"; not \""
                                        + text + "\"")));
        return constraints;
    }

    private static Optional<Constraint> constraint(String text) {
        if (text.startsWith("limit:")) {
            var limit = LIMIT.matcher(text);
            return limit.matches() && Integer.parseInt(limit.group(1)) >= 1
                    ? Optional.of(new Constraint.Limit(Integer.parseInt(limit.group(1))))
                    : Optional.empty();
        }
        boolean negated = text.startsWith("!");
        var values = new TreeSet<String>();
        Arrays.stream((negated ? text.substring(1) : text).split(",", -1))
                .map(String::strip)
                .forEach(values::add);
        return values.contains("") ? Optional.empty() : Optional.of(new Constraint.Values(negated, values));
    }
}
