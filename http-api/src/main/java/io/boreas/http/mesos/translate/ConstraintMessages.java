package io.boreas.http.mesos.translate;

import io.boreas.actors.gateway.RegularExpressions;
import io.boreas.core.allocator.AttributeConstraint;
import io.boreas.core.allocator.AttributeConstraint.Predicate;
import io.boreas.core.allocator.AttributeConstraint.Selector;
import io.boreas.core.allocator.OfferConstraints.Group;
import io.boreas.core.framework.FrameworkWish;
import io.boreas.http.mesos.proto.Scheduler;
import io.boreas.http.mesos.proto.Scheduler.AttributeConstraint.Selector.PseudoattributeType;
import io.boreas.http.mesos.proto.Scheduler.OfferConstraints;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Constraints of offers. Source: Mesos 1.11, {@code offer_constraints_filter.cpp}: what is refused, in which words. */
public final class ConstraintMessages {
    /** Constraints of one framework. Mesos has no bound; each costs something whenever an agent might be offered. */
    private static final int CONSTRAINTS_MAX = 1_000;

    private ConstraintMessages() {}

    /** The wish with these constraints, or with what is wrong with them. */
    static FrameworkWish constrain(FrameworkWish wish, OfferConstraints constraints, RegularExpressions patterns) {
        var named = new TreeMap<String, List<Group>>();
        constraints.getRoleConstraintsMap().keySet().forEach(role -> named.put(role, List.of()));
        try {
            var read = new TreeMap<String, List<Group>>();
            int left = CONSTRAINTS_MAX;
            for (var role : named.keySet()) {
                var groups = groups(role, constraints.getRoleConstraintsOrThrow(role), patterns);
                left -= groups.stream().mapToInt(group -> group.all().size()).sum();
                if (left < 0) {
                    throw new IllegalArgumentException("There are more than " + CONSTRAINTS_MAX + " constraints");
                }
                read.put(role, groups);
            }
            return wish.constrained(read, "");
        } catch (IllegalArgumentException e) {
            return wish.constrained(named, String.valueOf(e.getMessage()));
        }
    }

    private static List<Group> groups(
            String role, OfferConstraints.RoleConstraints constraints, RegularExpressions patterns) {
        if (constraints.getGroupsCount() == 0) {
            throw new IllegalArgumentException(
                    "'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role " + role);
        }
        var groups = new ArrayList<Group>();
        for (var group : constraints.getGroupsList()) {
            if (group.getAttributeConstraintsCount() == 0) {
                throw new IllegalArgumentException("'OfferConstraints::RoleConstraints::groups' for role " + role
                        + " contains an empty RoleConstraints::Group");
            }
            groups.add(new Group(group.getAttributeConstraintsList().stream()
                    .map(constraint -> constraint(role, constraint, patterns))
                    .toList()));
        }
        return groups;
    }

    private static AttributeConstraint constraint(
            String role, Scheduler.AttributeConstraint constraint, RegularExpressions patterns) {
        try {
            return new AttributeConstraint(
                    selector(constraint.getSelector()), predicate(constraint.getPredicate(), patterns));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "A role " + role + " has an invalid 'AttributeConstraint': " + e.getMessage(), e);
        }
    }

    private static Selector selector(Scheduler.AttributeConstraint.Selector selector) {
        return switch (selector.getSelectorCase()) {
            case ATTRIBUTE_NAME -> new Selector.Named(selector.getAttributeName());
            case PSEUDOATTRIBUTE_TYPE ->
                switch (selector.getPseudoattributeType()) {
                    case HOSTNAME -> new Selector.Host();
                    case REGION -> new Selector.Region();
                    case ZONE -> new Selector.Zone();
                    case UNKNOWN -> throw new IllegalArgumentException("Unknown pseudoattribute type");
                };
            case SELECTOR_NOT_SET ->
                throw new IllegalArgumentException("Exactly one of 'AttributeConstraint::Selector::name' or"
                        + " 'AttributeConstraint::Selector::pseudoattribute_type' must be set");
        };
    }

    private static Predicate predicate(Scheduler.AttributeConstraint.Predicate predicate, RegularExpressions patterns) {
        return switch (predicate.getPredicateCase()) {
            case EXISTS -> new Predicate.Exists();
            case NOT_EXISTS -> new Predicate.NotExists();
            case TEXT_EQUALS ->
                new Predicate.TextEquals(predicate.getTextEquals().getValue());
            case TEXT_NOT_EQUALS ->
                new Predicate.TextNotEquals(predicate.getTextNotEquals().getValue());
            case TEXT_MATCHES ->
                new Predicate.TextMatches(checked(predicate.getTextMatches().getRegex(), patterns));
            case TEXT_NOT_MATCHES ->
                new Predicate.TextNotMatches(
                        checked(predicate.getTextNotMatches().getRegex(), patterns));
            case PREDICATE_NOT_SET -> throw new IllegalArgumentException("Unknown predicate type");
        };
    }

    private static String checked(String regex, RegularExpressions patterns) {
        patterns.check(regex);
        return regex;
    }

    /** Constraints as they were said. */
    public static OfferConstraints message(io.boreas.core.allocator.OfferConstraints constraints) {
        var out = OfferConstraints.newBuilder();
        constraints.byRole().forEach((role, groups) -> {
            var said = OfferConstraints.RoleConstraints.newBuilder();
            for (var group : groups) {
                var all = said.addGroupsBuilder();
                group.all().forEach(constraint -> all.addAttributeConstraints(message(constraint)));
            }
            out.putRoleConstraints(role.name(), said.build());
        });
        return out.build();
    }

    private static Scheduler.AttributeConstraint message(AttributeConstraint constraint) {
        var out = Scheduler.AttributeConstraint.newBuilder();
        var selector = out.getSelectorBuilder();
        switch (constraint.selector()) {
            case Selector.Named(var name) -> selector.setAttributeName(name);
            case Selector.Host host -> selector.setPseudoattributeType(PseudoattributeType.HOSTNAME);
            case Selector.Region region -> selector.setPseudoattributeType(PseudoattributeType.REGION);
            case Selector.Zone zone -> selector.setPseudoattributeType(PseudoattributeType.ZONE);
        }
        var predicate = out.getPredicateBuilder();
        switch (constraint.predicate()) {
            case Predicate.Exists exists -> predicate.getExistsBuilder();
            case Predicate.NotExists notExists -> predicate.getNotExistsBuilder();
            case Predicate.TextEquals(var text) ->
                predicate.getTextEqualsBuilder().setValue(text);
            case Predicate.TextNotEquals(var text) ->
                predicate.getTextNotEqualsBuilder().setValue(text);
            case Predicate.TextMatches(var regex) ->
                predicate.getTextMatchesBuilder().setRegex(regex);
            case Predicate.TextNotMatches(var regex) ->
                predicate.getTextNotMatchesBuilder().setRegex(regex);
        }
        return out.build();
    }
}
