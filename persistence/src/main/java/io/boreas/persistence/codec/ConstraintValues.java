package io.boreas.persistence.codec;

import io.boreas.core.allocator.AttributeConstraint;
import io.boreas.core.allocator.AttributeConstraint.Predicate;
import io.boreas.core.allocator.AttributeConstraint.Selector;
import io.boreas.core.allocator.OfferConstraints;
import io.boreas.core.resource.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Constraints of offers; see {@code boreas/journal/v1/framework.proto}. */
final class ConstraintValues {
    private ConstraintValues() {}

    static void write(Encoder out, int field, OfferConstraints constraints) {
        constraints.byRole().forEach((role, groups) -> {
            int mark = out.begin(field);
            out.text(1, role.name());
            groups.forEach(group -> write(out, group));
            out.end(mark);
        });
    }

    private static void write(Encoder out, OfferConstraints.Group group) {
        int mark = out.begin(2);
        group.all().forEach(constraint -> write(out, constraint));
        out.end(mark);
    }

    private static void write(Encoder out, AttributeConstraint constraint) {
        int mark = out.begin(1);
        switch (constraint.selector()) {
            case Selector.Named(var name) -> out.present(1, out.index(name));
            case Selector.Host host -> out.flag(2, true);
            case Selector.Region region -> out.flag(3, true);
            case Selector.Zone zone -> out.flag(4, true);
        }
        switch (constraint.predicate()) {
            case Predicate.Exists exists -> out.flag(5, true);
            case Predicate.NotExists notExists -> out.flag(6, true);
            case Predicate.TextEquals(var text) -> out.present(7, out.index(text));
            case Predicate.TextNotEquals(var text) -> out.present(8, out.index(text));
            case Predicate.TextMatches(var regex) -> out.present(9, out.index(regex));
            case Predicate.TextNotMatches(var regex) -> out.present(10, out.index(regex));
        }
        out.end(mark);
    }

    /** Reads those of one role. */
    static void readRole(Decoder in, Map<Role, List<OfferConstraints.Group>> byRole) {
        String role = "";
        var groups = new ArrayList<OfferConstraints.Group>();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> role = in.sharedText();
                case 2 -> groups.add(group(in));
                default -> in.unknown("RoleConstraints");
            }
        }
        in.close(outer);
        byRole.put(new Role(role), List.copyOf(groups));
    }

    private static OfferConstraints.Group group(Decoder in) {
        var all = new ArrayList<AttributeConstraint>();
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> all.add(constraint(in));
                default -> in.unknown("ConstraintGroup");
            }
        }
        in.close(outer);
        return new OfferConstraints.Group(all);
    }

    private static AttributeConstraint constraint(Decoder in) {
        @Nullable Selector selector = null;
        @Nullable Predicate predicate = null;
        int outer = in.open();
        while (in.next() != 0) {
            switch (in.field()) {
                case 1 -> selector = new Selector.Named(in.sharedText());
                case 2 -> selector = in.bool() ? new Selector.Host() : selector;
                case 3 -> selector = in.bool() ? new Selector.Region() : selector;
                case 4 -> selector = in.bool() ? new Selector.Zone() : selector;
                case 5 -> predicate = in.bool() ? new Predicate.Exists() : predicate;
                case 6 -> predicate = in.bool() ? new Predicate.NotExists() : predicate;
                case 7 -> predicate = new Predicate.TextEquals(in.text());
                case 8 -> predicate = new Predicate.TextNotEquals(in.text());
                case 9 -> predicate = new Predicate.TextMatches(in.text());
                case 10 -> predicate = new Predicate.TextNotMatches(in.text());
                default -> in.unknown("AttributeConstraint");
            }
        }
        in.close(outer);
        return new AttributeConstraint(
                in.required(selector, "what a constraint looks at"), in.required(predicate, "what a constraint wants"));
    }
}
