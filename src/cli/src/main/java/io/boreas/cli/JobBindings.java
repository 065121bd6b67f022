package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills in a job file's references as the cell will, for {@code job inspect}. */
final class JobBindings {
    private static final Pattern REFERENCE = Pattern.compile("\\{\\{([A-Za-z_][A-Za-z0-9_.\\[\\]-]*)}}");

    private JobBindings() {}

    /** The job with its bound names filled in; what the agent fills in, and what is unbound, stays. */
    static ObjectNode filled(ObjectNode job) {
        var bind = job.path("bind");
        var result = JsonNodeFactory.instance.objectNode();
        for (var field : job.properties()) {
            if (!field.getKey().equals("bind")) {
                result.set(field.getKey(), filled(field.getValue(), bind));
            }
        }
        return result;
    }

    private static JsonNode filled(JsonNode node, JsonNode bind) {
        if (node instanceof ObjectNode object) {
            var copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), filled(field.getValue(), bind)));
            return copy;
        }
        if (node instanceof ArrayNode list) {
            var copy = JsonNodeFactory.instance.arrayNode();
            list.forEach(item -> copy.add(filled(item, bind)));
            return copy;
        }
        return node.isTextual() ? filled(node.textValue(), bind) : node;
    }

    private static JsonNode filled(String text, JsonNode bind) {
        var whole = REFERENCE.matcher(text);
        if (whole.matches() && bind.has(whole.group(1))) {
            return bind.get(whole.group(1));
        }
        return TextNode.valueOf(REFERENCE.matcher(text).replaceAll(found -> {
            var value = bind.path(found.group(1));
            return Matcher.quoteReplacement(value.isMissingNode() ? found.group() : value.asText());
        }));
    }
}
