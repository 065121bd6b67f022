package io.boreas.dist;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What alerts look at, and what a master exports. */
final class Alerts {
    private static final Pattern METRIC = Pattern.compile("\\b(boreas|jvm|process|system)_[a-z_]+");

    private Alerts() {}

    /** The names of all metrics in a file of rules; each alert says what to do. */
    static Set<String> metrics(Path file) throws IOException {
        var names = new TreeSet<String>();
        for (var group : YAMLMapper.builder().build().readTree(file.toFile()).path("groups")) {
            for (var rule : group.path("rules")) {
                names.addAll(metrics(rule));
            }
        }
        return names;
    }

    private static Set<String> metrics(JsonNode rule) {
        for (var annotation : Set.of("summary", "do")) {
            if (rule.path("annotations").path(annotation).asText().isBlank()) {
                throw new AssertionError(rule.path("alert").asText() + " has no " + annotation);
            }
        }
        return METRIC.matcher(rule.path("expr").asText())
                .results()
                .map(match -> match.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The names of all metrics on a page for Prometheus. */
    static Set<String> exported(String page) {
        return page.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
