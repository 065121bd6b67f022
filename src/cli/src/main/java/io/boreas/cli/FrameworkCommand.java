package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code boreas framework}: Mesos's frameworks. */
@Command(
        name = "framework",
        description = "Look at the Mesos frameworks of the cell, and end them.",
        subcommands = {
            FrameworkCommand.ListFrameworks.class,
            FrameworkCommand.Show.class,
            FrameworkCommand.Teardown.class
        },
        footer = {"", "Example:", "  boreas framework list", "  boreas framework teardown FRAMEWORK"})
final class FrameworkCommand {
    private static final String FRAMEWORKS = "/boreas/v1/frameworks";

    private FrameworkCommand() {}

    @Command(
            name = "list",
            description = "List frameworks, those that are over and remembered too.",
            footer = {"", "Example:", "  boreas framework list -o json"})
    static final class ListFrameworks extends Verb {
        @Override
        void run(Session session) {
            var frameworks = session.client().get(FRAMEWORKS);
            if (session.isJson()) {
                session.print(frameworks);
                return;
            }
            var table = new Table("FRAMEWORK", "NAME", "PHASE", "SINCE", "ROLES", "TASKS");
            for (var framework : frameworks.path("items")) {
                table.row(
                        framework.path("frameworkId").asText(),
                        framework.path("name").asText(),
                        framework.path("phase").asText(),
                        framework.path("since").asText(),
                        words(framework.path("roles")),
                        framework.path("taskCount").asText());
            }
            table.print(session.out());
        }
    }

    private static String words(JsonNode names) {
        var text = new StringJoiner(" ");
        names.forEach(name -> text.add(name.asText()));
        return text.toString();
    }

    /** A command that names a framework. */
    abstract static class OfFramework extends Verb {
        @Parameters(paramLabel = "FRAMEWORK", description = "The framework's id, from boreas framework list.")
        private String id = "";

        final String path() {
            return FRAMEWORKS + "/" + BoreasClient.escaped(id);
        }

        final String id() {
            return id;
        }
    }

    @Command(
            name = "show",
            description = "Show a framework and its tasks.",
            footer = {"", "Example:", "  boreas framework show FRAMEWORK"})
    static final class Show extends OfFramework {
        @Override
        void run(Session session) {
            var framework = session.client().get(path());
            if (session.isJson()) {
                session.print(framework);
                return;
            }
            var out = session.out();
            out.println(framework.path("frameworkId").asText() + "  "
                    + Table.printable(framework.path("name").asText()) + "  "
                    + framework.path("phase").asText() + " since "
                    + framework.path("since").asText());
            out.println("user  " + Table.printable(framework.path("user").asText()) + "  principal  "
                    + Table.printable(framework.path("principal").asText("-")));
            out.println("roles  " + words(framework.path("roles")) + "  suppressed  "
                    + words(framework.path("suppressedRoles")));
            out.println("capabilities  " + words(framework.path("capabilities")));
            out.println("failover timeout  "
                    + framework.path("failoverTimeoutSeconds").asText() + " s");
            var table = new Table("TASK", "NAME", "AGENT", "ROLE", "STATE");
            for (var task : framework.path("tasks")) {
                table.row(
                        task.path("taskId").asText(),
                        task.path("name").asText(),
                        task.path("agentId").asText(),
                        task.path("role").asText(),
                        task.path("state").asText());
            }
            table.print(out);
        }
    }

    @Command(
            name = "teardown",
            description = "End a framework: its tasks are killed, and it cannot return.",
            footer = {"", "Example:", "  boreas framework teardown FRAMEWORK"})
    static final class Teardown extends OfFramework {
        @Override
        void run(Session session) {
            var framework = session.client().post(path() + "/teardown", JsonNodeFactory.instance.objectNode());
            if (session.isJson()) {
                session.print(framework);
            } else {
                session.out().println(Table.printable(id()) + ": torn down");
            }
        }
    }
}
