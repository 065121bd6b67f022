package io.boreas.http.boreas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.boreas.http.json.InputProblem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts a job's {@code bind} values where its texts say <code>{{name}}</code>. What the agent fills in when it starts the task
 * (<code>{{mesos.instance}}</code>, <code>{{thermos.ports[http]}}</code> and their kin) stays; any other name is a problem.
 * Source: Aurora's templates, without their nesting.
 */
final class Bindings {
    private static final Pattern REFERENCE =
            Pattern.compile("\\{\\{([A-Za-z_][A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_-]+|\\[[A-Za-z0-9_.-]+\\])*)\\}\\}");
    private static final List<String> AGENT_NAMES =
            List.of("mesos.instance", "mesos.hostname", "thermos.task_id", "thermos.user");

    private final Map<String, JsonNode> values;
    private final List<InputProblem> problems;

    private Bindings(Map<String, JsonNode> values, List<InputProblem> problems) {
        this.values = values;
        this.problems = problems;
    }

    /** Fills in a job in place and takes its {@code bind} away. */
    static void apply(ObjectNode job, List<InputProblem> problems) {
        var values = new TreeMap<String, JsonNode>();
        var bind = job.remove("bind");
        if (bind != null && !bind.isObject()) {
            problems.add(new InputProblem("bind", "is an object of names and texts"));
        } else if (bind != null) {
            bind.properties().forEach(entry -> {
                if (entry.getValue().isValueNode() && !entry.getValue().isNull()) {
                    values.put(entry.getKey(), entry.getValue());
                } else {
                    problems.add(new InputProblem("bind." + entry.getKey(), "is a text, a number, true or false"));
                }
            });
        }
        new Bindings(values, problems).fill(job, "");
    }

    private void fill(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            for (var entry : object.properties()) {
                var at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                entry.setValue(filled(entry.getValue(), at));
            }
        } else if (node instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, filled(list.get(i), path + "[" + i + "]"));
            }
        }
    }

    private JsonNode filled(JsonNode node, String path) {
        if (!node.isTextual()) {
            fill(node, path);
            return node;
        }
        var text = node.textValue();
        if (!text.contains("{{")) {
            return node;
        }
        var whole = REFERENCE.matcher(text);
        if (whole.matches() && values.containsKey(whole.group(1))) {
            return checked(values.get(whole.group(1)), path);
        }
        var result = REFERENCE.matcher(text).replaceAll(found -> {
            var value = values.get(found.group(1));
            return Matcher.quoteReplacement(value == null ? found.group() : value.asText());
        });
        return checked(TextNode.valueOf(result), path);
    }

    private JsonNode checked(JsonNode node, String path) {
        if (node.isTextual()) {
            REFERENCE
                    .matcher(node.textValue())
                    .results()
                    .map(found -> found.group(1))
                    .filter(name -> !AGENT_NAMES.contains(name) && !name.startsWith("thermos.ports["))
                    .distinct()
                    .forEach(name -> problems.add(new InputProblem(
                            path, "refers to {{" + name + "}}, which is not bound; give it a value in bind")));
        }
        return node;
    }
}
