package io.boreas.core.resource;

import java.util.Comparator;
import java.util.Optional;

/**
 * One layer of a reservation: for which role, never {@code *}, and who made it.
 *
 * <p>Source: Mesos, {@code Resource.ReservationInfo}.
 */
public record Reservation(Type type, Role role, Optional<String> principal, Labels labels)
        implements Comparable<Reservation> {
    private static final Comparator<Reservation> ORDER = Comparator.comparing(Reservation::role)
            .thenComparing(Reservation::type)
            .thenComparing(Reservation::principal, Order::options)
            .thenComparing(Reservation::labels);

    /** How a reservation came about. */
    public enum Type {
        /** By the agent's configuration; lasts as long as that does. */
        STATIC,
        /** By an operation of a framework or an operator; can be taken back. */
        DYNAMIC
    }

    public Reservation {
        if (role.isStar()) {
            throw new ResourceSyntaxException("role", "*", "the role resources are reserved for");
        }
    }

    /** What an agent's configuration reserves for a role. */
    public static Reservation fixed(Role role) {
        return new Reservation(Type.STATIC, role, Optional.empty(), Labels.none());
    }

    /** What is reserved for a role at run time. */
    public static Reservation dynamic(Role role) {
        return new Reservation(Type.DYNAMIC, role, Optional.empty(), Labels.none());
    }

    /** The same reservation, made by a principal. */
    public Reservation by(String principal) {
        return new Reservation(type, role, Optional.of(principal), labels);
    }

    /** The same reservation with labels. */
    public Reservation with(Labels labels) {
        return new Reservation(type, role, principal, labels);
    }

    @Override
    public int compareTo(Reservation other) {
        return ORDER.compare(this, other);
    }
}
