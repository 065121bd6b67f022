package io.boreas.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.http.server.Route;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OpenApiTest {
    private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");

    private final Doors doors = new Doors();
    private final JsonNode document = doors.get("/boreas/openapi.json").json();

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void everyRouteIsInTheDocumentAndNothingElse() {
        var routes = new TreeSet<String>();
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        for (Route route : BoreasServer.routes(doors.cell(), doors.frameworks(), registry, Doors.settings(""))) {
            routes.add(route.method() + " " + route.path());
        }
        var documented = new TreeSet<String>();
        document.path("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertThat(documented).isEqualTo(routes).hasSizeGreaterThan(25);
    }

    @Test
    void everyParameterOfAPathIsDescribed() {
        document.path("paths").properties().forEach(path -> path.getValue().forEach(operation -> {
            var described = new ArrayList<String>();
            operation.path("parameters").forEach(parameter -> {
                if (parameter.path("in").asText().equals("path")) {
                    described.add(parameter.path("name").asText());
                }
            });
            var inPath = PARAMETER
                    .matcher(path.getKey())
                    .results()
                    .map(found -> found.group(1))
                    .toList();
            assertThat(described).as(path.getKey()).isEqualTo(inPath);
        }));
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
        List<String> references = document.findValuesAsText("$ref");
        assertThat(references).isNotEmpty();
        for (var reference : references) {
            if (reference.equals("job.schema.json")) {
                assertThat(doors.get("/boreas/job.schema.json").status()).isEqualTo(200);
            } else {
                assertThat(document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            }
        }
    }

    @Test
    void whatTheSchemaKnowsIsWhatTheDecoderKnows() {
        var schema = doors.get("/boreas/job.schema.json").json();
        var bad = "{\"zzz\": 1, \"task\": {\"zzz\": 1, \"processes\": [{\"zzz\": 1}], \"resources\": {\"zzz\": 1},"
                + " \"logs\": {\"zzz\": 1}, \"health\": {\"zzz\": 1, \"http\": {\"zzz\": 1}}}}";

        var problems = doors.post("/boreas/v1/jobs", bad).json().path("problems");

        assertThat(known(problems, "zzz")).isEqualTo(fields(schema.path("properties")));
        assertThat(known(problems, "task.zzz")).isEqualTo(fields(schema.at("/$defs/task/properties")));
        assertThat(known(problems, "task.processes[0].zzz")).isEqualTo(fields(schema.at("/$defs/process/properties")));
        assertThat(known(problems, "task.resources.zzz")).isEqualTo(fields(schema.at("/$defs/resources/properties")));
        assertThat(known(problems, "task.health.zzz")).isEqualTo(fields(schema.at("/$defs/health/properties")));
        assertThat(known(problems, "task.health.http.zzz"))
                .isEqualTo(fields(schema.at("/$defs/health/properties/http/properties")));
        assertThat(known(problems, "task.logs.zzz"))
                .isEqualTo(fields(schema.at("/$defs/task/properties/logs/properties")));
    }

    @Test
    void thePageMayLoadNothingFromElsewhere() {
        for (var path : List.of("/", "/ui/page.css", "/ui/page.js", "/ui/api.js", "/ui/dom.js", "/ui/icon.svg")) {
            var file = doors.get(path);
            assertThat(file.status()).as(path).isEqualTo(200);
            assertThat(file.header("Content-Security-Policy")).startsWith("default-src 'none'; script-src 'self';");
            assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(file.text().replace("http://www.w3.org/2000/svg", "").replace("`http://${", ""))
                    .as("no other host in %s", path)
                    .doesNotContain("http://")
                    .doesNotContain("https://")
                    .doesNotContain("innerHTML");
        }
        assertThat(doors.get("/").text()).doesNotContain("style=").doesNotContain("<script>");
    }

    private static SortedSet<String> fields(JsonNode properties) {
        var names = new TreeSet<String>();
        properties.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static SortedSet<String> known(JsonNode problems, String path) {
        for (var problem : problems) {
            if (problem.path("path").asText().equals(path)) {
                var message = problem.path("message").asText();
                return new TreeSet<>(List.of(
                        message.substring(message.indexOf("known are ") + 10).split(", ")));
            }
        }
        return new TreeSet<>();
    }
}
