package io.boreas.core.allocator;

import io.boreas.core.allocator.AttributeConstraint.Selector;
import io.boreas.core.resource.AttributeValue;
import io.boreas.core.resource.Role;
import io.boreas.core.resource.Text;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Constraints of offers, ready to be asked of each agent. Source: Mesos, {@code OfferConstraintsFilter}. */
final class ConstraintFilter {
    /** Every agent passes. */
    static final ConstraintFilter NONE = new ConstraintFilter(new TreeMap<>());

    private final SortedMap<Role, List<Predicate<AllocatorAgent>>> byRole;

    /** Something about an agent; without a text if it is a number or ranges. */
    private record Found(Optional<String> text) {
        static Found named(String name) {
            return new Found(Optional.of(name));
        }

        static Found of(AttributeValue value) {
            return new Found(value instanceof Text(var words) ? Optional.of(words) : Optional.empty());
        }
    }

    private ConstraintFilter(SortedMap<Role, List<Predicate<AllocatorAgent>>> byRole) {
        this.byRole = byRole;
    }

    /** Doors let in what is understood; what only a newer master understands no agent meets: rather no offer than a wrong one. */
    static ConstraintFilter of(Optional<OfferConstraints> constraints, TextPatterns patterns) {
        if (constraints.isEmpty()) {
            return NONE;
        }
        var byRole = new TreeMap<Role, List<Predicate<AllocatorAgent>>>();
        constraints
                .get()
                .byRole()
                .forEach((role, groups) -> byRole.put(
                        role,
                        groups.stream().map(group -> group(group, patterns)).toList()));
        return new ConstraintFilter(byRole);
    }

    /** Whether the agent may be offered to the role. */
    boolean admits(Role role, AllocatorAgent agent) {
        var groups = byRole.get(role);
        return groups == null || groups.stream().anyMatch(group -> group.test(agent));
    }

    private static Predicate<AllocatorAgent> group(OfferConstraints.Group group, TextPatterns patterns) {
        List<Predicate<AllocatorAgent>> all;
        try {
            all = group.all().stream()
                    .map(constraint -> constraint(constraint, patterns))
                    .toList();
        } catch (IllegalArgumentException notUnderstood) {
            return agent -> false;
        }
        return agent -> all.stream().allMatch(each -> each.test(agent));
    }

    private static Predicate<AllocatorAgent> constraint(AttributeConstraint constraint, TextPatterns patterns) {
        var predicate = predicate(constraint.predicate(), patterns);
        return agent -> predicate.test(select(constraint.selector(), agent));
    }

    private static Optional<Found> select(Selector selector, AllocatorAgent agent) {
        return switch (selector) {
            case Selector.Named(var name) -> agent.attributes().first(name).map(Found::of);
            case Selector.Host host -> Optional.of(Found.named(agent.host()));
            case Selector.Region region -> agent.region().map(Found::named);
            case Selector.Zone zone -> agent.zone().map(Found::named);
        };
    }

    private static Predicate<Optional<Found>> predicate(
            AttributeConstraint.Predicate predicate, TextPatterns patterns) {
        return switch (predicate) {
            case AttributeConstraint.Predicate.Exists exists -> Optional::isPresent;
            case AttributeConstraint.Predicate.NotExists notExists -> Optional::isEmpty;
            case AttributeConstraint.Predicate.TextEquals(var text) -> is(text::equals, false);
            case AttributeConstraint.Predicate.TextNotEquals(var text) -> is(other -> !other.equals(text), true);
            case AttributeConstraint.Predicate.TextMatches(var regex) -> is(patterns.matching(regex), false);
            case AttributeConstraint.Predicate.TextNotMatches(var regex) ->
                is(patterns.matching(regex).negate(), true);
        };
    }

    /** @param whenAbsent whether it holds for what is not there */
    private static Predicate<Optional<Found>> is(Predicate<String> text, boolean whenAbsent) {
        return found ->
                found.map(value -> value.text().map(text::test).orElse(true)).orElse(whenAbsent);
    }
}
