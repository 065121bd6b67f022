package io.boreas.agent.isolation;

import io.boreas.agent.gateway.BlockIo;
import io.boreas.agent.gateway.BlockIo.Device;
import io.boreas.agent.gateway.BlockIo.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what the kernel says of block devices. Lines and words that are not known are passed over: kernels have added some, and left
 * some half written. Source: the kernel's documentation of control groups, {@code blkio-controller} and {@code cgroup-v2}.
 */
final class BlockIoText {
    private static final Pattern OF_DEVICE = Pattern.compile("(\\d{1,9}:\\d{1,9}) (\\w{1,16}) (\\d{1,18})");
    private static final Pattern OF_ALL = Pattern.compile("Total (\\d{1,18})");
    private static final Pattern DEVICE = Pattern.compile("\\d{1,9}:\\d{1,9}");
    private static final Pattern AMOUNT = Pattern.compile("([rwd])(ios|bytes)=(\\d{1,18})");

    private final Map<String, Amounts> devices = new LinkedHashMap<>();
    private long operations;
    private long bytes;

    private BlockIoText() {}

    private record Amounts(TreeMap<Kind, Long> operations, TreeMap<Kind, Long> bytes) {
        Amounts() {
            this(new TreeMap<>(), new TreeMap<>());
        }

        TreeMap<Kind, Long> of(boolean inBytes) {
            return inBytes ? bytes : operations;
        }
    }

    /**
     * Version 1: lines {@code MAJOR:MINOR KIND NUMBER}, and at the end {@code Total NUMBER}.
     *
     * @param operations such as {@code blkio.throttle.io_serviced}
     * @param bytes such as {@code blkio.throttle.io_service_bytes}
     */
    static BlockIo separate(String operations, String bytes) {
        var text = new BlockIoText();
        text.operations = text.read(operations, false);
        text.bytes = text.read(bytes, true);
        return text.done();
    }

    /** What of all devices is said at the end, else what their lines say. */
    private long read(String text, boolean inBytes) {
        long sum = 0;
        for (var line : text.split("\n", -1)) {
            var all = OF_ALL.matcher(line);
            if (all.matches()) {
                return Long.parseLong(all.group(1));
            }
            var some = OF_DEVICE.matcher(line);
            var kind = some.matches() ? kind(some.group(2)) : Optional.<Kind>empty();
            if (kind.isPresent()) {
                long amount = Long.parseLong(some.group(3));
                sum += kind.get() == Kind.TOTAL ? amount : 0;
                device(some.group(1)).ifPresent(known -> known.of(inBytes).put(kind.get(), amount));
            }
        }
        return sum;
    }

    private static Optional<Kind> kind(String word) {
        return switch (word) {
            case "Read" -> Optional.of(Kind.READ);
            case "Write" -> Optional.of(Kind.WRITE);
            case "Sync" -> Optional.of(Kind.SYNC);
            case "Async" -> Optional.of(Kind.ASYNC);
            case "Discard" -> Optional.of(Kind.DISCARD);
            case "Total" -> Optional.of(Kind.TOTAL);
            default -> Optional.empty();
        };
    }

    /**
     * Version 2: {@code MAJOR:MINOR rbytes=NUMBER wbytes=… rios=… wios=… dbytes=… dios=…} and more. Some kernels end no line of a
     * device of which they have nothing to say.
     */
    static BlockIo unified(String stat) {
        var text = new BlockIoText();
        Optional<Amounts> current = Optional.empty();
        for (var word : stat.split("\\s+", -1)) {
            if (DEVICE.matcher(word).matches()) {
                current = text.device(word);
            }
            var amount = AMOUNT.matcher(word);
            if (amount.matches()) {
                text.add(current, amount);
            }
        }
        return text.done();
    }

    private void add(Optional<Amounts> device, Matcher word) {
        boolean inBytes = word.group(2).equals("bytes");
        long amount = Long.parseLong(word.group(3));
        operations += inBytes ? 0 : amount;
        bytes += inBytes ? amount : 0;
        var kind =
                switch (word.group(1)) {
                    case "r" -> Kind.READ;
                    case "w" -> Kind.WRITE;
                    default -> Kind.DISCARD;
                };
        device.ifPresent(known -> {
            known.of(inBytes).put(kind, amount);
            known.of(inBytes).merge(Kind.TOTAL, amount, Long::sum);
        });
    }

    /** A device that is known, or can still be. */
    private Optional<Amounts> device(String numbers) {
        if (devices.size() >= BlockIo.DEVICES_MAX && !devices.containsKey(numbers)) {
            return Optional.empty();
        }
        return Optional.of(devices.computeIfAbsent(numbers, any -> new Amounts()));
    }

    private BlockIo done() {
        var known = devices.entrySet().stream()
                .filter(entry -> !entry.getValue().operations().isEmpty()
                        || !entry.getValue().bytes().isEmpty())
                .map(entry -> device(entry.getKey(), entry.getValue()))
                .toList();
        return new BlockIo(known, operations, bytes);
    }

    private static Device device(String numbers, Amounts amounts) {
        int colon = numbers.indexOf(':');
        return new Device(
                Long.parseLong(numbers.substring(0, colon)),
                Long.parseLong(numbers.substring(colon + 1)),
                amounts.operations(),
                amounts.bytes());
    }
}
