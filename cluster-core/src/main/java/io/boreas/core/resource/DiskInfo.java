package io.boreas.core.resource;

import java.util.Comparator;
import java.util.Optional;

/** Which disk an amount of disk is on, and which volume it is. Source: Mesos, {@code Resource.DiskInfo}. */
public record DiskInfo(Optional<Persistence> persistence, Optional<Mount> volume, Optional<Source> source)
        implements Comparable<DiskInfo> {
    private static final Comparator<DiskInfo> ORDER = Comparator.comparing(DiskInfo::source, Order::options)
            .thenComparing(DiskInfo::persistence, Order::options)
            .thenComparing(DiskInfo::volume, Order::options);

    /**
     * What makes a volume outlive its task.
     *
     * @param id unique per role and agent
     * @param principal who created the volume
     */
    public record Persistence(String id, Optional<String> principal) implements Comparable<Persistence> {
        private static final Comparator<Persistence> ORDER =
                Comparator.comparing(Persistence::id).thenComparing(Persistence::principal, Order::options);

        public Persistence {
            if (id.isEmpty()) {
                throw new ResourceSyntaxException("id", id, "the id of a volume");
            }
        }

        @Override
        public int compareTo(Persistence other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * Where a volume appears in a container.
     *
     * @param hostPath path outside the container; persistent volumes have none
     */
    public record Mount(String containerPath, Mode mode, Optional<String> hostPath) implements Comparable<Mount> {
        private static final Comparator<Mount> ORDER = Comparator.comparing(Mount::containerPath)
                .thenComparing(Mount::mode)
                .thenComparing(Mount::hostPath, Order::options);

        @Override
        public int compareTo(Mount other) {
            return ORDER.compare(this, other);
        }
    }

    /** Whether a container may write. */
    public enum Mode {
        /** Read and write. */
        RW,
        /** Read only. */
        RO
    }

    /** The kind of a disk. */
    public enum SourceType {
        /** A directory on a disk shared by many; amounts of one root add up. */
        PATH,
        /** A file system given whole to one user. */
        MOUNT,
        /** A block device given whole to one user. */
        BLOCK,
        /** Storage not yet made into a disk; with an id it is one disk, without it is a pool. */
        RAW
    }

    /**
     * The disk.
     *
     * @param root where a PATH or MOUNT disk is mounted; others have none
     */
    public record Source(
            SourceType type,
            Optional<String> root,
            Optional<String> vendor,
            Optional<String> id,
            Optional<String> profile,
            Labels metadata)
            implements Comparable<Source> {
        private static final Comparator<Source> ORDER = Comparator.comparing(Source::type)
                .thenComparing(Source::root, Order::options)
                .thenComparing(Source::vendor, Order::options)
                .thenComparing(Source::id, Order::options)
                .thenComparing(Source::profile, Order::options)
                .thenComparing(Source::metadata);

        public Source {
            boolean rooted = type == SourceType.PATH || type == SourceType.MOUNT;
            if (!rooted && root.isPresent()) {
                throw new ResourceSyntaxException("root", root.get(), "no path or mount for a " + type + " disk");
            }
        }

        /** A disk of which only kind and root are known. */
        public static Source of(SourceType type, Optional<String> root) {
            return new Source(type, root, Optional.empty(), Optional.empty(), Optional.empty(), Labels.none());
        }

        @Override
        public int compareTo(Source other) {
            return ORDER.compare(this, other);
        }
    }

    /** Space on a disk. */
    public static DiskInfo on(Source source) {
        return new DiskInfo(Optional.empty(), Optional.empty(), Optional.of(source));
    }

    /** A persistent volume on the agent's own disk, writable in its container. */
    public static DiskInfo persistent(String id, String containerPath) {
        var persistence = new Persistence(id, Optional.empty());
        var volume = new Mount(containerPath, Mode.RW, Optional.empty());
        return new DiskInfo(Optional.of(persistence), Optional.of(volume), Optional.empty());
    }

    /** Whether this disk is one thing, which is had whole or not at all. */
    boolean isWhole() {
        return persistence.isPresent() || source.map(DiskInfo::isWhole).orElse(false);
    }

    @Override
    public int compareTo(DiskInfo other) {
        return ORDER.compare(this, other);
    }

    private static boolean isWhole(Source source) {
        return switch (source.type()) {
            case PATH -> false;
            case MOUNT, BLOCK -> true;
            case RAW -> source.id().isPresent();
        };
    }
}
