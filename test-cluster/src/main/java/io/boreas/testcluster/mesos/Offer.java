package io.boreas.testcluster.mesos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * An offer that a scheduler heard.
 *
 * @param json all of it
 */
public record Offer(String id, String agent, JsonNode json) {
    static Offer of(JsonNode json) {
        return new Offer(
                json.path("id").path("value").asText(),
                json.path("agent_id").path("value").asText(),
                json);
    }

    /** How much of a scalar there is in it, whoever it is reserved for. */
    public double scalar(String name) {
        return resources().stream()
                .filter(resource -> resource.path("name").asText().equals(name))
                .mapToDouble(resource -> resource.path("scalar").path("value").asDouble())
                .sum();
    }

    /** The volumes in it. */
    public List<JsonNode> volumes() {
        return resources().stream()
                .filter(resource -> resource.path("disk").has("persistence"))
                .toList();
    }

    /** What of it is reserved dynamically. */
    public List<JsonNode> reserved() {
        return resources().stream()
                .filter(resource -> !resource.path("reservation").isMissingNode()
                        || !resource.path("reservations").isEmpty())
                .toList();
    }

    public List<JsonNode> resources() {
        var all = new ArrayList<JsonNode>();
        json.path("resources").forEach(all::add);
        return all;
    }
}
