package io.boreas.core.resource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A sum of resources: immutable, in one canonical order, so that equal sums are equal however they were made.
 *
 * <p>Amounts of one name on equal terms are one amount. What is had whole (persistent volumes, MOUNT and BLOCK disks, RAW
 * disks with an id) never merges. A shared volume counts: adding it twice takes taking it away twice. Nothing empty is
 * kept. Source: Mesos, {@code Resources}; numbered and named units are sets there too, so adding a port that is already
 * there changes nothing.
 *
 * <p>Nearly every sum in a cell is some plain cpus, mem, disk and ports. Those sit in fields, and arithmetic on them is
 * a few additions; everything else is in a sorted array. Keep what you compute with unallocated, and the role beside it:
 * an allocated sum has no fast path.
 */
public final class Resources implements Comparable<Resources> {
    private static final Resources EMPTY = new Resources(0, 0, 0, 0, Ranges.empty(), ResourceBag.NONE);

    private final long cpus;
    private final long mem;
    private final long disk;
    private final long gpus;
    private final Ranges ports;

    /** All that is not a standard resource on plain terms; see {@link ResourceBag}. */
    private final Resource[] others;

    private Resources(long cpus, long mem, long disk, long gpus, Ranges ports, Resource[] others) {
        this.cpus = cpus;
        this.mem = mem;
        this.disk = disk;
        this.gpus = gpus;
        this.ports = ports;
        this.others = others;
    }

    /** Nothing. */
    public static Resources empty() {
        return EMPTY;
    }

    /**
     * Plain cpus, mem and disk, in thousandths (of a core, of a MB), and ports.
     *
     * @throws IllegalArgumentException if an amount is outside the bounds of {@link Scalar}
     */
    public static Resources plain(long cpusMilli, long memMilli, long diskMilli, Ranges ports) {
        long cpus = new Scalar(cpusMilli).milli();
        long mem = new Scalar(memMilli).milli();
        long disk = new Scalar(diskMilli).milli();
        return new Resources(cpus, mem, disk, 0, ports, ResourceBag.NONE);
    }

    /** The sum of the given resources. */
    public static Resources of(Resource... resources) {
        return of(List.of(resources));
    }

    /**
     * The sum of the given resources.
     *
     * @throws ArithmeticException if amounts of one name exceed {@link Scalar#MAX_MILLI}
     */
    public static Resources of(Collection<Resource> resources) {
        long cpus = 0;
        long mem = 0;
        long disk = 0;
        long gpus = 0;
        Ranges ports = Ranges.empty();
        var others = new ArrayList<Resource>();
        for (Resource resource : resources) {
            Value value = resource.value();
            switch (resource.terms().isPlain() ? resource.name() : "") {
                case Resource.CPUS -> cpus = Scalar.sum(cpus, milli(value));
                case Resource.MEM -> mem = Scalar.sum(mem, milli(value));
                case Resource.DISK -> disk = Scalar.sum(disk, milli(value));
                case Resource.GPUS -> gpus = Scalar.sum(gpus, milli(value));
                case Resource.PORTS -> ports = value instanceof Ranges more ? ports.union(more) : ports;
                default -> others.add(resource);
            }
        }
        others.removeIf(resource -> resource.value().isEmpty());
        return new Resources(cpus, mem, disk, gpus, ports, ResourceBag.of(others));
    }

    /**
     * The resources a text such as {@code cpus:4;mem:8192;ports:[31000-32000]} stands for; see {@link ResourceText}.
     *
     * @throws ResourceSyntaxException if the text is not of that form
     */
    public static Resources parse(String text) {
        return ResourceText.parse(text, Role.STAR);
    }

    /** Whether nothing is there. */
    public boolean isEmpty() {
        return isPlain() && (cpus | mem | disk | gpus) == 0 && ports.isEmpty();
    }

    /** Whether there is nothing but standard resources on plain terms. */
    public boolean isPlain() {
        return others.length == 0;
    }

    /** Cores on all terms together, in thousandths. */
    public long cpusMilli() {
        return isPlain() ? cpus : scalarMilli(Resource.CPUS);
    }

    /** Memory on all terms together, in thousandths of a MB. */
    public long memMilli() {
        return isPlain() ? mem : scalarMilli(Resource.MEM);
    }

    /** Disk on all terms together, in thousandths of a MB; a shared volume counts once. */
    public long diskMilli() {
        return isPlain() ? disk : scalarMilli(Resource.DISK);
    }

    /** GPUs on all terms together, in thousandths. */
    public long gpusMilli() {
        return isPlain() ? gpus : scalarMilli(Resource.GPUS);
    }

    /** Ports on all terms together. */
    public Ranges ports() {
        return isPlain() ? ports : ranges(Resource.PORTS);
    }

    /**
     * The amount of a name on all terms together, in thousandths; 0 if there is none, the largest long if it is more. A
     * shared volume counts once.
     */
    public long scalarMilli(String name) {
        long plain =
                switch (name) {
                    case Resource.CPUS -> cpus;
                    case Resource.MEM -> mem;
                    case Resource.DISK -> disk;
                    case Resource.GPUS -> gpus;
                    default -> 0;
                };
        return ResourceBag.scalarMilli(others, name, plain);
    }

    /** The numbers of a name on all terms together. */
    public Ranges ranges(String name) {
        return ResourceBag.ranges(others, name, name.equals(Resource.PORTS) ? ports : Ranges.empty());
    }

    /** The items of a name on all terms together. */
    public TextSet items(String name) {
        return ResourceBag.items(others, name);
    }

    /** All amounts by name, in thousandths, whatever their terms; a shared volume counts once. */
    public SortedMap<String, Long> scalars() {
        var scalars = new TreeMap<String, Long>();
        for (Resource resource : toList()) {
            if (resource.value() instanceof Scalar) {
                scalars.computeIfAbsent(resource.name(), this::scalarMilli);
            }
        }
        return Collections.unmodifiableSortedMap(scalars);
    }

    /**
     * Both together.
     *
     * @throws ArithmeticException if an amount exceeds {@link Scalar#MAX_MILLI}
     */
    public Resources plus(Resources other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        return new Resources(
                Scalar.sum(cpus, other.cpus),
                Scalar.sum(mem, other.mem),
                Scalar.sum(disk, other.disk),
                Scalar.sum(gpus, other.gpus),
                ports.union(other.ports),
                ResourceBag.sum(others, other.others));
    }

    /** One resource more; see {@link #plus(Resources)}. */
    public Resources plus(Resource resource) {
        return plus(of(resource));
    }

    /**
     * What is left when the other is taken away.
     *
     * @throws IllegalArgumentException if the other is not contained in this
     */
    public Resources minus(Resources other) {
        return minusIfContained(other)
                .orElseThrow(() -> new IllegalArgumentException(this + " does not contain " + other));
    }

    /** What is left when the other is taken away; nothing if the other is not contained in this. */
    public Optional<Resources> minusIfContained(Resources other) {
        if (other.isEmpty()) {
            return Optional.of(this);
        }
        if (!containsPlain(other)) {
            return Optional.empty();
        }
        return ResourceBag.difference(others, other.others)
                .map(rest -> new Resources(
                        cpus - other.cpus,
                        mem - other.mem,
                        disk - other.disk,
                        gpus - other.gpus,
                        ports.minus(other.ports),
                        rest));
    }

    /** Whether the other could be taken away: all of it is here, on the same terms. */
    public boolean contains(Resources other) {
        return containsPlain(other) && ResourceBag.contains(others, other.others);
    }

    /** Whether one resource could be taken away; see {@link #contains(Resources)}. */
    public boolean contains(Resource resource) {
        return contains(of(resource));
    }

    /** Those that pass the test. */
    public Resources filter(Predicate<Resource> test) {
        return of(toList().stream().filter(test).toList());
    }

    /** What nobody has reserved. */
    public Resources unreserved() {
        return isPlain() ? this : filter(r -> !r.terms().isReserved());
    }

    /** What someone has reserved. */
    public Resources reserved() {
        return isPlain() ? EMPTY : filter(r -> r.terms().isReserved());
    }

    /** What is reserved for exactly this role, on top of its stack; for {@code *}, what is not reserved. */
    public Resources reservedTo(Role role) {
        return role.isStar() ? unreserved() : filter(r -> r.terms().role().equals(role));
    }

    /** What may be offered to a role: unreserved, or reserved for it or an ancestor of it. */
    public Resources allocatableTo(Role role) {
        return isPlain() ? this : filter(r -> r.terms().isAllocatableTo(role));
    }

    /** What may be taken back at any time. */
    public Resources revocable() {
        return isPlain() ? EMPTY : filter(r -> r.terms().revocable());
    }

    /** What may be kept. */
    public Resources nonRevocable() {
        return isPlain() ? this : filter(r -> !r.terms().revocable());
    }

    /** Shared volumes, each as often as it is here. */
    public Resources shared() {
        return isPlain() ? EMPTY : filter(r -> r.terms().shared());
    }

    /** The persistent volumes. */
    public Resources persistentVolumes() {
        return isPlain() ? EMPTY : filter(r -> r.terms().isPersistentVolume());
    }

    /** What is reserved, by role. */
    public SortedMap<Role, Resources> reservations() {
        return byRole(terms -> Optional.of(terms.role()).filter(role -> !role.isStar()));
    }

    /** What is allocated, by role. */
    public SortedMap<Role, Resources> allocations() {
        return byRole(Terms::allocation);
    }

    /**
     * All of it reserved once more, on top.
     *
     * @throws ResourceSyntaxException if the reservation does not refine each one it is put upon
     */
    public Resources push(Reservation reservation) {
        return onTerms(terms -> terms.push(reservation));
    }

    /**
     * All of it without the reservation on top.
     *
     * @throws IllegalStateException if some of it is not reserved
     */
    public Resources pop() {
        return onTerms(Terms::pop);
    }

    /** All of it without any reservation. */
    public Resources toUnreserved() {
        return isPlain() ? this : onTerms(terms -> terms.reserved(List.of()));
    }

    /** All of it allocated to a role, instead of to another. */
    public Resources allocate(Role role) {
        return onTerms(terms -> terms.allocatedTo(role));
    }

    /** All of it allocated to nobody. */
    public Resources unallocate() {
        return isPlain() ? this : onTerms(Terms::unallocated);
    }

    /** All of it on other terms. */
    public Resources onTerms(UnaryOperator<Terms> change) {
        return of(toList().stream().map(r -> r.on(change.apply(r.terms()))).toList());
    }

    /** All resources in canonical order, a shared one as often as it is here. */
    public List<Resource> toList() {
        var list = new ArrayList<Resource>(5 + others.length);
        addScalar(list, Resource.CPUS, cpus);
        addScalar(list, Resource.MEM, mem);
        addScalar(list, Resource.DISK, disk);
        addScalar(list, Resource.GPUS, gpus);
        if (!ports.isEmpty()) {
            list.add(Resource.of(Resource.PORTS, ports));
        }
        Collections.addAll(list, others);
        return Collections.unmodifiableList(list);
    }

    /** A total order that agrees with equality; it says nothing about which is more. */
    @Override
    public int compareTo(Resources other) {
        int order = Long.compare(cpus, other.cpus);
        order = order != 0 ? order : Long.compare(mem, other.mem);
        order = order != 0 ? order : Long.compare(disk, other.disk);
        order = order != 0 ? order : Long.compare(gpus, other.gpus);
        order = order != 0 ? order : ports.compareTo(other.ports);
        return order != 0 ? order : Arrays.compare(others, other.others);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Resources other
                && cpus == other.cpus
                && mem == other.mem
                && disk == other.disk
                && gpus == other.gpus
                && ports.equals(other.ports)
                && Arrays.equals(others, other.others);
    }

    @Override
    public int hashCode() {
        int hash = Long.hashCode(cpus);
        hash = 31 * hash + Long.hashCode(mem);
        hash = 31 * hash + Long.hashCode(disk);
        hash = 31 * hash + Long.hashCode(gpus);
        hash = 31 * hash + ports.hashCode();
        return 31 * hash + Arrays.hashCode(others);
    }

    /** As people read it; for the exact grammar see {@link ResourceText#format}. */
    @Override
    public String toString() {
        return ResourceText.describe(this);
    }

    private boolean containsPlain(Resources other) {
        return cpus >= other.cpus
                && mem >= other.mem
                && disk >= other.disk
                && gpus >= other.gpus
                && ports.contains(other.ports);
    }

    private SortedMap<Role, Resources> byRole(Function<Terms, Optional<Role>> roleOf) {
        var byRole = new TreeMap<Role, Resources>();
        for (Resource resource : others) {
            roleOf.apply(resource.terms()).ifPresent(role -> byRole.merge(role, of(resource), Resources::plus));
        }
        return Collections.unmodifiableSortedMap(byRole);
    }

    private static long milli(Value value) {
        return value instanceof Scalar scalar ? scalar.milli() : 0;
    }

    private static void addScalar(List<Resource> list, String name, long milli) {
        if (milli > 0) {
            list.add(Resource.scalar(name, milli));
        }
    }
}
