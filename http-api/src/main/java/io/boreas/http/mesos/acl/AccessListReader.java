package io.boreas.http.mesos.acl;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.http.json.StrictJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the JSON of Mesos's {@code --acls}. What it does not understand it refuses: a slip must not open a door. */
public final class AccessListReader {
    private static final Map<String, Action> ACTIONS =
            Arrays.stream(Action.values()).collect(Collectors.toUnmodifiableMap(Action::key, Function.identity()));

    private AccessListReader() {}

    /**
     * The lists of a text.
     *
     * @throws IllegalArgumentException saying where it is not as it must be
     */
    public static AccessList read(String json) {
        var root = StrictJson.object(json);
        boolean permissive = true;
        var entries = new EnumMap<Action, List<AccessList.Entry>>(Action.class);
        for (var field : root.properties()) {
            var action = ACTIONS.get(field.getKey());
            if (field.getKey().equals("permissive") && field.getValue().isBoolean()) {
                permissive = field.getValue().booleanValue();
            } else if (action == null) {
                throw new IllegalArgumentException(
                        "\"" + field.getKey() + "\" is no action, and not \"permissive\" with true"
                                + " or false; actions are " + new TreeSet<>(ACTIONS.keySet()));
            } else {
                entries.put(action, list(action, field.getValue()));
            }
        }
        return new AccessList(permissive, entries);
    }

    private static List<AccessList.Entry> list(Action action, JsonNode list) {
        if (!list.isArray()) {
            throw new IllegalArgumentException("\"" + action.key() + "\" is no list");
        }
        var entries = new ArrayList<AccessList.Entry>();
        for (var entry : list) {
            var where = action.key() + "[" + entries.size() + "]";
            for (var field : entry.properties()) {
                if (!Set.of("principals", action.object()).contains(field.getKey())) {
                    throw new IllegalArgumentException(where + " has \"" + field.getKey()
                            + "\", but is about \"principals\" and \"" + action.object() + "\"");
                }
            }
            entries.add(new AccessList.Entry(
                    entity(entry.path("principals"), where + ".principals"),
                    entity(entry.path(action.object()), where + "." + action.object())));
        }
        return entries;
    }

    private static Entity entity(JsonNode entity, String where) {
        if (!entity.isObject()) {
            throw new IllegalArgumentException(
                    where + " must be {\"type\": \"ANY\"}, {\"type\": \"NONE\"} or {\"values\": [...]}");
        }
        return switch (entity.path("type").asText("SOME").toUpperCase(Locale.ROOT)) {
            case "ANY" -> new Entity.Any();
            case "NONE" -> new Entity.None();
            case "SOME" -> new Entity.Some(values(entity.path("values"), where + ".values"));
            default ->
                throw new IllegalArgumentException(where + ".type is ANY, NONE or SOME, not " + entity.path("type"));
        };
    }

    private static Set<String> values(JsonNode values, String where) {
        var texts = new HashSet<String>();
        for (var value : values) {
            if (!value.isTextual()) {
                throw new IllegalArgumentException(where + " holds " + value + ", which is no text");
            }
            texts.add(value.textValue());
        }
        if (!values.isArray() || texts.isEmpty()) {
            throw new IllegalArgumentException(where + " must list at least one");
        }
        return texts;
    }
}
