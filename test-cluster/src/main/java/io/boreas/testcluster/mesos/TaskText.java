package io.boreas.testcluster.mesos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * A command task, a {@code TaskInfo}.
 *
 * @param resources in Mesos's form, scalars only: {@code cpus:0.1;mem:16}
 * @param more resources as an offer named them, such as volumes
 * @param executor that of a custom executor in place of the command; empty for none
 */
public record TaskText(
        String id, String command, String resources, List<JsonNode> more, Optional<ObjectNode> executor) {
    private static final String SMALL = "cpus:0.1;mem:16";

    public TaskText {
        more = List.copyOf(more);
    }

    /** A small task under {@code /bin/sh}. */
    public static TaskText command(String id, String command) {
        return new TaskText(id, command, SMALL, List.of(), Optional.empty());
    }

    /** A small task for an executor, as an {@code ExecutorInfo}. */
    public static TaskText forExecutor(String id, ObjectNode executor) {
        return new TaskText(id, "", SMALL, List.of(), Optional.of(executor));
    }

    public TaskText resources(String text) {
        return new TaskText(id, command, text, more, executor);
    }

    /** The same with these resources too. */
    public TaskText with(List<JsonNode> some) {
        return new TaskText(id, command, resources, some, executor);
    }

    ObjectNode json(String agent) {
        var task = Json.object().put("name", id);
        task.set("task_id", Json.id(id));
        task.set("agent_id", Json.id(agent));
        var all = task.putArray("resources");
        scalars(all, resources);
        more.forEach(all::add);
        executor.ifPresentOrElse(
                info -> task.set("executor", info),
                () -> task.set("command", Json.object().put("shell", true).put("value", command)));
        return task;
    }

    /** Adds scalars in Mesos's form. */
    static void scalars(ArrayNode resources, String text) {
        for (var part : text.split(";", -1)) {
            int colon = part.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("a resource is name:amount, not \"" + part + "\"");
            }
            var resource = resources.addObject().put("name", part.substring(0, colon));
            resource.put("type", "SCALAR")
                    .putObject("scalar")
                    .put("value", Double.parseDouble(part.substring(colon + 1)));
        }
    }
}
