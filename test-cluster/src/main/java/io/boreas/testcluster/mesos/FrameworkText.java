package io.boreas.testcluster.mesos;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a framework says of itself, a {@code FrameworkInfo}. Its tasks run as the user of the agent.
 *
 * @param id its own choice; empty to be given one
 * @param failoverSeconds how long it may be away before its tasks are killed
 * @param roles more than one needs the capability {@code MULTI_ROLE}, which is added then
 * @param enough amounts of scalars that are worth an offer in each of its roles; what the cell says if there are none
 */
public record FrameworkText(
        String name,
        Optional<String> id,
        double failoverSeconds,
        List<String> roles,
        List<String> capabilities,
        Map<String, Double> enough) {
    public FrameworkText {
        roles = List.copyOf(roles);
        capabilities = List.copyOf(capabilities);
        enough = Collections.unmodifiableSortedMap(new TreeMap<>(enough));
    }

    /** A framework of the role {@code *} that may be away for a week. */
    public static FrameworkText named(String name) {
        return new FrameworkText(name, Optional.empty(), 604_800, List.of("*"), List.of(), Map.of());
    }

    public FrameworkText id(String chosen) {
        return new FrameworkText(name, Optional.of(chosen), failoverSeconds, roles, capabilities, enough);
    }

    public FrameworkText failoverSeconds(double seconds) {
        return new FrameworkText(name, id, seconds, roles, capabilities, enough);
    }

    public FrameworkText roles(String... some) {
        return new FrameworkText(name, id, failoverSeconds, List.of(some), capabilities, enough);
    }

    /** Capabilities by Mesos's names, such as {@code PARTITION_AWARE}. */
    public FrameworkText capabilities(String... some) {
        return new FrameworkText(name, id, failoverSeconds, roles, List.of(some), enough);
    }

    /** Worth an offer in each of its roles is so much of each of these. */
    public FrameworkText worthwhile(Map<String, Double> amounts) {
        return new FrameworkText(name, id, failoverSeconds, roles, capabilities, amounts);
    }

    ObjectNode json() {
        var info = Json.object().put("name", name).put("user", "").put("failover_timeout", failoverSeconds);
        info.put("checkpoint", true);
        id.ifPresent(chosen -> info.set("id", Json.id(chosen)));
        var able = info.putArray("capabilities");
        capabilities.forEach(capability -> able.addObject().put("type", capability));
        if (capabilities.contains("MULTI_ROLE") || roles.size() > 1) {
            if (!capabilities.contains("MULTI_ROLE")) {
                able.addObject().put("type", "MULTI_ROLE");
            }
            var all = info.putArray("roles");
            roles.forEach(all::add);
        } else {
            info.put("role", roles.isEmpty() ? "*" : roles.getFirst());
        }
        if (!enough.isEmpty()) {
            var filters = info.putObject("offer_filters");
            for (var role : roles) {
                var quantities = filters.putObject(role)
                        .putObject("min_allocatable_resources")
                        .putArray("quantities")
                        .addObject()
                        .putObject("quantities");
                enough.forEach(
                        (resource, amount) -> quantities.putObject(resource).put("value", amount));
            }
        }
        return info;
    }
}
