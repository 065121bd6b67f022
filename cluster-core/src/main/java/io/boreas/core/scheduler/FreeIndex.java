package io.boreas.core.scheduler;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * Agents in the order of what they have left, in blocks of at most {@value #BLOCK}; each block knows the most that one of
 * its agents has free of each kind, so that a search passes over blocks in which nothing can fit.
 *
 * <p>With n agents a change moves O({@value #BLOCK} + n / {@value #BLOCK}) numbers, nearly all by bulk copies; a search looks
 * at O(n / {@value #BLOCK}) maxima and, as a rule, at one block. At ten thousand agents both take well under a microsecond.
 * Maxima may be too high while an agent that was placed on awaits {@link #moved}: a search then looks once too often, never
 * too seldom.
 */
final class FreeIndex {
    static final int NONE = -1;
    static final int GAVE_UP = -2;

    private static final int BLOCK = 64;

    private final FreeCells cells;
    private int blocks;
    private int size;
    private int[][] slots = new int[16][];
    private int[] sizes = new int[16];
    private long[][] maxima = new long[Amounts.KINDS][16];

    FreeIndex(FreeCells cells) {
        this.cells = cells;
    }

    int size() {
        return size;
    }

    /** Puts an agent in, at the place of what it has left now. */
    void add(int slot) {
        cells.setKey(slot, cells.left(slot));
        size++;
        if (blocks == 0) {
            openBlock(0);
            slots[0][0] = slot;
            sizes[0] = 1;
            raiseMaxima(0, slot);
            return;
        }
        int block = Math.min(blockOf(slot), blocks - 1);
        if (sizes[block] == BLOCK) {
            split(block);
            if (!cells.before(slot, slots[block + 1][0])) {
                block++;
            }
        }
        int at = positionIn(block, slot);
        var row = slots[block];
        System.arraycopy(row, at, row, at + 1, sizes[block] - at);
        row[at] = slot;
        sizes[block]++;
        raiseMaxima(block, slot);
    }

    /** Takes an agent out. */
    void remove(int slot) {
        int block = blockOf(slot);
        int at = positionIn(block, slot);
        var row = slots[block];
        if (at >= sizes[block] || row[at] != slot) {
            throw new IllegalStateException("the index lost the agent in slot " + slot);
        }
        size--;
        sizes[block]--;
        System.arraycopy(row, at + 1, row, at, sizes[block] - at);
        if (sizes[block] == 0) {
            closeBlock(block);
        } else if (block + 1 < blocks && sizes[block] + sizes[block + 1] <= BLOCK / 2) {
            merge(block);
        } else if (block > 0 && sizes[block - 1] + sizes[block] <= BLOCK / 2) {
            merge(block - 1);
        } else {
            computeMaxima(block);
        }
    }

    /** What an agent has free has changed: it goes where it belongs now. */
    void moved(int slot) {
        remove(slot);
        add(slot);
    }

    /**
     * The first agent with least left that has room for the needs and passes the test; {@link #NONE} if none does,
     * {@link #GAVE_UP} once so many that have room have failed the test.
     *
     * @param fromKey only agents from this key and label on
     */
    int least(Amounts needs, IntPredicate test, long fromKey, long fromLabel, int tries) {
        int left = tries;
        for (int block = blockFrom(fromKey, fromLabel); block < blocks; block++) {
            if (!mayFit(block, needs)) {
                continue;
            }
            var row = slots[block];
            for (int i = 0; i < sizes[block]; i++) {
                int slot = row[i];
                if (!cells.fits(slot, needs) || isBefore(slot, fromKey, fromLabel)) {
                    continue;
                }
                if (test.test(slot)) {
                    return slot;
                }
                left--;
                if (left == 0) {
                    return GAVE_UP;
                }
            }
        }
        return NONE;
    }

    /** As {@link #least}, but with most left; of equal ones still the first by id. */
    int most(Amounts needs, IntPredicate test, int tries) {
        int left = tries;
        int best = NONE;
        for (int block = blocks - 1; block >= 0; block--) {
            if (best != NONE && cells.key(slots[block][sizes[block] - 1]) < cells.key(best)) {
                return best;
            }
            if (!mayFit(block, needs)) {
                continue;
            }
            var row = slots[block];
            for (int i = sizes[block] - 1; i >= 0; i--) {
                int slot = row[i];
                if (best != NONE && cells.key(slot) < cells.key(best)) {
                    return best;
                }
                if (!cells.fits(slot, needs)) {
                    continue;
                }
                if (test.test(slot)) {
                    best = slot;
                } else if (--left == 0 && best == NONE) {
                    return GAVE_UP;
                }
            }
        }
        return best;
    }

    private boolean isBefore(int slot, long key, long label) {
        return cells.key(slot) < key || cells.key(slot) == key && cells.label(slot) < label;
    }

    private boolean mayFit(int block, Amounts needs) {
        return maxima[0][block] >= needs.cpusMilli()
                && maxima[1][block] >= needs.memMilli()
                && maxima[2][block] >= needs.diskMilli()
                && maxima[3][block] >= needs.gpusMilli()
                && maxima[4][block] >= needs.ports();
    }

    /** The block an agent is in, or would be put into; {@code blocks} if it comes after all. */
    private int blockOf(int slot) {
        return blockFrom(cells.key(slot), cells.label(slot));
    }

    /** The first block whose last agent is not before the place. */
    private int blockFrom(long key, long label) {
        int low = 0;
        int high = blocks;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isBefore(slots[middle][sizes[middle] - 1], key, label)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int positionIn(int block, int slot) {
        var row = slots[block];
        int low = 0;
        int high = sizes[block];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (cells.before(row[middle], slot)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void raiseMaxima(int block, int slot) {
        for (int kind = 0; kind < Amounts.KINDS; kind++) {
            maxima[kind][block] = Math.max(maxima[kind][block], cells.get(slot, kind));
        }
    }

    private void computeMaxima(int block) {
        for (int kind = 0; kind < Amounts.KINDS; kind++) {
            maxima[kind][block] = Long.MIN_VALUE;
        }
        for (int i = 0; i < sizes[block]; i++) {
            raiseMaxima(block, slots[block][i]);
        }
    }

    private void split(int block) {
        openBlock(block + 1);
        int half = BLOCK / 2;
        System.arraycopy(slots[block], half, slots[block + 1], 0, BLOCK - half);
        sizes[block] = half;
        sizes[block + 1] = BLOCK - half;
        computeMaxima(block);
        computeMaxima(block + 1);
    }

    private void merge(int block) {
        System.arraycopy(slots[block + 1], 0, slots[block], sizes[block], sizes[block + 1]);
        sizes[block] += sizes[block + 1];
        closeBlock(block + 1);
        computeMaxima(block);
    }

    private void openBlock(int at) {
        if (blocks == sizes.length) {
            slots = Arrays.copyOf(slots, 2 * blocks);
            sizes = Arrays.copyOf(sizes, 2 * blocks);
            for (int kind = 0; kind < Amounts.KINDS; kind++) {
                maxima[kind] = Arrays.copyOf(maxima[kind], 2 * blocks);
            }
        }
        System.arraycopy(slots, at, slots, at + 1, blocks - at);
        System.arraycopy(sizes, at, sizes, at + 1, blocks - at);
        for (int kind = 0; kind < Amounts.KINDS; kind++) {
            System.arraycopy(maxima[kind], at, maxima[kind], at + 1, blocks - at);
            maxima[kind][at] = Long.MIN_VALUE;
        }
        slots[at] = new int[BLOCK];
        sizes[at] = 0;
        blocks++;
    }

    private void closeBlock(int at) {
        blocks--;
        System.arraycopy(slots, at + 1, slots, at, blocks - at);
        System.arraycopy(sizes, at + 1, sizes, at, blocks - at);
        for (int kind = 0; kind < Amounts.KINDS; kind++) {
            System.arraycopy(maxima[kind], at + 1, maxima[kind], at, blocks - at);
        }
    }
}
