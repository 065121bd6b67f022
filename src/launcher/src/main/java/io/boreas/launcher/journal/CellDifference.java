package io.boreas.launcher.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** In what two pictures of a cell differ. */
final class CellDifference {
    /** Fields of one thing that are told; further ones are counted. */
    private static final int FIELDS_MAX = 50;

    private static final List<String> NAMES =
            List.of("taskId", "agentId", "frameworkId", "key", "instance", "name", "role");

    private final ArrayNode items = JsonNodeFactory.instance.arrayNode();

    /**
     * Compares things of one sort.
     *
     * @param sort such as {@code job}
     */
    void compare(String sort, SortedMap<String, JsonNode> before, SortedMap<String, JsonNode> after) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (var name : names) {
            var old = Optional.ofNullable(before.get(name));
            var young = Optional.ofNullable(after.get(name));
            if (old.equals(young)) {
                continue;
            }
            var item = items.addObject();
            item.put("of", sort);
            item.put("name", name);
            item.put("change", old.isEmpty() ? "added" : young.isEmpty() ? "removed" : "changed");
            if (old.isPresent() && young.isPresent()) {
                var fields = new ArrayList<ObjectNode>();
                compareFields("", old.get(), young.get(), fields);
                var told = item.putArray("fields");
                fields.stream().limit(FIELDS_MAX).forEach(told::add);
                if (fields.size() > FIELDS_MAX) {
                    item.put("moreFields", fields.size() - FIELDS_MAX);
                }
            }
        }
    }

    boolean isEmpty() {
        return items.isEmpty();
    }

    JsonNode json() {
        return items;
    }

    void print(PrintWriter out) {
        for (var item : items) {
            var sign =
                    switch (item.path("change").asText()) {
                        case "added" -> "+";
                        case "removed" -> "-";
                        default -> "~";
                    };
            out.println(JournalText.printable(sign + " " + item.path("of").asText() + " "
                    + item.path("name").asText()));
            for (var field : item.path("fields")) {
                out.println(JournalText.printable("    " + field.path("field").asText() + ": " + shown(field, "before")
                        + " -> " + shown(field, "after")));
            }
            if (item.has("moreFields")) {
                out.println("    and " + item.path("moreFields").asInt() + " more");
            }
        }
    }

    private static String shown(JsonNode field, String side) {
        return field.has(side) ? JournalText.line(field.path(side)) : "(nothing)";
    }

    private static void compareFields(String path, JsonNode before, JsonNode after, List<ObjectNode> fields) {
        if (before.equals(after)) {
            return;
        }
        if (before.isObject() && after.isObject()) {
            compareParts(path.isEmpty() ? "" : path + ".", "", parts(before), parts(after), fields);
            return;
        }
        if (before.isArray() && after.isArray()) {
            compareParts(path + "[", "]", elements(before), elements(after), fields);
            return;
        }
        add(path, Optional.of(before), Optional.of(after), fields);
    }

    private static void compareParts(
            String opening,
            String closing,
            Map<String, JsonNode> before,
            Map<String, JsonNode> after,
            List<ObjectNode> fields) {
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (var name : names) {
            var old = Optional.ofNullable(before.get(name));
            var young = Optional.ofNullable(after.get(name));
            if (old.isPresent() && young.isPresent()) {
                compareFields(opening + name + closing, old.get(), young.get(), fields);
            } else {
                add(opening + name + closing, old, young, fields);
            }
        }
    }

    private static Map<String, JsonNode> parts(JsonNode object) {
        var parts = new TreeMap<String, JsonNode>();
        object.properties().forEach(field -> parts.put(field.getKey(), field.getValue()));
        return parts;
    }

    /** By what names each element, if there is such a thing; otherwise by its place. */
    private static Map<String, JsonNode> elements(JsonNode array) {
        for (var name : NAMES) {
            var parts = new TreeMap<String, JsonNode>();
            array.forEach(element -> parts.put(name + "=" + element.path(name).asText(), element));
            boolean named = array.valueStream().allMatch(element -> element.has(name));
            if (named && parts.size() == array.size()) {
                return parts;
            }
        }
        var parts = new TreeMap<String, JsonNode>();
        for (int i = 0; i < array.size(); i++) {
            parts.put(Integer.toString(i), array.get(i));
        }
        return parts;
    }

    private static void add(String path, Optional<JsonNode> before, Optional<JsonNode> after, List<ObjectNode> fields) {
        var field = JsonNodeFactory.instance.objectNode();
        field.put("field", path);
        before.ifPresent(node -> field.set("before", node));
        after.ifPresent(node -> field.set("after", node));
        fields.add(field);
    }
}
