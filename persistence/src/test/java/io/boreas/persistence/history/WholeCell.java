package io.boreas.persistence.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.persistence.codec.StateHash;
import java.util.Optional;
import java.util.Random;

/** Asks a journal from which old events may have gone. */
public final class WholeCell {
    private WholeCell() {}

    public static JournalCheck.Report verified(JournalSource source) throws InterruptedException {
        return new JournalCheck(source, WrittenHistory.GROUPS, WrittenHistory.COMMANDS_MAX, 1).run();
    }

    /** It verifies; and the end, and any moment that is not gone, is what it was. */
    public static void assertWhole(JournalSource source, RandomHistory history, Random random) throws Exception {
        assertThat(verified(source).findings()).isEmpty();
        for (boolean fromSnapshots : new boolean[] {true, false}) {
            var replay = new CellReplay(source, WrittenHistory.COMMANDS_MAX, 1, fromSnapshots);
            for (Folded group : replay.at(Optional.empty()).groups()) {
                assertThat(StateHash.of(group.state())).isEqualTo(StateHash.of(history.state(group.group())));
            }
            var earliest = new Horizon(source).earliest();
            for (int i = 0; i < 3; i++) {
                int count = 1 + random.nextInt(history.records());
                var moment = history.decidedAt(count);
                if (earliest.isPresent() && moment.isBefore(earliest.get())) {
                    assertThatThrownBy(() -> replay.at(Optional.of(moment)))
                            .isInstanceOf(MomentGoneException.class)
                            .hasMessageContaining(earliest.get().toString());
                } else {
                    assertThat(replay.at(Optional.of(moment)).jobs()).isEqualTo(history.jobsAfter(count));
                }
            }
            if (earliest.isPresent()) {
                assertThat(replay.at(earliest).jobs()).isEqualTo(history.jobsAt(earliest.get()));
            }
        }
    }
}
