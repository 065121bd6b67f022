package io.boreas.core.allocator;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Attributes;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The agents' groups and the frameworks around an allocator: they lease what is granted, and never more than there is. */
final class Cell {
    /** The expressions of these tests mean the same to RE2 and to the JDK. */
    static final TextPatterns PATTERNS = regex -> Pattern.compile(regex).asMatchPredicate();

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final Allocator allocator;
    final TreeMap<AgentId, AllocatorAgent> agents = new TreeMap<>();
    final TreeMap<Long, Grant> leases = new TreeMap<>();
    final List<Grant> tasks = new ArrayList<>();
    Instant now = START;
    private long revision;

    Cell(AllocatorSettings settings) {
        this.allocator = new Allocator(settings, PATTERNS);
    }

    static Cell withDefaults() {
        return new Cell(AllocatorSettings.DEFAULT);
    }

    static Resources all(String text) {
        return Resources.parse(text);
    }

    static FrameworkId framework(String name) {
        return new FrameworkId(name);
    }

    static Role role(String name) {
        return new Role(name);
    }

    static Quota guarantee(String name, long units) {
        return new Quota(new TreeMap<>(Map.of(name, units * 1_000)), new TreeMap<>());
    }

    static Quota limit(String name, long units) {
        return new Quota(new TreeMap<>(), new TreeMap<>(Map.of(name, units * 1_000)));
    }

    void join(String name, String... roles) {
        allocator.upsertFramework(terms(name, roles));
    }

    static AllocatorFramework terms(String name, String... roles) {
        var list = new Role[roles.length];
        for (int i = 0; i < roles.length; i++) {
            list[i] = role(roles[i]);
        }
        return AllocatorFramework.of(framework(name), list);
    }

    void agent(String name, String total) {
        agent(new AllocatorAgent(new AgentId(name), Attributes.none(), all(total), all(total), true, ++revision));
    }

    void agent(AllocatorAgent agent) {
        agents.put(agent.id(), agent);
        allocator.upsertAgent(agent, List.of());
    }

    /** One round; all that is granted is leased. */
    List<Grant> round() {
        var grants = allocator.allocate(now);
        for (var grant : grants) {
            leases.put(grant.number(), grant);
            report(grant.agent(), free(grant.agent()).minus(grant.resources()), List.of(grant.number()));
        }
        return grants;
    }

    Resources free(AgentId agent) {
        return agents.get(agent).available();
    }

    void decline(Grant grant, Duration refusal) {
        leases.remove(grant.number());
        report(grant.agent(), free(grant.agent()).plus(grant.resources()), List.of());
        allocator.ended(grant.number());
        allocator.decline(grant.framework(), grant.role(), grant.agent(), grant.resources(), refusal, now);
    }

    /** A task uses the whole of the lease. */
    Grant launch(Grant grant) {
        leases.remove(grant.number());
        tasks.add(grant);
        allocator.allocated(grant.framework(), grant.role(), grant.agent(), grant.resources());
        allocator.ended(grant.number());
        return grant;
    }

    /** A task uses part of the lease; the rest is free again. */
    Grant launch(Grant grant, String part) {
        leases.remove(grant.number());
        var task = new Grant(grant.number(), grant.framework(), grant.role(), grant.agent(), all(part));
        tasks.add(task);
        allocator.allocated(task.framework(), task.role(), task.agent(), task.resources());
        report(task.agent(), free(task.agent()).plus(grant.resources().minus(task.resources())), List.of());
        allocator.ended(grant.number());
        return task;
    }

    void end(Grant task) {
        tasks.remove(task);
        report(task.agent(), free(task.agent()).plus(task.resources()), List.of());
        allocator.released(task.framework(), task.role(), task.agent(), task.resources());
    }

    void report(AgentId id, Resources available, List<Long> leased) {
        var old = agents.get(id);
        var report = new AllocatorAgent(
                id,
                old.host(),
                old.region(),
                old.zone(),
                old.attributes(),
                old.total(),
                available,
                old.offering(),
                ++revision);
        agents.put(id, report);
        allocator.upsertAgent(report, leased);
    }

    AllocatorAgent inRegion(String name, String total, String region) {
        return new AllocatorAgent(
                new AgentId(name),
                name,
                Optional.of(region),
                Optional.of(region + "-1"),
                Attributes.none(),
                all(total),
                all(total),
                true,
                ++revision);
    }

    RoleUse use(String role) {
        return allocator.roles().stream()
                .filter(use -> use.role().name().equals(role))
                .findFirst()
                .orElseThrow();
    }

    long consumed(String role, String name) {
        return allocator.roles().stream()
                .filter(use -> use.role().name().equals(role))
                .mapToLong(use -> use.consumed().getOrDefault(name, 0L))
                .sum();
    }
}
