package io.boreas.launcher.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.core.agent.Agent;
import io.boreas.core.framework.Framework;
import io.boreas.core.job.Job;
import io.boreas.http.boreas.CellJson;
import io.boreas.http.json.JsonBody;
import io.boreas.persistence.history.CellState;
import java.util.List;
import java.util.Optional;

/** A replayed cell in the forms of the API, by the paths that are below {@code /boreas/v1}. */
final class CellForms {
    /** What can be asked for. */
    static final List<String> LISTS = List.of("jobs", "agents", "frameworks", "quota", "weights");

    private CellForms() {}

    /** What the API would answer to this path; empty if there is nothing. */
    static Optional<JsonNode> at(CellState state, String path) {
        return switch (path) {
            case "jobs" -> written(out -> CellJson.writeJobs(state.jobs(), out));
            case "agents" -> written(out -> CellJson.writeAgents(state.agents(), out));
            case "frameworks" -> written(out -> CellJson.writeFrameworks(state.frameworks(), out));
            case "quota" -> written(out -> CellJson.writeQuotas(state.registry(), out));
            case "weights" -> written(out -> CellJson.writeWeights(state.registry(), out));
            default -> one(state, path);
        };
    }

    private static Optional<JsonNode> one(CellState state, String path) {
        int slash = path.indexOf('/');
        var id = path.substring(slash + 1);
        return switch (path.substring(0, Math.max(0, slash))) {
            case "jobs" ->
                state.jobs().stream()
                        .filter(job -> job.key().toString().equals(id))
                        .findFirst()
                        .map(CellForms::job);
            case "agents" ->
                state.agents().stream()
                        .filter(agent -> agent.id().value().equals(id))
                        .findFirst()
                        .map(CellForms::agent);
            case "frameworks" ->
                state.frameworks().stream()
                        .filter(framework -> framework.id().value().equals(id))
                        .findFirst()
                        .map(CellForms::framework);
            default -> Optional.empty();
        };
    }

    static JsonNode job(Job job) {
        return JournalEvent.tree(out -> CellJson.writeJob(job, out));
    }

    /** Without whether its link is up: no journal knows. */
    static JsonNode agent(Agent agent) {
        var node = JournalEvent.tree(out -> CellJson.writeAgent(agent, out));
        ((ObjectNode) node).remove("linked");
        return node;
    }

    static JsonNode framework(Framework framework) {
        return JournalEvent.tree(out -> CellJson.writeFramework(framework, out));
    }

    private static Optional<JsonNode> written(JsonBody body) {
        return Optional.of(JournalEvent.tree(body));
    }
}
