package io.boreas.actors.allocator;

import io.boreas.core.allocator.Allocator;
import io.boreas.core.id.AgentId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What agents' resources are used for, by who holds them, as the allocator has counted it: what is told twice counts once. */
final class Uses {
    private final Allocator allocator;
    private final Map<AgentId, Map<String, AllocatorMessage.Use>> uses = new HashMap<>();

    Uses(Allocator allocator) {
        this.allocator = allocator;
    }

    void begin(AgentId agent, AllocatorMessage.Use use) {
        if (uses.computeIfAbsent(agent, id -> new HashMap<>()).putIfAbsent(use.holder(), use) == null) {
            allocator.allocated(use.framework(), use.role(), agent, use.resources());
        }
    }

    void end(AgentId agent, String holder) {
        var held = uses.get(agent);
        var use = held == null ? null : held.remove(holder);
        if (use != null) {
            allocator.released(use.framework(), use.role(), agent, use.resources());
        }
        if (held != null && held.isEmpty()) {
            uses.remove(agent);
        }
    }

    /** All that there is on an agent: it is counted, and nothing else of this agent is. */
    void restate(AgentId agent, List<AllocatorMessage.Use> all) {
        var holders = new HashSet<String>();
        all.forEach(use -> {
            holders.add(use.holder());
            begin(agent, use);
        });
        List.copyOf(uses.getOrDefault(agent, Map.of()).keySet()).stream()
                .filter(holder -> !holders.contains(holder))
                .forEach(holder -> end(agent, holder));
    }
}
