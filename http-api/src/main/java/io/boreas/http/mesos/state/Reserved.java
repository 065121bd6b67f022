package io.boreas.http.mesos.state;

import io.boreas.http.mesos.proto.Mesos;
import java.util.Optional;

/** Whose resources are, as access control lists ask. */
public final class Reserved {
    private Reserved() {}

    /** The role that they are reserved for, by the reservation on top. */
    @SuppressWarnings("deprecation") // both forms are taken
    public static String role(Mesos.Resource resource) {
        int count = resource.getReservationsCount();
        return count > 0 ? resource.getReservations(count - 1).getRole() : resource.getRole();
    }

    /** Who reserved them last. */
    public static Optional<String> reserver(Mesos.Resource resource) {
        int count = resource.getReservationsCount();
        var top = count > 0 ? resource.getReservations(count - 1) : resource.getReservation();
        return top.hasPrincipal() ? Optional.of(top.getPrincipal()) : Optional.empty();
    }

    /** Who made the volume that they are. */
    public static Optional<String> creator(Mesos.Resource resource) {
        var volume = resource.getDisk().getPersistence();
        return volume.hasPrincipal() ? Optional.of(volume.getPrincipal()) : Optional.empty();
    }
}
