package io.boreas.persistence.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshots of a group stay so that there is one to cut its history at when time has gone on, and how far it may be cut now.
 *
 * <p>Beginning with the oldest, each that was decided a sixteenth of the time for which events are kept after the one before stays: a rung. So do the
 * newest ones. That is {@value #RUNGS} rungs within that time, the one below them at which history is cut, and the newest. A rung stays one while
 * others come and go after it.
 *
 * @param base the newest that stays and was decided long enough ago: what is before it may go
 * @param dropped those that are not needed
 */
record SnapshotLadder(Optional<Mark> base, List<Mark> dropped) {
    static final int RUNGS = 16;

    /**
     * A snapshot.
     *
     * @param sequence the number of the last record that is in it
     * @param decidedAt when that was decided
     */
    record Mark(long sequence, Instant decidedAt) {}

    /**
     * Looks at the snapshots of one group.
     *
     * @param marks ascending
     * @param kept how long events are kept
     * @param newestKept how many of the newest stay, from 1
     */
    static SnapshotLadder of(List<Mark> marks, Instant now, Duration kept, int newestKept) {
        var step = kept.dividedBy(RUNGS);
        var cut = now.minus(kept);
        Optional<Mark> base = Optional.empty();
        var dropped = new ArrayList<Mark>();
        @Nullable Mark rung = null;
        for (int i = 0; i < marks.size(); i++) {
            var mark = marks.get(i);
            boolean isRung =
                    rung == null || !mark.decidedAt().isBefore(rung.decidedAt().plus(step));
            if (isRung) {
                rung = mark;
            }
            if (!isRung && i < marks.size() - newestKept) {
                dropped.add(mark);
            } else if (!mark.decidedAt().isAfter(cut)) {
                base = Optional.of(mark);
            }
        }
        return new SnapshotLadder(base, List.copyOf(dropped));
    }
}
