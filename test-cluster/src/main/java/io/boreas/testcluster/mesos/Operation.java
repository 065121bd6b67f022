package io.boreas.testcluster.mesos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Operations of ACCEPT, as {@code Offer.Operation}s. */
public final class Operation {
    private Operation() {}

    /** LAUNCH of tasks on the agent of an offer. */
    public static ObjectNode launch(Offer offer, List<TaskText> tasks) {
        var operation = Json.object().put("type", "LAUNCH");
        var infos = operation.putObject("launch").putArray("task_infos");
        tasks.forEach(task -> infos.add(task.json(offer.agent())));
        return operation;
    }

    /** LAUNCH_GROUP of tasks under the executor of type DEFAULT with an id. */
    public static ObjectNode launchGroup(Offer offer, String framework, String executor, List<TaskText> tasks) {
        var operation = Json.object().put("type", "LAUNCH_GROUP");
        var group = operation.putObject("launch_group");
        var info = group.putObject("executor").put("type", "DEFAULT");
        info.set("executor_id", Json.id(executor));
        info.set("framework_id", Json.id(framework));
        TaskText.scalars(info.putArray("resources"), "cpus:0.1;mem:32;disk:8");
        var infos = group.putObject("task_group").putArray("tasks");
        tasks.forEach(task -> infos.add(task.json(offer.agent())));
        return operation;
    }

    /** RESERVE of scalars for a role. */
    public static ObjectNode reserve(String role, String scalars) {
        return ofResources("RESERVE", "reserve", "resources", reserved(role, scalars));
    }

    /** UNRESERVE of resources as an offer named them. */
    public static ObjectNode unreserve(List<JsonNode> resources) {
        return ofResources("UNRESERVE", "unreserve", "resources", array(resources));
    }

    /** CREATE of a volume of reserved disk. */
    public static ObjectNode create(String role, String volume, String folder, double megabytes) {
        return ofResources("CREATE", "create", "volumes", volume(role, volume, folder, megabytes));
    }

    /** DESTROY of volumes as an offer named them. */
    public static ObjectNode destroy(List<JsonNode> volumes) {
        return ofResources("DESTROY", "destroy", "volumes", array(volumes));
    }

    /** Scalars that are reserved for a role. */
    public static ArrayNode reserved(String role, String scalars) {
        var resources = Json.object().putArray("resources");
        TaskText.scalars(resources, scalars);
        resources.forEach(resource -> {
            var reservation = ((ObjectNode) resource).putArray("reservations").addObject();
            reservation.put("type", "DYNAMIC").put("role", role);
        });
        return resources;
    }

    /** A volume of disk that is reserved for a role. */
    public static ArrayNode volume(String role, String volume, String folder, double megabytes) {
        var resources = reserved(role, "disk:" + megabytes);
        var disk = ((ObjectNode) resources.get(0)).putObject("disk");
        disk.putObject("persistence").put("id", volume);
        disk.putObject("volume").put("container_path", folder).put("mode", "RW");
        return resources;
    }

    private static ObjectNode ofResources(String type, String part, String list, ArrayNode resources) {
        var operation = Json.object().put("type", type);
        operation.putObject(part).set(list, resources);
        return operation;
    }

    private static ArrayNode array(List<JsonNode> resources) {
        return Json.object().putArray("resources").addAll(resources);
    }
}
