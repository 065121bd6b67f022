package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code boreas job diff}, {@code plan} and {@code inspect}: looks before the leap. */
final class JobPlanCommand {
    private JobPlanCommand() {}

    @Command(
            name = "diff",
            description = "Show how a job file differs from the job that runs.",
            footer = {"", "Example:", "  boreas job diff src/examples/toyserver.yaml --bind version=2"})
    static final class Diff extends Verb {
        @Mixin
        private JobCommand.FileOptions file = new JobCommand.FileOptions();

        @Override
        void run(Session session) {
            var plan = session.client().post("/boreas/v1/jobs:plan", file.read());
            if (session.isJson()) {
                session.print(plan);
            } else {
                printChanges(plan, session.out());
            }
        }
    }

    @Command(
            name = "plan",
            description = "Show what a job file would change, and where the instances would go. Nothing is done.",
            footer = {"", "Example:", "  boreas job plan src/examples/toyserver.yaml"})
    static final class Plan extends Verb {
        @Mixin
        private JobCommand.FileOptions file = new JobCommand.FileOptions();

        @Override
        void run(Session session) {
            var plan = session.client().post("/boreas/v1/jobs:plan", file.read());
            if (session.isJson()) {
                session.print(plan);
            } else {
                printChanges(plan, session.out());
                printPlacement(plan.path("placement"), session.out());
            }
        }
    }

    @Command(
            name = "inspect",
            description = "Show a job file as it is read, with its references filled in. No master is asked.",
            footer = {"", "Example:", "  boreas job inspect src/examples/toyserver.yaml --bind version=2"})
    static final class Inspect extends Verb {
        private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
                .build());

        @Mixin
        private JobCommand.FileOptions file = new JobCommand.FileOptions();

        @Override
        void run(Session session) {
            var job = JobBindings.filled(file.read());
            if (session.isJson()) {
                session.print(job);
                return;
            }
            try {
                session.out().print(YAML.writeValueAsString(job));
            } catch (IOException e) {
                throw new IllegalStateException("a tree could not be written", e);
            }
        }
    }

    private static void printChanges(JsonNode plan, PrintStream out) {
        out.println(plan.path("key").asText() + (plan.path("exists").asBoolean() ? "" : "  (not running now)"));
        for (var change : plan.path("jobChanges")) {
            out.println("  job  " + line(change));
        }
        for (var group : plan.path("groups")) {
            out.println("  " + group.path("action").asText() + "  instances "
                    + JobKeyText.spans(Shown.numbers(group.path("instances"))));
            for (var change : group.path("changes")) {
                out.println("    " + line(change));
            }
        }
    }

    private static String line(JsonNode change) {
        var path = change.path("path").asText() + ": ";
        if (!change.has("from")) {
            return path + "+ " + change.path("to");
        }
        return change.has("to")
                ? path + change.path("from") + " -> " + change.path("to")
                : path + "- " + change.path("from");
    }

    private static void printPlacement(JsonNode placement, PrintStream out) {
        var hosts = new LinkedHashMap<String, Integer>();
        for (var place : placement.path("places")) {
            hosts.merge(
                    place.path("host").asText() + " (" + place.path("agentId").asText() + ")", 1, Integer::sum);
        }
        if (!hosts.isEmpty()) {
            out.println("would go to");
            hosts.forEach((host, count) -> out.println("  " + Table.printable(host) + "  " + count));
        }
        if (placement.path("unplaced").asInt() > 0) {
            out.println("no place now for " + placement.path("unplaced").asInt() + ", because");
            placement
                    .path("reasons")
                    .properties()
                    .forEach(reason -> out.println("  " + Table.printable(reason.getKey()) + "  on "
                            + reason.getValue().asInt() + " agents"));
        }
    }
}
