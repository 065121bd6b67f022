package io.boreas.core.scheduler;

import java.util.Arrays;

/**
 * What each agent has free, one cache line an agent: the five kinds, then the agent's place in the {@link FreeIndex}, which
 * is what it had left when it was put there, and its label.
 *
 * <p>Free is what the agent's group reported, less what was placed since; it is negative when a report crossed a placement.
 */
final class FreeCells {
    private static final int STRIDE = 8;
    private static final int KEY = 5;
    private static final int LABEL = 6;

    private long[] cells = new long[STRIDE * 64];

    void ensure(int slots) {
        if (slots * STRIDE > cells.length) {
            cells = Arrays.copyOf(cells, Math.max(slots * STRIDE, 2 * cells.length));
        }
    }

    long get(int slot, int kind) {
        return cells[slot * STRIDE + kind];
    }

    void set(int slot, int kind, long value) {
        cells[slot * STRIDE + kind] = value;
    }

    /** What the agent had left when it was put into the index. */
    long key(int slot) {
        return cells[slot * STRIDE + KEY];
    }

    void setKey(int slot, long key) {
        cells[slot * STRIDE + KEY] = key;
    }

    /** Labels of agents are in the order of their ids. */
    long label(int slot) {
        return cells[slot * STRIDE + LABEL];
    }

    void setLabel(int slot, long label) {
        cells[slot * STRIDE + LABEL] = label;
    }

    long left(int slot) {
        int at = slot * STRIDE;
        return Ranking.left(cells[at], cells[at + 1]);
    }

    void add(int slot, Amounts amounts, int times) {
        int at = slot * STRIDE;
        cells[at] += times * amounts.cpusMilli();
        cells[at + 1] += times * amounts.memMilli();
        cells[at + 2] += times * amounts.diskMilli();
        cells[at + 3] += times * amounts.gpusMilli();
        cells[at + 4] += times * amounts.ports();
    }

    boolean fits(int slot, Amounts needs) {
        int at = slot * STRIDE;
        return cells[at] >= needs.cpusMilli()
                && cells[at + 1] >= needs.memMilli()
                && cells[at + 2] >= needs.diskMilli()
                && cells[at + 3] >= needs.gpusMilli()
                && cells[at + 4] >= needs.ports();
    }

    /** Whether the first agent comes before the second in the index. */
    boolean before(int first, int second) {
        long a = key(first);
        long b = key(second);
        return a != b ? a < b : label(first) < label(second);
    }
}
