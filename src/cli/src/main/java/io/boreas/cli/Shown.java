package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** How answers look to people. */
final class Shown {
    private Shown() {}

    /** {@code RUNNING 2, PENDING 1}. */
    static String counts(JsonNode counts) {
        var text = new StringJoiner(", ");
        counts.properties()
                .forEach(count ->
                        text.add(count.getKey() + " " + count.getValue().asInt()));
        return text.toString();
    }

    /** {@code http=31000}. */
    static String ports(JsonNode ports) {
        var text = new StringJoiner(" ");
        ports.properties()
                .forEach(port -> text.add(port.getKey() + "=" + port.getValue().asInt()));
        return text.toString();
    }

    static Table tasks(JsonNode tasks) {
        var table = new Table("INSTANCE", "STATE", "SINCE", "HOST", "PORTS", "FAILURES", "TASK", "MESSAGE");
        for (var task : tasks) {
            var last = last(task);
            table.row(
                    task.path("instance").asText(),
                    task.path("state").asText(),
                    last.path("time").asText(),
                    task.path("host").asText(),
                    ports(task.path("ports")),
                    task.path("failures").asText(),
                    task.path("taskId").asText(),
                    last.path("message").asText());
        }
        return table;
    }

    private static JsonNode last(JsonNode task) {
        var events = task.path("events");
        return events.path(events.size() - 1);
    }

    static void affected(Session session, JsonNode answer, String done) {
        if (session.isJson()) {
            session.print(answer);
            return;
        }
        var instances = numbers(answer.path("instances"));
        session.out()
                .println(answer.path("key").asText() + ": "
                        + (instances.isEmpty()
                                ? "nothing to do"
                                : "instances " + JobKeyText.spans(instances) + " " + done));
    }

    static List<Integer> numbers(JsonNode list) {
        var numbers = new ArrayList<Integer>();
        list.forEach(number -> numbers.add(number.asInt()));
        return numbers;
    }
}
