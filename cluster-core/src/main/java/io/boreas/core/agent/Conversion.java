package io.boreas.core.agent;

import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.Reservation;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.resource.Scalar;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What an operation makes of what was offered. Source: Mesos, {@code master/validation.cpp}, operation. */
sealed interface Conversion {
    String NO_PROVIDERS = "CREATE_DISK and DESTROY_DISK need a storage resource provider, which no agent here has";

    /** Characters of the id of a volume at most: it is the name of a folder. */
    int FILE_NAME_MAX = 255;

    /** It can be done. */
    record Fits(Resources consumed, Resources made) implements Conversion {}

    /** It makes no sense. */
    record Misfit(String message) implements Conversion {}

    /** It makes sense, and what it consumes is not there. */
    record Lacks(Resources consumed, String message) implements Conversion {}

    /**
     * On which operations are decided.
     *
     * @param role whose the offers are; none where an operator asks
     * @param left what may be used: what is left of the offers, or of the agent
     * @param sharing whether shared volumes may be created
     */
    record Rules(Agent agent, Optional<Role> role, Resources left, Optional<String> principal, boolean sharing) {
        Conversion of(Operation.OnResources operation) {
            return switch (operation) {
                case Operation.Reserve(var id, var resources) -> reserve(resources);
                case Operation.Unreserve(var id, var resources) -> unreserve(resources);
                case Operation.Create(var id, var volumes) -> create(volumes);
                case Operation.Destroy(var id, var volumes) -> destroy(volumes);
                case Operation.GrowVolume(var id, var volume, var addition) -> grow(volume, addition);
                case Operation.ShrinkVolume(var id, var volume, long milli) -> shrink(volume, milli);
            };
        }

        private Conversion reserve(Resources wish) {
            for (var resource : wish.toList()) {
                var problem = reservation(resource, "RESERVE").or(() -> reserver(resource));
                if (problem.isPresent()) {
                    return new Misfit("Invalid RESERVE operation: " + problem.get());
                }
            }
            return within("RESERVE", wish, wish, r -> r.on(r.terms().pop()), UnaryOperator.identity());
        }

        private Conversion unreserve(Resources wish) {
            for (var resource : wish.toList()) {
                var problem = reservation(resource, "UNRESERVE");
                if (problem.isPresent()) {
                    return new Misfit("Invalid UNRESERVE operation: " + problem.get());
                }
            }
            return within(
                    "UNRESERVE",
                    wish,
                    wish,
                    UnaryOperator.identity(),
                    r -> r.on(r.terms().pop()));
        }

        private Conversion create(Resources wish) {
            var ids = new HashSet<String>();
            for (var volume : wish.toList()) {
                var problem = volume(volume)
                        .or(() -> creator(volume))
                        .or(() -> ids.add(DestroyedVolumes.name(volume)) && !exists(volume)
                                ? Optional.empty()
                                : Optional.of("Persistence ID '" + id(volume) + "' already exists on role '"
                                        + volume.terms().role() + "'"));
                if (problem.isPresent()) {
                    return new Misfit("Invalid CREATE operation: " + problem.get());
                }
            }
            return within("CREATE", wish, wish, Conversions::disk, UnaryOperator.identity());
        }

        private Conversion destroy(Resources wish) {
            if (agent.hosted().destroyed().waiting().size() + wish.toList().size() > DestroyedVolumes.WAITING_MAX) {
                return new Misfit("Invalid DESTROY operation: the agent has yet to delete the data of "
                        + agent.hosted().destroyed().waiting().size() + " volumes");
            }
            for (var volume : wish.toList()) {
                if (!volume.terms().isPersistentVolume()) {
                    return new Misfit("Invalid DESTROY operation: " + volume + " is no persistent volume");
                }
                if (agent.used().contains(volume)) {
                    return new Misfit("Invalid DESTROY operation: Persistent volumes in use: " + volume);
                }
            }
            return within("DESTROY", wish, wish, UnaryOperator.identity(), Conversions::disk);
        }

        private Conversion grow(Resource volume, Resource addition) {
            var problem = resizable(volume)
                    .or(() -> volume.value() instanceof Scalar
                                    && addition.value() instanceof Scalar
                                    && addition.terms()
                                            .equals(Conversions.disk(volume).terms())
                                    && addition.name().equals(volume.name())
                                    && !addition.value().isEmpty()
                            ? Optional.empty()
                            : Optional.of("the addition must be disk on the terms of the volume " + volume + ", not "
                                    + addition));
            if (problem.isPresent()) {
                return new Misfit("Invalid GROW_VOLUME operation: " + problem.get());
            }
            var grown = volume.with(new Scalar(milli(volume) + milli(addition)));
            return within("GROW_VOLUME", Resources.of(volume, addition), Resources.of(grown));
        }

        private Conversion shrink(Resource volume, long milli) {
            var problem = resizable(volume)
                    .or(() -> milli > 0 && milli < milli(volume)
                            ? Optional.empty()
                            : Optional.of(
                                    "what is subtracted must be more than nothing and less than the volume " + volume));
            if (problem.isPresent()) {
                return new Misfit("Invalid SHRINK_VOLUME operation: " + problem.get());
            }
            var shrunk = volume.with(new Scalar(milli(volume) - milli));
            var freed = Conversions.disk(volume).with(new Scalar(milli));
            return within("SHRINK_VOLUME", Resources.of(volume), Resources.of(shrunk, freed));
        }

        private Conversion within(
                String what,
                Resources from,
                Resources to,
                UnaryOperator<Resource> before,
                UnaryOperator<Resource> after) {
            var consumed = Resources.of(from.toList().stream().map(before).toList());
            var made = Resources.of(to.toList().stream().map(after).toList());
            return within(what, consumed, made);
        }

        private Conversion within(String what, Resources consumed, Resources made) {
            if (consumed.isEmpty()) {
                return new Misfit("Invalid " + what + " operation: no resources specified");
            }
            return left.contains(consumed)
                    ? new Fits(consumed, made)
                    : new Lacks(consumed, "Invalid " + what + " operation: " + left + " does not contain " + consumed);
        }

        /** What holds for what is reserved and unreserved alike. */
        private static Optional<String> reservation(Resource resource, String what) {
            var terms = resource.terms();
            if (!terms.isReserved() || terms.reservations().getLast().type() != Reservation.Type.DYNAMIC) {
                return Optional.of("Resource " + resource + " is not dynamically reserved");
            }
            if (terms.isPersistentVolume()) {
                return Optional.of(
                        what.equals("UNRESERVE")
                                ? "A dynamically reserved persistent volume " + resource
                                        + " cannot be unreserved directly. Please destroy the persistent volume first"
                                        + " then unreserve the resource"
                                : "A persistent volume " + resource + " must already be reserved");
            }
            return terms.revocable()
                    ? Optional.of("Resource " + resource + " is revocable and cannot be reserved")
                    : Optional.empty();
        }

        private Optional<String> reserver(Resource resource) {
            var top = resource.terms().reservations().getLast();
            var other = role.filter(its -> !its.equals(top.role()));
            if (other.isPresent()) {
                return Optional.of("A reserve operation was attempted for a resource with role '" + top.role()
                        + "', but the framework can only reserve resources with role '" + other.get() + "'");
            }
            return principal.isPresent() && !top.principal().equals(principal)
                    ? Optional.of("A reserve operation was attempted by authenticated principal '" + principal.get()
                            + "', which does not match the principal of the reservation")
                    : Optional.empty();
        }

        private static Optional<String> volume(Resource volume) {
            var disk = volume.terms().disk();
            if (!volume.terms().isPersistentVolume()
                    || disk.flatMap(DiskInfo::volume).isEmpty()) {
                return Optional.of("Resource " + volume + " is no persistent volume");
            }
            var mount = disk.flatMap(DiskInfo::volume).orElseThrow();
            if (mount.hostPath().isPresent()) {
                return Optional.of("Expecting 'host_path' to be unset for persistent volume");
            }
            if (mount.mode() != DiskInfo.Mode.RW) {
                return Optional.of("Read-only persistent volume not supported");
            }
            if (!isFileName(id(volume))) {
                return Optional.of("Persistence ID '" + id(volume) + "' contains invalid characters");
            }
            if (!isWithinSandbox(mount.containerPath())) {
                return Optional.of("The container path '" + mount.containerPath()
                        + "' of a persistent volume must be a path within the sandbox");
            }
            if (volume.terms().revocable()) {
                return Optional.of("Persistent volumes cannot be created from revocable resources");
            }
            return volume.terms().isReserved()
                    ? Optional.empty()
                    : Optional.of("Persistent volumes cannot be created from unreserved resources");
        }

        /** Source: Mesos, {@code common/validation.cpp}, {@code validateID}. */
        private static boolean isFileName(String name) {
            return name.length() <= FILE_NAME_MAX
                    && !name.equals(".")
                    && !name.equals("..")
                    && name.chars().noneMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c));
        }

        /** Tasks share their agent's file system, so that a volume can appear nowhere else. */
        private static boolean isWithinSandbox(String path) {
            return Arrays.stream(path.split("/", -1)).allMatch(part -> !part.isEmpty() && isFileName(part));
        }

        private Optional<String> creator(Resource volume) {
            if (volume.terms().shared() && !sharing) {
                return Optional.of("A shared volume needs the capability SHARED_RESOURCES");
            }
            var by = persistence(volume).principal();
            return principal.isPresent() && !by.equals(principal)
                    ? Optional.of("Create volume operation attempted by authenticated principal '" + principal.get()
                            + "', which does not match the principal of the volume")
                    : Optional.empty();
        }

        private boolean exists(Resource volume) {
            return agent.total().persistentVolumes().toList().stream()
                    .anyMatch(known -> DestroyedVolumes.name(known).equals(DestroyedVolumes.name(volume)));
        }

        private static String id(Resource volume) {
            return persistence(volume).id();
        }

        private static DiskInfo.Persistence persistence(Resource volume) {
            return volume.terms().disk().flatMap(DiskInfo::persistence).orElseThrow();
        }

        private static Optional<String> resizable(Resource volume) {
            if (!volume.terms().isPersistentVolume()) {
                return Optional.of(volume + " is no persistent volume");
            }
            if (volume.terms().shared()) {
                return Optional.of("the size of a shared volume cannot change");
            }
            boolean mounted = volume.terms()
                    .disk()
                    .flatMap(DiskInfo::source)
                    .filter(source -> source.type() == DiskInfo.SourceType.MOUNT)
                    .isPresent();
            return mounted ? Optional.of("the size of a volume on a MOUNT disk cannot change") : Optional.empty();
        }

        private static long milli(Resource resource) {
            return resource.value() instanceof Scalar(long milli) ? milli : 0;
        }
    }
}
