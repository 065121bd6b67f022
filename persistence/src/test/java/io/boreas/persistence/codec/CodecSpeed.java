package io.boreas.persistence.codec;

import io.boreas.core.machine.Batch;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures how many events one thread writes and reads in a second of its CPU time; run it by hand: the first argument is how many rounds, the
 * second how many million events each.
 */
final class CodecSpeed {
    private static final int GROUPS = 16;
    private static final int EVENTS = Integer.getInteger("events", 200);

    /** Time of this thread alone, so that what else the machine does counts little; nor does garbage collection. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CodecSpeed() {}

    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 8;
        int millions = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        var agentCells = new ArrayList<Cell>();
        for (int i = 0; i < GROUPS; i++) {
            agentCells.add(new Cell(50, 500));
        }
        List<Batch<?, ?>> agentBatches = new ArrayList<>();
        List<Batch<?, ?>> jobBatches = new ArrayList<>();
        for (int i = 0; i < millions * 1_000_000 / EVENTS / 10; i++) {
            agentBatches.add(agentCells.get(i % GROUPS).agentBatch(EVENTS));
            jobBatches.add(agentCells.get(i % GROUPS).jobBatch(EVENTS));
        }
        for (int round = 0; round < rounds; round++) {
            measure("agents", agentBatches);
            measure("jobs", jobBatches);
        }
    }

    private static void measure(String name, List<Batch<?, ?>> batches) {
        var codec = new GroupCodec();
        long start = THREADS.getCurrentThreadCpuTime();
        long bytes = 0;
        long events = 0;
        List<byte[]> stored = new ArrayList<>();
        for (int again = 0; again < 10; again++) {
            stored.clear();
            for (var batch : batches) {
                var encoded = codec.encode(batch);
                stored.add(encoded);
                bytes += encoded.length;
                events += batch.events().size();
            }
        }
        long encoded = THREADS.getCurrentThreadCpuTime();
        long read = 0;
        for (int again = 0; again < 10; again++) {
            for (var batch : stored) {
                read += codec.decodeBatch(batch).events().size();
            }
        }
        long decoded = THREADS.getCurrentThreadCpuTime();
        if (read != events) {
            throw new IllegalStateException(read + " events were read of " + events);
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %.2f million events a CPU second written, %.2f million read, %.1f bytes an event%n",
                name,
                events * 1e3 / (encoded - start),
                events * 1e3 / (decoded - encoded),
                (double) bytes / events);
    }
}
