package io.boreas.agent.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Block devices by control groups: what each task reads and writes is counted, and where a scheduler heeds it tasks divide a device
 * in proportion to their cores. Source: Mesos, {@code cgroups/blkio}, which counts; weights are Boreas's own.
 */
final class CgroupBlkio implements Isolator {
    static final String NAME = "cgroups/blkio";

    private static final Logger LOG = LoggerFactory.getLogger(CgroupBlkio.class);
    private static final long WEIGHT_PER_CORE = 100;
    private static final long REVOCABLE_PART = 100;
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final String COUNTED = "blkio.throttle.io_service_bytes";
    private static final String LIMITED = "blkio.throttle.read_bps_device";

    private final Hierarchy hierarchy;
    private final Disks disks;
    private final List<Weight> weights;
    private final Set<String> counting = ConcurrentHashMap.newKeySet();
    private final AtomicLong lookNext = new AtomicLong(System.nanoTime());

    /**
     * A file that takes weights. Where nothing is said all groups weigh 100, as a task of one core does here.
     *
     * @param least the range that the kernel takes
     */
    private record Weight(String file, long least, long most) {
        String of(long wished) {
            return Long.toString(Math.clamp(wished, least, most));
        }
    }

    private CgroupBlkio(Hierarchy hierarchy, Disks disks, List<Weight> weights) {
        this.hierarchy = hierarchy;
        this.disks = disks;
        this.weights = List.copyOf(weights);
    }

    /**
     * One whose groups above those of tasks have the weight of all cores: without that, all tasks together would have that of a single
     * process beside them.
     */
    static CgroupBlkio opened(Hierarchy hierarchy, Disks disks, int cores) throws IOException {
        var taken = new ArrayList<Weight>();
        for (var weight : all(hierarchy.unified())) {
            if (Files.exists(hierarchy.home().resolve(weight.file())) && takes(hierarchy, weight, cores)) {
                taken.add(weight);
            }
        }
        if (taken.isEmpty()) {
            LOG.info("tasks have no shares of disks: the kernel has no weights for them");
        } else if (!disks.heedWeights() && !heedsCosts(hierarchy)) {
            LOG.info(
                    "tasks have no shares of disks as long as no disk has a scheduler that heeds weights, such as bfq");
        }
        var blkio = new CgroupBlkio(hierarchy, disks, taken);
        blkio.count();
        return blkio;
    }

    private static List<Weight> all(boolean unified) {
        return unified
                ? List.of(new Weight("io.weight", 1, 10_000), new Weight("io.bfq.weight", 1, 1_000))
                : List.of(new Weight("blkio.weight", 10, 1_000), new Weight("blkio.bfq.weight", 1, 1_000));
    }

    private static boolean takes(Hierarchy hierarchy, Weight weight, int cores) {
        try {
            for (var group : hierarchy.above()) {
                Hierarchy.write(group.resolve(weight.file()), weight.of(cores * WEIGHT_PER_CORE));
            }
            return true;
        } catch (IOException e) {
            LOG.info("a weight of disks is not to be had here: {}", e.getMessage());
            return false;
        }
    }

    /** Version 2 has another way to heed weights, which is switched on for each disk at the top of its tree. */
    private static boolean heedsCosts(Hierarchy hierarchy) {
        try {
            return hierarchy.unified()
                    && Files.readString(hierarchy.mount().resolve("io.cost.qos"))
                            .contains("enable=1");
        } catch (IOException notThere) {
            return false;
        }
    }

    /**
     * Has the kernel count in version 1. Newer ones, such as Linux 6.18, do so only on devices that somebody has said a limit for, and count
     * for all groups then; one of 0 is none.
     */
    private void count() throws IOException {
        long next = lookNext.get();
        long now = System.nanoTime();
        if (hierarchy.unified() || now - next < 0 || !lookNext.compareAndSet(next, now + LOOK_EVERY.toNanos())) {
            return;
        }
        var there = disks.numbers().values();
        counting.retainAll(there);
        for (var numbers : there) {
            if (counting.add(numbers)) {
                try {
                    Hierarchy.write(hierarchy.home().resolve(LIMITED), numbers + " 0");
                } catch (IOException e) {
                    LOG.debug("what is read and written may not be counted on the device {}", numbers, e);
                }
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Hierarchy> hierarchies() {
        return List.of(hierarchy);
    }

    @Override
    public void limit(String task, Limits limits) throws IOException {
        long weight = limits.cpusMilli() * WEIGHT_PER_CORE / 1_000 / (limits.revocable() ? REVOCABLE_PART : 1);
        for (var file : weights) {
            hierarchy.write(task, file.file(), file.of(weight));
        }
    }

    @Override
    public Usage measure(String task, Usage usage) throws IOException {
        count();
        if (hierarchy.unified()) {
            return usage.withIo(BlockIoText.unified(hierarchy.read(task, "io.stat")));
        }
        return usage.withIo(BlockIoText.separate(counted(task, "blkio.throttle.io_serviced"), counted(task, COUNTED)));
    }

    /** With what is in groups that the task made within its own, where the kernel says so. */
    private String counted(String task, String file) throws IOException {
        var whole = file + "_recursive";
        return hierarchy.read(
                task, Optional.of(whole).filter(name -> has(task, name)).orElse(file));
    }

    private boolean has(String task, String file) {
        return Files.exists(hierarchy.group(task).resolve(file));
    }
}
