package io.boreas.core.allocator;

import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Who is next, by looking at everybody each time. Plain resources, no quota; written from the rules, not from the code. */
final class NaiveAllocator {
    private final Map<String, Double> weights = new TreeMap<>();
    private final List<Member> members = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private long cpus;
    private long mem;

    /** A framework in a role. */
    static final class Member {
        final FrameworkId framework;
        final Role role;
        boolean competes;
        long cpus;
        long mem;
        long allocations;

        Member(FrameworkId framework, Role role) {
            this.framework = framework;
            this.role = role;
        }
    }

    private record Refused(Member member, AgentId agent, Resources resources, Instant until) {}

    void setWeight(Role role, double weight) {
        weights.put(role.name(), weight);
    }

    void addTotal(Resources total) {
        cpus += total.cpusMilli();
        mem += total.memMilli();
    }

    Member member(FrameworkId framework, Role role) {
        for (var member : members) {
            if (member.framework.equals(framework) && member.role.equals(role)) {
                return member;
            }
        }
        var member = new Member(framework, role);
        members.add(member);
        return member;
    }

    void hold(FrameworkId framework, Role role, Resources resources, int sign) {
        var member = member(framework, role);
        member.cpus += sign * resources.cpusMilli();
        member.mem += sign * resources.memMilli();
        member.allocations += sign;
    }

    void refuse(FrameworkId framework, Role role, AgentId agent, Resources resources, Instant until) {
        refused.add(new Refused(member(framework, role), agent, resources, until));
    }

    void revive(FrameworkId framework, Role role) {
        refused.removeIf(each -> each.member == member(framework, role));
    }

    /** Who gets this of the agent. */
    Optional<Member> next(AgentId agent, Resources offered, Instant now) {
        if (offered.cpusMilli() < 10 && offered.memMilli() < 32_000) {
            return Optional.empty();
        }
        return next("", member -> refused.stream()
                .noneMatch(each -> each.member == member
                        && each.agent.equals(agent)
                        && each.until.isAfter(now)
                        && each.resources.contains(offered)));
    }

    private Optional<Member> next(String path, Predicate<Member> wants) {
        var names = new TreeSet<String>();
        for (var member : members) {
            if (member.competes && isAtOrBelow(member.role.name(), path)) {
                names.add(step(path, member.role.name()));
            }
        }
        var order = new ArrayList<>(names);
        order.sort(Comparator.<String>comparingDouble(name -> share(below(path, name)) / weight(path, name))
                .thenComparingLong(name -> allocations(below(path, name)))
                .thenComparing(name -> name));
        for (var name : order) {
            var found = name.equals(path) ? nextIn(path, wants) : next(name, wants);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Member> nextIn(String role, Predicate<Member> wants) {
        return members.stream()
                .filter(member -> member.competes && member.role.name().equals(role) && wants.test(member))
                .min(Comparator.<Member>comparingDouble(member -> share(List.of(member)))
                        .thenComparingLong(member -> member.allocations)
                        .thenComparing(member -> member.framework));
    }

    /** By how much shares are apart at any level, in tasks of this size by weight; at most 1 is fair. */
    double unfairness(long taskCpus) {
        double worst = 0;
        var paths = new TreeSet<String>();
        paths.add("");
        for (var member : members) {
            paths.add(member.role.name());
            member.role.ancestors().forEach(role -> paths.add(role.name()));
        }
        for (var path : paths) {
            var names = new TreeSet<String>();
            for (var member : members) {
                if (isAtOrBelow(member.role.name(), path)) {
                    names.add(step(path, member.role.name()));
                }
            }
            for (var more : names) {
                double shareOfMore = share(below(path, more)) / weight(path, more);
                for (var less : names) {
                    double shareOfLess = share(below(path, less)) / weight(path, less);
                    double task = (double) taskCpus / cpus / weight(path, more);
                    worst = Math.max(worst, (shareOfMore - shareOfLess) / task);
                }
            }
        }
        return worst;
    }

    private List<Member> below(String path, String name) {
        return members.stream()
                .filter(member ->
                        name.equals(path) ? member.role.name().equals(name) : isAtOrBelow(member.role.name(), name))
                .toList();
    }

    private double share(List<Member> of) {
        long heldCpus = of.stream().mapToLong(member -> member.cpus).sum();
        long heldMem = of.stream().mapToLong(member -> member.mem).sum();
        return Math.max(cpus == 0 ? 0 : (double) heldCpus / cpus, mem == 0 ? 0 : (double) heldMem / mem);
    }

    private static long allocations(List<Member> of) {
        return of.stream().mapToLong(member -> member.allocations).sum();
    }

    private double weight(String path, String name) {
        return name.equals(path) ? 1 : weights.getOrDefault(name, 1.0);
    }

    private static boolean isAtOrBelow(String role, String path) {
        return path.isEmpty() || role.equals(path) || role.startsWith(path + "/");
    }

    /** The child of the path that the role is at or below; the path itself if the role is there. */
    private static String step(String path, String role) {
        if (role.equals(path)) {
            return path;
        }
        int slash = role.indexOf('/', path.isEmpty() ? 0 : path.length() + 1);
        return slash < 0 ? role : role.substring(0, slash);
    }
}
