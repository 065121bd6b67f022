package io.boreas.core.framework;

import io.boreas.core.allocator.OfferConstraints;
import io.boreas.core.allocator.OfferMinimum;
import io.boreas.core.resource.ResourceSyntaxException;
import io.boreas.core.resource.Role;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Whether a framework may be what it says. Source: Mesos, {@code master/validation.cpp}, framework. */
sealed interface FrameworkCheck {
    /** Longest failover timeout in seconds. Source: Mesos, the longest duration in nanoseconds of 64 bits. */
    double FAILOVER_SECONDS_MAX = 9_223_372_036.0;

    /** It may. */
    record Good(FrameworkInfo info, SortedSet<Role> suppressed) implements FrameworkCheck {
        public Good {
            suppressed = Collections.unmodifiableSortedSet(new TreeSet<>(suppressed));
        }
    }

    /** It may not. */
    record Bad(String message) implements FrameworkCheck {}

    static FrameworkCheck of(FrameworkWish wish) {
        var named = roleNames(wish);
        if (named instanceof Named.Wrong(var message)) {
            return new Bad(message);
        }
        var roles = new TreeSet<Role>();
        for (var name : ((Named.Right) named).names()) {
            try {
                if (!roles.add(new Role(name))) {
                    return new Bad("'FrameworkInfo.roles' contains duplicate items: " + name);
                }
            } catch (ResourceSyntaxException e) {
                return new Bad("'FrameworkInfo.roles' contains invalid role: " + e.getMessage());
            }
        }
        double seconds = wish.failoverSeconds();
        if (!(seconds >= 0 && seconds <= FAILOVER_SECONDS_MAX)) {
            return new Bad("The framework failover_timeout (" + seconds + ") is invalid: it is 0 to "
                    + (long) FAILOVER_SECONDS_MAX + " seconds");
        }
        var suppressed = new TreeSet<Role>();
        for (var name : wish.suppressed()) {
            var role = roles.stream().filter(known -> known.name().equals(name)).findFirst();
            if (role.isEmpty()) {
                return new Bad("Suppressed role '" + name + "' is not contained in the list of roles");
            }
            suppressed.add(role.get());
        }
        var constraints = new TreeMap<Role, List<OfferConstraints.Group>>();
        for (var constrained : wish.constraints().entrySet()) {
            var name = constrained.getKey();
            var role = roles.stream().filter(known -> known.name().equals(name)).findFirst();
            if (role.isEmpty()) {
                return new Bad("Offer constraints specify `role_constraints` for a role '" + name
                        + "' not contained in the set of roles");
            }
            constraints.put(role.get(), constrained.getValue());
        }
        if (!wish.constraintsFault().isEmpty()) {
            return new Bad("Offer constraints are not valid: " + wish.constraintsFault());
        }
        if (!wish.minimumsFault().isEmpty()) {
            return new Bad(wish.minimumsFault());
        }
        var minimums = new TreeMap<Role, List<OfferMinimum>>();
        for (var role : roles) {
            var said = wish.minimums().get(role.name());
            if (said != null) {
                minimums.put(role, said);
            }
        }
        var info = new FrameworkInfo(
                wish.name(),
                wish.user(),
                wish.principal(),
                wish.checkpoint(),
                Duration.ofMillis(Math.round(seconds * 1_000)),
                roles,
                wish.capabilities(),
                wish.payload(),
                constraints.isEmpty() ? Optional.empty() : Optional.of(new OfferConstraints(constraints)),
                minimums);
        return new Good(info, suppressed);
    }

    /** What may never change. */
    static Optional<String> change(FrameworkInfo from, FrameworkInfo to) {
        if (!from.principal().equals(to.principal())) {
            return Optional.of("Updating 'FrameworkInfo.principal' is unsupported");
        }
        if (!from.user().equals(to.user())) {
            return Optional.of("Updating 'FrameworkInfo.user' is unsupported");
        }
        if (from.checkpoint() != to.checkpoint()) {
            return Optional.of("Updating 'FrameworkInfo.checkpoint' is unsupported");
        }
        return Optional.empty();
    }

    /** The names of the roles, or why there are none to speak of. */
    sealed interface Named {
        /** These. */
        record Right(List<String> names) implements Named {}

        /** Told in the wrong field. */
        record Wrong(String message) implements Named {}
    }

    private static Named roleNames(FrameworkWish wish) {
        if (wish.capabilities().contains(Capability.MULTI_ROLE)) {
            return wish.role().isPresent()
                    ? new Named.Wrong("'FrameworkInfo.role' must not be set when the framework is MULTI_ROLE capable")
                    : new Named.Right(wish.roles());
        }
        return wish.roles().isEmpty()
                ? new Named.Right(List.of(wish.role().orElse("*")))
                : new Named.Wrong("'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable");
    }
}
