package io.boreas.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads a job file, YAML or JSON; what it means is checked by the cell. */
public final class JobFile {
    private static final long BYTES_MAX = 4L << 20;
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES) // a version written 1.10 is not 1.1
            .build();

    private JobFile() {}

    /**
     * The one job in a file.
     *
     * @param bind values for its references, besides and before those of its own {@code bind}
     * @throws CliException if it cannot be read or is no YAML
     */
    public static ObjectNode read(Path file, Map<String, String> bind) {
        var job = parse(file);
        if (!bind.isEmpty()) {
            if (job.has("bind") && !job.get("bind").isObject()) {
                throw invalid(file, "bind is an object of names and values");
            }
            var values = job.withObjectProperty("bind");
            bind.forEach((name, value) -> {
                if (NUMBER.matcher(value).matches()) {
                    values.put(name, Integer.parseInt(value));
                } else {
                    values.put(name, value);
                }
            });
        }
        return job;
    }

    private static ObjectNode parse(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw invalid(file, "a job file has at most " + BYTES_MAX + " bytes, this has " + Files.size(file));
            }
            try (MappingIterator<JsonNode> documents =
                    YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
                if (!documents.hasNextValue() || !(documents.nextValue() instanceof ObjectNode job)) {
                    throw invalid(file, "a job file is an object: role, environment, task and so on");
                }
                if (documents.hasNextValue()) {
                    throw invalid(file, "a job file holds one job, this one has more");
                }
                return job;
            }
        } catch (NoSuchFileException e) {
            throw new CliException(Exit.INVALID_PARAMETER, "there is no file " + file);
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            var where = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
            throw new CliException(Exit.INVALID_CONFIG, file + where + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new CliException(Exit.INVALID_PARAMETER, file + " cannot be read: " + e.getMessage());
        }
    }

    private static CliException invalid(Path file, String message) {
        return new CliException(Exit.INVALID_CONFIG, file + ": " + message);
    }
}
