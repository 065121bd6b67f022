package io.boreas.launcher.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.job.JobEvent;
import io.boreas.core.machine.Batch;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.Recorded;
import io.boreas.core.registry.RegistryEvent;
import io.boreas.http.json.Json;
import io.boreas.http.json.JsonBody;
import io.boreas.http.json.ValueJson;
import io.boreas.persistence.history.StoredRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * One event of a record.
 *
 * @param index its number in the record, from 0
 * @param at when the record was decided
 */
record JournalEvent(
        long position, int index, String group, long sequence, Instant at, GroupKind of, Recorded<?, ?> recorded) {
    private static final int BRIEF_MAX = 160;

    /** The events of a record, in their order. */
    static List<JournalEvent> of(StoredRecord record, Batch<?, ?> batch) {
        var events = new ArrayList<JournalEvent>(batch.events().size());
        for (var recorded : batch.events()) {
            events.add(new JournalEvent(
                    record.position(),
                    events.size(),
                    record.group(),
                    record.sequence(),
                    batch.at(),
                    batch.kind(),
                    recorded));
        }
        return events;
    }

    /** As in the stream of events; its record's name in its group, if the record has no place in the cell's order any more. */
    String id() {
        return position == 0 ? group + "/" + sequence : position + "." + index;
    }

    /** Such as {@code job.places-chosen}. */
    String kind() {
        return kind(of, recorded.event().getClass());
    }

    String aggregate() {
        return recorded.aggregate().toString();
    }

    private static String kind(GroupKind of, Class<?> event) {
        return of.name().toLowerCase(Locale.ROOT) + "." + ValueJson.name(event);
    }

    /** All kinds there are. */
    static TreeSet<String> kinds() {
        var kinds = new TreeSet<String>();
        addKinds(GroupKind.AGENT, AgentEvent.class, kinds);
        addKinds(GroupKind.JOB, JobEvent.class, kinds);
        addKinds(GroupKind.FRAMEWORK, FrameworkEvent.class, kinds);
        addKinds(GroupKind.REGISTRY, RegistryEvent.class, kinds);
        return kinds;
    }

    private static void addKinds(GroupKind of, Class<?> type, TreeSet<String> kinds) {
        if (!type.isSealed()) {
            kinds.add(kind(of, type));
            return;
        }
        for (var permitted : type.getPermittedSubclasses()) {
            addKinds(of, permitted, kinds);
        }
    }

    /** All that it says. */
    ObjectNode json() {
        var node = JsonNodeFactory.instance.objectNode();
        node.put("id", id());
        node.put("time", at.toString());
        node.put("group", group);
        node.put("sequence", sequence);
        node.put("kind", kind());
        node.put("aggregate", aggregate());
        var cause = node.putObject("cause");
        if (recorded.cause().isRepeatable()) {
            cause.put("command", recorded.cause().command());
        }
        cause.put("principal", recorded.cause().principal());
        node.set("event", says());
        return node;
    }

    /** What the event itself says. */
    JsonNode says() {
        return tree(out -> {
            if (recorded.event() instanceof Record event) {
                out.writeStartObject();
                ValueJson.writeFields(event, out);
                out.writeEndObject();
            } else {
                ValueJson.write(recorded.event(), out);
            }
        });
    }

    /** Its plain parts in a line. */
    String brief() {
        var line = new StringJoiner(" ");
        addBrief(says(), line);
        var text = line.toString();
        return text.length() <= BRIEF_MAX ? text : text.substring(0, BRIEF_MAX - 1) + "…";
    }

    private static void addBrief(JsonNode node, StringJoiner line) {
        node.properties().forEach(field -> {
            var value = field.getValue();
            if (field.getKey().equals("type") || field.getKey().equals("at") || value.isNull()) {
                return;
            }
            if (value.isObject() && value.size() <= 4) {
                addBrief(value, line);
            } else if (value.isContainerNode()) {
                if (!value.isEmpty()) {
                    line.add(field.getKey() + "=(" + value.size() + ")");
                }
            } else if (!value.asText().isEmpty()) {
                line.add(field.getKey() + "=" + value.asText());
            }
        });
    }

    /** What a writer writes, as a tree. */
    static JsonNode tree(JsonBody body) {
        try {
            return JournalText.MAPPER.readTree(Json.bytes(body)); // as whoever asks the API reads it
        } catch (IOException e) {
            throw new UncheckedIOException("what was just written could not be read", e);
        }
    }
}
