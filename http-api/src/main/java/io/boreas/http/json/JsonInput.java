package io.boreas.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One JSON object, read strictly: what is not known, missing, null or of the wrong type becomes a problem with its path, and
 * reading goes on with a stand-in, so that a client hears of all its mistakes at once. Not thread-safe.
 */
public final class JsonInput {
    /** Faults one input is told of at most. */
    private static final int PROBLEMS_MAX = 50;

    private final JsonNode node;
    private final String path;
    private final List<InputProblem> problems;

    private JsonInput(JsonNode node, String path, List<InputProblem> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    /** The whole of an input; its problems are added to the list. */
    public static JsonInput whole(ObjectNode node, List<InputProblem> problems) {
        return new JsonInput(node, "", problems);
    }

    /** Says which fields there are; any other is a problem. */
    public JsonInput knows(List<String> fields) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!fields.contains(name)) {
                problem(name, "is not known here; known are " + String.join(", ", fields));
            }
        }
        return this;
    }

    public boolean has(String field) {
        return node.has(field);
    }

    /** The text of a field. */
    public Optional<String> text(String field) {
        return value(field).flatMap(value -> {
            if (!value.isTextual()) {
                problem(field, "is a text, not " + kind(value));
                return Optional.empty();
            }
            return Optional.of(value.textValue());
        });
    }

    /** The text of a field that must be there; empty, and a problem, if it is not. */
    public String requiredText(String field) {
        if (!node.has(field)) {
            problem(field, "is missing; it is a text");
        }
        return text(field).orElse("");
    }

    /** The whole number of a field. */
    public int integer(String field, int otherwise) {
        return value(field)
                .map(value -> {
                    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
                        problem(field, "is a whole number, not " + kind(value));
                        return otherwise;
                    }
                    return value.intValue();
                })
                .orElse(otherwise);
    }

    public boolean flag(String field, boolean otherwise) {
        return value(field)
                .map(value -> {
                    if (!value.isBoolean()) {
                        problem(field, "is true or false, not " + kind(value));
                        return otherwise;
                    }
                    return value.booleanValue();
                })
                .orElse(otherwise);
    }

    /** The value of a field that several types are good for. */
    public Optional<JsonNode> any(String field) {
        return value(field);
    }

    /** The object of a field. */
    public Optional<JsonInput> object(String field) {
        return value(field).flatMap(value -> {
            if (!value.isObject()) {
                problem(field, "is an object, not " + kind(value));
                return Optional.empty();
            }
            return Optional.of(new JsonInput(value, pathOf(field), problems));
        });
    }

    /** The object of a field that must be there; an empty one, and a problem, if it is not. */
    public JsonInput requiredObject(String field) {
        if (!node.has(field)) {
            problem(field, "is missing; it is an object");
        }
        return object(field)
                .orElseGet(
                        () -> new JsonInput(JsonNodeFactory.instance.objectNode(), pathOf(field), new ArrayList<>()));
    }

    /** The objects in the list of a field. */
    public List<JsonInput> objects(String field) {
        var objects = new ArrayList<JsonInput>();
        var list = list(field);
        for (int i = 0; i < list.size(); i++) {
            var at = field + "[" + i + "]";
            if (list.get(i).isObject()) {
                objects.add(new JsonInput(list.get(i), pathOf(at), problems));
            } else {
                problem(at, "is an object, not " + kind(list.get(i)));
            }
        }
        return objects;
    }

    /** The texts in the list of a field. */
    public List<String> texts(String field) {
        var texts = new ArrayList<String>();
        var list = list(field);
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).isTextual()) {
                texts.add(list.get(i).textValue());
            } else {
                problem(field + "[" + i + "]", "is a text, not " + kind(list.get(i)));
            }
        }
        return texts;
    }

    /** The whole numbers, 0 or more, in the list of a field. */
    public SortedSet<Integer> numbers(String field) {
        var numbers = new TreeSet<Integer>();
        var list = list(field);
        for (int i = 0; i < list.size(); i++) {
            var value = list.get(i);
            if (value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0) {
                numbers.add(value.intValue());
            } else {
                problem(field + "[" + i + "]", "is a whole number from 0, not " + kind(value));
            }
        }
        return numbers;
    }

    /** The lists of texts in the list of a field. */
    public List<List<String>> textLists(String field) {
        var lists = new ArrayList<List<String>>();
        var list = list(field);
        for (int i = 0; i < list.size(); i++) {
            var inner = new ArrayList<String>();
            var at = field + "[" + i + "]";
            if (!list.get(i).isArray()) {
                problem(at, "is a list of texts, not " + kind(list.get(i)));
                continue;
            }
            for (int j = 0; j < list.get(i).size(); j++) {
                var value = list.get(i).get(j);
                if (value.isTextual()) {
                    inner.add(value.textValue());
                } else {
                    problem(at + "[" + j + "]", "is a text, not " + kind(value));
                }
            }
            lists.add(inner);
        }
        return lists;
    }

    /** Names and texts of the object of a field; a number or boolean stands for its text. */
    public SortedMap<String, String> pairs(String field) {
        var pairs = new TreeMap<String, String>();
        object(field).ifPresent(object -> {
            for (Map.Entry<String, JsonNode> entry : object.node.properties()) {
                if (entry.getValue().isValueNode() && !entry.getValue().isNull()) {
                    pairs.put(entry.getKey(), entry.getValue().asText());
                } else {
                    object.problem(entry.getKey(), "is a text, not " + kind(entry.getValue()));
                }
            }
        });
        return pairs;
    }

    /** Notes a fault of a field. */
    public void problem(String field, String message) {
        if (problems.size() < PROBLEMS_MAX) {
            problems.add(new InputProblem(pathOf(field), message));
        }
    }

    /** What a value is, for people. */
    public static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case BOOLEAN, NUMBER -> value.asText();
            case STRING -> "the text \"" + shortened(value.textValue()) + "\"";
            case NULL -> "null";
            case MISSING, BINARY, POJO -> "this";
        };
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 39) + "…";
    }

    private Optional<JsonNode> value(String field) {
        var value = node.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value.isNull()) {
            problem(field, "is null; leave it out instead");
            return Optional.empty();
        }
        return Optional.of(value);
    }

    private List<JsonNode> list(String field) {
        var items = new ArrayList<JsonNode>();
        value(field).ifPresent(value -> {
            if (value.isArray()) {
                value.forEach(items::add);
            } else {
                problem(field, "is a list, not " + kind(value));
            }
        });
        return items;
    }

    private String pathOf(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }
}
