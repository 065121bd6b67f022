package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
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
            print(change, "  job  ", out);
        }
        for (var group : plan.path("groups")) {
            out.println("  " + group.path("action").asText() + "  instances "
                    + JobKeyText.spans(Shown.numbers(group.path("instances"))));
            for (var change : group.path("changes")) {
                print(change, "    ", out);
            }
        }
    }

    private static void print(JsonNode change, String indent, PrintStream out) {
        var path = indent + change.path("path").asText() + ": ";
        var from = change.path("from");
        var to = change.path("to");
        if (from.asText().contains("\n") && to.asText().contains("\n")) {
            out.println(path);
            printLines(from.asText().lines().toList(), to.asText().lines().toList(), indent + "  ", out);
        } else if (from.isMissingNode()) {
            out.println(path + "+ " + to);
        } else {
            out.println(to.isMissingNode() ? path + "- " + from : path + from + " -> " + to);
        }
    }

    /** The lines between the first and the last that differ. */
    private static void printLines(List<String> from, List<String> to, String indent, PrintStream out) {
        int same = 0;
        while (same < Math.min(from.size(), to.size()) && from.get(same).equals(to.get(same))) {
            same++;
        }
        int tail = 0;
        while (tail < Math.min(from.size(), to.size()) - same
                && from.get(from.size() - 1 - tail).equals(to.get(to.size() - 1 - tail))) {
            tail++;
        }
        from.subList(same, from.size() - tail).forEach(line -> out.println(indent + "- " + Table.printable(line)));
        to.subList(same, to.size() - tail).forEach(line -> out.println(indent + "+ " + Table.printable(line)));
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
