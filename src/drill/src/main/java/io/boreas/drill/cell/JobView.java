package io.boreas.drill.cell;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A job as the doors show it.
 *
 * @param active one run for each instance that is not over
 * @param ended runs that are over, oldest first
 */
public record JobView(String key, List<Run> active, List<Run> ended) {
    /**
     * One run of an instance.
     *
     * @param host the agent's, empty before it has a place
     * @param ports port numbers by name
     * @param history its states so far, oldest first
     */
    public record Run(
            int instance, String taskId, String state, String host, Map<String, Integer> ports, List<Change> history) {
        /** The names of the states it was in. */
        public List<String> states() {
            return history.stream().map(Change::state).toList();
        }
    }

    /** A run came into a state. */
    public record Change(Instant time, String state, String message) {}

    /** As the doors write it. */
    public static JobView of(JsonNode json) {
        return new JobView(json.path("key").asText(), runs(json.path("instances")), runs(json.path("ended")));
    }

    /** The active run of an instance. */
    public Run instance(int number) {
        return active.stream()
                .filter(run -> run.instance() == number)
                .findFirst()
                .orElseThrow(() -> new AssertionError(key + " has no active instance " + number));
    }

    private static List<Run> runs(JsonNode list) {
        var runs = new ArrayList<Run>();
        for (var run : list) {
            var ports = new TreeMap<String, Integer>();
            run.path("ports")
                    .properties()
                    .forEach(port -> ports.put(port.getKey(), port.getValue().intValue()));
            var history = new ArrayList<Change>();
            for (var event : run.path("events")) {
                history.add(new Change(
                        Instant.parse(event.path("time").asText()),
                        event.path("state").asText(),
                        event.path("message").asText()));
            }
            runs.add(new Run(
                    run.path("instance").intValue(),
                    run.path("taskId").asText(),
                    run.path("state").asText(),
                    run.path("host").asText(),
                    ports,
                    List.copyOf(history)));
        }
        return List.copyOf(runs);
    }
}
