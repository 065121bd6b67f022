package io.boreas.persistence.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.persistence.shared.OrderChunk.Run;
import io.boreas.persistence.shared.OrderStore.Arrival;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {
    @Test
    void recordsOfSeveralGroupsAreInTheOrderOfTheirTimes() {
        assertThat(ordered(100, Map.of(), at("a", 1, 10), at("a", 2, 30), at("b", 1, 20)))
                .containsExactly(new Run("a", 1, 1), new Run("b", 1, 1), new Run("a", 2, 1));
    }

    @Test
    void aGroupsOwnOrderWinsOverAClockThatWentBack() {
        assertThat(ordered(100, Map.of(), at("a", 1, 30), at("a", 2, 10), at("b", 1, 20)))
                .containsExactly(new Run("b", 1, 1), new Run("a", 1, 2));
    }

    @Test
    void nothingIsTakenThatMayComeAfterWhatWasNotReadYet() {
        assertThat(ordered(2, Map.of(), at("a", 1, 10), at("a", 2, 20), at("b", 1, 15), at("b", 2, 50)))
                .containsExactly(new Run("a", 1, 1), new Run("b", 1, 1), new Run("a", 2, 1));
    }

    @Test
    void aGroupStopsBeforeAHole() {
        assertThat(ordered(100, Map.of("a", 3L), at("a", 4, 10), at("a", 6, 20)))
                .containsExactly(new Run("a", 4, 1));
        assertThat(ordered(100, Map.of("a", 3L), at("a", 5, 10))).isEmpty();
    }

    @Test
    void aGroupThatWasNeverSeenMayBeginAfterWhatWasDeleted() {
        assertThat(ordered(100, Map.of(), at("a", 500, 10), at("a", 501, 20))).containsExactly(new Run("a", 500, 2));
    }

    @Test
    void aNumberThatIsThereTwiceCountsOnce() {
        assertThat(ordered(100, Map.of("a", 1L), at("a", 2, 10), at("a", 2, 20), at("a", 3, 30)))
                .containsExactly(new Run("a", 2, 2));
    }

    @Test
    void chunksAreReadAsTheyWereWritten() {
        var chunk = new OrderChunk(
                17,
                List.of(new Run("jobs-3", 5, 2), new Run("agents-0", 1, 1), new Run("jobs-3", 7, 1)),
                new TreeMap<>(Map.of("jobs-3", 7L, "agents-0", 1L, "registry-0", 4L)));
        assertThat(OrderChunk.decoded(64, chunk.encoded())).isEqualTo(chunk);
        assertThat(chunk.last()).isEqualTo(20);
        var plain = new OrderChunk(1, List.of(new Run("a", 1, 1)), new TreeMap<>());
        assertThat(OrderChunk.decoded(1, plain.encoded())).isEqualTo(plain);
    }

    private static Arrival at(String group, long sequence, long time) {
        return new Arrival(group, sequence, time);
    }

    private static List<Run> ordered(int max, Map<String, Long> reached, Arrival... arrivals) {
        return Arrivals.ordered(List.of(arrivals), max, reached);
    }
}
