package io.boreas.core.resource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * On which terms a resource may be used; amounts of one name add up only on equal terms.
 *
 * <p>A stack or a sharing that breaks the rules below is refused with a {@link ResourceSyntaxException}.
 *
 * @param reservations the stack of reservations, the first made first; each later one is dynamic and for a strict child
 *     of the role before it
 * @param disk which disk, for {@code disk} alone
 * @param revocable whether it may be taken back at any time
 * @param shared whether several tasks may use it at once; only persistent volumes
 * @param allocation the role it is offered to or used by
 * @param provider the id of the resource provider it comes from
 */
public record Terms(
        List<Reservation> reservations,
        Optional<DiskInfo> disk,
        boolean revocable,
        boolean shared,
        Optional<Role> allocation,
        Optional<String> provider)
        implements Comparable<Terms> {

    /** The agent's own, for everyone. */
    public static final Terms PLAIN =
            new Terms(List.of(), Optional.empty(), false, false, Optional.empty(), Optional.empty());

    private static final Comparator<Terms> ORDER = Comparator.comparing(Terms::reservations, Order::lists)
            .thenComparing(Terms::revocable)
            .thenComparing(Terms::allocation, Order::options)
            .thenComparing(Terms::disk, Order::options)
            .thenComparing(Terms::shared)
            .thenComparing(Terms::provider, Order::options);

    public Terms {
        reservations = List.copyOf(reservations);
        for (int i = 1; i < reservations.size(); i++) {
            checkRefines(i, reservations.get(i), reservations.get(i - 1));
        }
        if (shared && disk.flatMap(DiskInfo::persistence).isEmpty()) {
            throw new ResourceSyntaxException("shared", "{}", "it on persistent volumes only");
        }
    }

    /** The agent's own, reserved by its configuration; plain for {@code *}. */
    public static Terms reservedTo(Role role) {
        return role.isStar() ? PLAIN : PLAIN.push(Reservation.fixed(role));
    }

    /** Whether no condition is set at all. */
    public boolean isPlain() {
        return equals(PLAIN);
    }

    /** Whether someone has reserved it. */
    public boolean isReserved() {
        return !reservations.isEmpty();
    }

    /** The role it is reserved for, the most refined one; {@code *} if it is not reserved. */
    public Role role() {
        return reservations.isEmpty() ? Role.STAR : reservations.getLast().role();
    }

    /** Whether a role may be offered it: it is not reserved, or for that role or an ancestor of it. */
    public boolean isAllocatableTo(Role role) {
        return reservations.isEmpty() || role.equals(role()) || role.isStrictChildOf(role());
    }

    /** Whether it is a persistent volume. */
    public boolean isPersistentVolume() {
        return disk.isPresent() && disk.get().persistence().isPresent();
    }

    /** Whether it is one thing, never divided nor joined with its like: a volume, or a disk given whole. */
    public boolean isWhole() {
        return disk.isPresent() && disk.get().isWhole();
    }

    /**
     * Reserved once more, on top.
     *
     * @throws ResourceSyntaxException if the reservation does not refine the one below it
     */
    public Terms push(Reservation reservation) {
        var stack = new ArrayList<>(reservations);
        stack.add(reservation);
        return reserved(stack);
    }

    /**
     * Without the reservation on top.
     *
     * @throws IllegalStateException if there is none
     */
    public Terms pop() {
        if (reservations.isEmpty()) {
            throw new IllegalStateException("not reserved: no reservation to take off");
        }
        return reserved(reservations.subList(0, reservations.size() - 1));
    }

    /** With another stack of reservations. */
    public Terms reserved(List<Reservation> stack) {
        return new Terms(stack, disk, revocable, shared, allocation, provider);
    }

    /** On a disk. */
    public Terms on(DiskInfo info) {
        return new Terms(reservations, Optional.of(info), revocable, shared, allocation, provider);
    }

    /** Revocable. */
    public Terms asRevocable() {
        return new Terms(reservations, disk, true, shared, allocation, provider);
    }

    /** Shared. */
    public Terms asShared() {
        return new Terms(reservations, disk, revocable, true, allocation, provider);
    }

    /** Allocated to a role. */
    public Terms allocatedTo(Role role) {
        return new Terms(reservations, disk, revocable, shared, Optional.of(role), provider);
    }

    /** Allocated to nobody. */
    public Terms unallocated() {
        return allocation.isEmpty()
                ? this
                : new Terms(reservations, disk, revocable, shared, Optional.empty(), provider);
    }

    /** From a resource provider. */
    public Terms from(String providerId) {
        return new Terms(reservations, disk, revocable, shared, allocation, Optional.of(providerId));
    }

    @Override
    public int compareTo(Terms other) {
        return ORDER.compare(this, other);
    }

    private static void checkRefines(int index, Reservation upper, Reservation lower) {
        String where = "reservations[" + index + "]";
        if (upper.type() == Reservation.Type.STATIC) {
            throw new ResourceSyntaxException(where + ".type", "STATIC", "DYNAMIC: only the first one may be STATIC");
        }
        if (!upper.role().isStrictChildOf(lower.role())) {
            throw new ResourceSyntaxException(
                    where + ".role",
                    upper.role().name(),
                    "a role below " + lower.role().name());
        }
    }
}
