package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;

/** {@code boreas cell}: the cell as a whole. */
@Command(
        name = "cell",
        description = "Look at the cell as a whole.",
        subcommands = CellCommand.Status.class,
        footer = {"", "Example:", "  boreas cell status"})
final class CellCommand {
    private CellCommand() {}

    @Command(
            name = "status",
            description = "Show who answers, whether it is ready, which masters there are, and how many agents.",
            footer = {"", "Example:", "  boreas cell status -o json"})
    static final class Status extends Verb {
        @Override
        void run(Session session) {
            var client = session.client();
            var version = client.get("/boreas/v1/version");
            var health = client.getAnyStatus("/boreas/v1/health");
            boolean ready = health.path("ready").asBoolean();
            var status = JsonNodeFactory.instance.objectNode();
            status.setAll((ObjectNode) version);
            status.set("health", health);
            var masters = client.get("/boreas/v1/masters").path("items");
            status.set("masters", masters);
            if (ready) {
                status.put(
                        "agents", client.get("/boreas/v1/agents").path("items").size());
            }
            if (session.isJson()) {
                session.print(status);
                return;
            }
            var out = session.out();
            out.println("cell     " + version.path("cell").asText());
            out.println("master   " + version.path("master").asText() + ", version "
                    + version.path("version").asText() + ", since "
                    + version.path("startedAt").asText());
            out.println("link     port " + version.path("linkPort").asText());
            out.println("ready    "
                    + (ready ? "yes" : "no: " + health.path("reasons").path(0).asText()));
            var table = new Table("MASTER", "STANDING", "LEADS", "JOBS", "AGENTS", "FRAMEWORKS");
            for (var one : masters) {
                var groups = one.path("groups");
                table.row(
                        one.path("address").asText() + (one.path("self").asBoolean() ? " (this one)" : ""),
                        one.path("standing").asText(),
                        one.path("leads").asBoolean() ? "planner, allocator" : "",
                        hosted(groups.path("job")),
                        hosted(groups.path("agent")),
                        hosted(groups.path("framework")));
            }
            table.print(out);
            if (ready) {
                out.println("agents   " + status.path("agents").asText());
            }
        }

        private static String hosted(JsonNode count) {
            return count.isInt() ? count.intValue() + " groups" : "not known";
        }
    }
}
