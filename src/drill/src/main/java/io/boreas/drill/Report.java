package io.boreas.drill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What drills have shown: lines for whoever watches, Markdown for people, JSON for programs. */
record Report(Subject subject, Instant begun, List<DrillResult> results) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    Report {
        results = List.copyOf(results);
    }

    /**
     * On what it was rehearsed.
     *
     * @param store where the journal is; empty where that is not known
     */
    record Subject(int masters, int agents, Optional<String> store, long seed) {
        @Override
        public String toString() {
            return masters + (masters == 1 ? " master, " : " masters, ") + agents + (agents == 1 ? " agent" : " agents")
                    + store.map(name -> ", store " + name).orElse("") + ", seed " + seed;
        }
    }

    /** One drill, as soon as it is over. */
    static void print(DrillResult result, PrintStream out) {
        out.println();
        out.printf(Locale.ROOT, "%s  %s, %.1f s%n", word(result.passed()), result.name(), result.seconds());
        for (var step : result.steps()) {
            out.printf(Locale.ROOT, "  %8d ms  %s%s%n", step.millis(), step.done() ? "* " : "  ", step.what());
        }
        for (var finding : result.findings()) {
            out.println("  " + word(finding.passed()) + "  " + finding.check() + ": " + finding.detail());
        }
        out.flush();
    }

    private static String word(boolean passed) {
        return passed ? "PASS" : "FAIL";
    }

    /** Writes {@code report.md} and {@code report.json}. */
    void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("report.md"), markdown());
            Files.writeString(folder.resolve("report.json"), json());
        } catch (IOException e) {
            throw new UncheckedIOException("the report cannot be written to " + folder + ": " + e.getMessage(), e);
        }
    }

    private String markdown() {
        var text = new StringBuilder("# Drills\n\n");
        text.append(begun.truncatedTo(ChronoUnit.SECONDS))
                .append(": ")
                .append(subject)
                .append(".\n\n");
        text.append("| drill | | seconds |\n| --- | --- | --- |\n");
        for (var result : results) {
            text.append(String.format(
                    Locale.ROOT, "| %s | %s | %.1f |%n", result.name(), word(result.passed()), result.seconds()));
        }
        for (var result : results) {
            text.append("\n## ").append(result.name()).append(": ").append(word(result.passed()));
            text.append("\n\n").append(result.summary()).append(".\n\n| ms | |\n| ---: | --- |\n");
            for (var step : result.steps()) {
                text.append("| ").append(step.millis()).append(" | ");
                text.append(step.done() ? "**" + step.what() + "**" : step.what())
                        .append(" |\n");
            }
            text.append('\n');
            for (var finding : result.findings()) {
                text.append("- ").append(word(finding.passed())).append(": ").append(finding.check());
                text.append(" (").append(finding.detail()).append(")\n");
            }
        }
        return text.toString();
    }

    private String json() throws JsonProcessingException {
        var root = JSON.createObjectNode()
                .put("begun", begun.toString())
                .put("masters", subject.masters())
                .put("agents", subject.agents())
                .put("seed", subject.seed())
                .put("passed", passed());
        subject.store().ifPresent(name -> root.put("store", name));
        var drills = root.putArray("drills");
        for (var result : results) {
            var drill = drills.addObject()
                    .put("name", result.name())
                    .put("passed", result.passed())
                    .put("seconds", result.seconds());
            var steps = drill.putArray("steps");
            result.steps().forEach(step -> steps.addObject()
                    .put("what", step.what())
                    .put("millis", step.millis())
                    .put("done", step.done()));
            var findings = drill.putArray("findings");
            result.findings().forEach(finding -> findings.addObject()
                    .put("check", finding.check())
                    .put("passed", finding.passed())
                    .put("detail", finding.detail()));
        }
        return JSON.writeValueAsString(root) + "\n";
    }

    boolean passed() {
        return !results.isEmpty() && results.stream().allMatch(DrillResult::passed);
    }
}
