package io.boreas.agent.gateway;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a task read from block devices and wrote to them, as the kernel counts it.
 *
 * @param devices those that the kernel tells of, in its order; at most {@link #DEVICES_MAX}
 * @param operations on all devices, also on those that are too many
 * @param bytes the same in bytes
 */
public record BlockIo(List<Device> devices, long operations, long bytes) {
    /** More devices than that are not told of one by one. */
    public static final int DEVICES_MAX = 256;

    public BlockIo {
        devices = List.copyOf(devices);
    }

    /** Both together, the devices of these first. */
    public BlockIo plus(BlockIo other) {
        var all = new LinkedHashMap<List<Long>, Device>();
        Stream.of(this, other)
                .flatMap(some -> some.devices.stream())
                .forEach(device -> all.merge(List.of(device.major, device.minor), device, Device::plus));
        return new BlockIo(
                all.values().stream().limit(DEVICES_MAX).toList(), operations + other.operations, bytes + other.bytes);
    }

    /**
     * Kinds of operations, in the kernel's order. Each is read, written or discarded, and all but those that are discarded are also
     * synchronous or not.
     */
    public enum Kind {
        READ,
        WRITE,
        SYNC,
        ASYNC,
        DISCARD,
        TOTAL
    }

    /**
     * What was done on one device; kinds that the kernel does not count are not there.
     *
     * @param operations how many, by kind
     * @param bytes how much, by kind
     */
    public record Device(long major, long minor, SortedMap<Kind, Long> operations, SortedMap<Kind, Long> bytes) {
        public Device {
            operations = Collections.unmodifiableSortedMap(new TreeMap<>(operations));
            bytes = Collections.unmodifiableSortedMap(new TreeMap<>(bytes));
        }

        private Device plus(Device other) {
            return new Device(major, minor, sum(operations, other.operations), sum(bytes, other.bytes));
        }

        private static SortedMap<Kind, Long> sum(SortedMap<Kind, Long> some, SortedMap<Kind, Long> more) {
            var sum = new TreeMap<>(some);
            more.forEach((kind, amount) -> sum.merge(kind, amount, Long::sum));
            return sum;
        }
    }
}
