package io.boreas.testcluster.mesos;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A status update that a scheduler heard.
 *
 * @param uuid in base64; empty if it is not to be acknowledged, as answers to RECONCILE
 * @param json all of the status
 */
public record Update(
        String task, String state, String source, String reason, String message, String uuid, JsonNode json) {
    static Update of(JsonNode status) {
        return new Update(
                status.path("task_id").path("value").asText(),
                status.path("state").asText(),
                status.path("source").asText(),
                status.path("reason").asText(),
                status.path("message").asText(),
                status.path("uuid").asText(),
                status);
    }

    /** The agent it names; empty if none. */
    public String agent() {
        return json.path("agent_id").path("value").asText();
    }
}
