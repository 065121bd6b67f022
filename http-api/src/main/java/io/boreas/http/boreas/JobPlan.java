package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.actors.gateway.PlacementPreview;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobSpec;
import io.boreas.core.task.TaskSpec;
import io.boreas.http.json.Json;
import io.boreas.http.json.JsonBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What would change if a job were made to be as a specification says; nothing is done. Instances are grouped by what would
 * happen to them.
 *
 * @param exists whether the job has active instances
 * @param jobChanges fields of the job itself, its instances' tasks aside
 */
record JobPlan(JobKey key, boolean exists, List<FieldChange> jobChanges, List<Group> groups) {
    /** Instances to which the same happens. */
    record Group(Action action, List<Integer> instances, List<FieldChange> changes) {}

    /** A field, such as {@code processes[0].cmdline}, and its value before and after; one of them may be missing. */
    record FieldChange(String path, Optional<JsonNode> from, Optional<JsonNode> to) {}

    /** What would happen to an instance. */
    enum Action {
        ADD,
        CHANGE,
        REMOVE,
        UNCHANGED
    }

    static JobPlan of(JobSpec wanted, Optional<Job> job) {
        var active = new TreeMap<Integer, TaskSpec>();
        job.ifPresent(known -> known.active().forEachValue(task -> active.put(task.instance(), task.spec())));
        var wantedTree = tree(out -> JobSpecJson.write(wanted.task(), out));
        Map<TaskSpec, List<FieldChange>> diffs = new LinkedHashMap<>();
        Map<TaskSpec, List<Integer>> changed = new LinkedHashMap<>();
        var added = new ArrayList<Integer>();
        var removed = new ArrayList<Integer>();
        var unchanged = new ArrayList<Integer>();
        for (int instance = 0; instance < wanted.instances(); instance++) {
            var running = active.remove(instance);
            if (running == null) {
                added.add(instance);
            } else if (running.equals(wanted.task())) {
                unchanged.add(instance);
            } else {
                diffs.computeIfAbsent(
                        running, spec -> diff(tree(out -> JobSpecJson.write(spec, out)), wantedTree, List.of()));
                changed.computeIfAbsent(running, spec -> new ArrayList<>()).add(instance);
            }
        }
        removed.addAll(active.keySet());
        var groups = new ArrayList<Group>();
        addGroup(groups, Action.ADD, added, List.of());
        changed.forEach(
                (spec, instances) -> addGroup(groups, Action.CHANGE, instances, diffs.getOrDefault(spec, List.of())));
        addGroup(groups, Action.REMOVE, removed, List.of());
        addGroup(groups, Action.UNCHANGED, unchanged, List.of());
        boolean exists = job.map(known -> !known.active().isEmpty()).orElse(false);
        return new JobPlan(wanted.key(), exists, exists ? jobChanges(wanted, job) : List.of(), groups);
    }

    private static List<FieldChange> jobChanges(JobSpec wanted, Optional<Job> job) {
        return job.flatMap(Job::spec)
                .map(spec -> diff(
                        tree(out -> JobSpecJson.write(spec, out)),
                        tree(out -> JobSpecJson.write(wanted, out)),
                        List.of("task", "instances")))
                .orElse(List.of());
    }

    /** How many instances would need a place. */
    int toPlace() {
        return groups.stream()
                .filter(group -> group.action() == Action.ADD || group.action() == Action.CHANGE)
                .mapToInt(group -> group.instances().size())
                .sum();
    }

    void write(PlacementPreview preview, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("key", key.toString());
        out.writeBooleanField("exists", exists);
        writeChanges("jobChanges", jobChanges, out);
        out.writeArrayFieldStart("groups");
        for (var group : groups) {
            out.writeStartObject();
            out.writeStringField("action", group.action().name().toLowerCase(Locale.ROOT));
            out.writeArrayFieldStart("instances");
            for (int instance : group.instances()) {
                out.writeNumber(instance);
            }
            out.writeEndArray();
            writeChanges("changes", group.changes(), out);
            out.writeEndObject();
        }
        out.writeEndArray();
        writePlacement(preview, out);
        out.writeEndObject();
    }

    private static void writePlacement(PlacementPreview preview, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("placement");
        out.writeArrayFieldStart("places");
        for (var place : preview.places()) {
            out.writeStartObject();
            out.writeStringField("agentId", place.agent());
            out.writeStringField("host", place.host());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeNumberField("unplaced", preview.unplaced());
        TaskDoor.writeCounts("reasons", preview.reasons(), out);
        out.writeEndObject();
    }

    private static void writeChanges(String field, List<FieldChange> changes, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart(field);
        for (var change : changes) {
            out.writeStartObject();
            out.writeStringField("path", change.path());
            if (change.from().isPresent()) {
                out.writeFieldName("from");
                out.writeTree(change.from().get());
            }
            if (change.to().isPresent()) {
                out.writeFieldName("to");
                out.writeTree(change.to().get());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void addGroup(
            List<Group> groups, Action action, List<Integer> instances, List<FieldChange> changes) {
        if (!instances.isEmpty()) {
            groups.add(new Group(action, instances, changes));
        }
    }

    private static JsonNode tree(JsonBody body) {
        try {
            return Json.parse(Json.bytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was just written cannot be read", e);
        }
    }

    private static List<FieldChange> diff(JsonNode from, JsonNode to, List<String> ignored) {
        var before = new TreeMap<String, JsonNode>();
        var after = new TreeMap<String, JsonNode>();
        flatten("", from, before);
        flatten("", to, after);
        var paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        var changes = new ArrayList<FieldChange>();
        for (var path : paths) {
            var was = Optional.ofNullable(before.get(path));
            var is = Optional.ofNullable(after.get(path));
            if (!was.equals(is)
                    && ignored.stream().noneMatch(name -> path.equals(name) || path.startsWith(name + "."))) {
                changes.add(new FieldChange(path, was, is));
            }
        }
        return changes;
    }

    /** Specifications nest five levels at most. */
    private static void flatten(String path, JsonNode node, Map<String, JsonNode> leaves) {
        if (node.isObject()) {
            for (var entry : node.properties()) {
                flatten(path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(), entry.getValue(), leaves);
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                flatten(path + "[" + i + "]", node.get(i), leaves);
            }
        } else {
            leaves.put(path, node);
        }
    }
}
