package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code boreas host}: the machines of the cell. */
@Command(
        name = "host",
        description = "Look at the machines of the cell, and say what may run on them.",
        subcommands = {
            HostCommand.ListHosts.class,
            HostCommand.Status.class,
            HostDutyCommand.Drain.class,
            HostDutyCommand.Activate.class,
            HostDutyCommand.Deactivate.class,
            HostDutyCommand.Gone.class
        },
        footer = {
            "",
            "Example, a machine taken out of use and back:",
            "  boreas host list",
            "  boreas host drain AGENT --wait",
            "  boreas host activate AGENT"
        })
final class HostCommand {
    private HostCommand() {}

    @Command(
            name = "list",
            description = "List agents, with what is used of what they have.",
            footer = {"", "Example:", "  boreas host list -o json"})
    static final class ListHosts extends Verb {
        @Override
        void run(Session session) {
            var agents = session.client().get("/boreas/v1/agents");
            if (session.isJson()) {
                session.print(agents);
                return;
            }
            var table = new Table(
                    "AGENT",
                    "HOST",
                    "STATE",
                    "DUTY",
                    "LINK",
                    "TASKS",
                    "CPUS",
                    "MEM MB",
                    "DISK MB",
                    "PORTS",
                    "DOMAIN",
                    "ATTRIBUTES");
            for (var agent : agents.path("items")) {
                table.row(
                        agent.path("agentId").asText(),
                        agent.path("host").asText(),
                        agent.path("presence").asText(),
                        agent.path("duty").asText(),
                        agent.path("linked").asBoolean() ? "up" : "down",
                        agent.path("taskCount").asText(),
                        used(agent, "cpus"),
                        used(agent, "memMb"),
                        used(agent, "diskMb"),
                        used(agent, "ports"),
                        domain(agent),
                        attributes(agent));
            }
            table.print(session.out());
        }

        private static String used(JsonNode agent, String name) {
            var resources = agent.path("resources");
            return resources.path("used").path(name).asText() + "/"
                    + resources.path("total").path(name).asText();
        }
    }

    @Command(
            name = "status",
            description = "Show an agent and its tasks.",
            footer = {"", "Example:", "  boreas host status AGENT"})
    static final class Status extends Verb {
        @Parameters(paramLabel = "AGENT", description = "The agent's id, from boreas host list.")
        private String id = "";

        @Override
        void run(Session session) {
            var agent = session.client().get("/boreas/v1/agents/" + BoreasClient.escaped(id));
            if (session.isJson()) {
                session.print(agent);
                return;
            }
            var out = session.out();
            out.println(agent.path("agentId").asText() + "  "
                    + Table.printable(agent.path("host").asText()) + "  "
                    + agent.path("presence").asText() + " since "
                    + agent.path("since").asText() + "  duty "
                    + agent.path("duty").asText() + "  link "
                    + (agent.path("linked").asBoolean() ? "up" : "down"));
            out.println("has   "
                    + agent.path("resources").path("total").path("text").asText());
            out.println(
                    "used  " + agent.path("resources").path("used").path("text").asText());
            var revocable = agent.path("resources").path("revocable");
            if (revocable.isObject()) {
                var used = revocable.path("used").path("text").asText();
                out.println(
                        "gives besides  " + revocable.path("total").path("text").asText() + ", used  "
                                + (used.isEmpty() ? "nothing" : used));
            }
            if (agent.has("domain")) {
                out.println("domain  " + Table.printable(domain(agent)));
            }
            out.println("attributes  " + Table.printable(attributes(agent)));
            out.println();
            var table = new Table("TASK", "OWNER", "INSTANCE", "STATE", "LAUNCHED", "PORTS");
            for (var task : agent.path("tasks")) {
                table.row(
                        task.path("taskId").asText(),
                        task.path("job").asText(task.path("frameworkId").asText()),
                        task.path("instance").asText(),
                        task.path("state").asText(),
                        task.path("launchedAt").asText(),
                        Shown.ports(task.path("ports")));
            }
            table.print(out);
        }
    }

    /** {@code region/zone}; empty if it is in none. */
    private static String domain(JsonNode agent) {
        var domain = agent.path("domain");
        return domain.isObject()
                ? domain.path("region").asText() + "/" + domain.path("zone").asText()
                : "";
    }

    private static String attributes(JsonNode agent) {
        var text = new StringJoiner(" ");
        agent.path("attributes")
                .forEach(attribute -> text.add(attribute.path("name").asText() + ":"
                        + attribute.path("value").asText()));
        return text.toString();
    }
}
