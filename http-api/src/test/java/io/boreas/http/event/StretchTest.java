package io.boreas.http.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class StretchTest {
    private static final EventFilter ALL = new EventFilter(Optional.empty(), Set.of());

    private final AtomicInteger made = new AtomicInteger();
    private final Stretch stretch =
            new Stretch(List.of(event(7, 0, "job", "a"), event(7, 1, "task", "a"), event(9, 0, "task", "b")));

    private CellEvent event(long record, int index, String type, String job) {
        return new CellEvent(new EventPosition(record, index), type, job, () -> {
            made.incrementAndGet();
            return (record + "." + index + ";").getBytes(StandardCharsets.US_ASCII);
        });
    }

    private String after(EventPosition seen, EventFilter filter) {
        return stretch.after(seen, filter)
                .map(some -> some.bytes().utf8String())
                .orElse("");
    }

    @Test
    void allWhoHearAllOfItShareItsBytes() {
        var one = stretch.after(EventPosition.afterRecord(6), ALL).orElseThrow();
        var other = stretch.after(EventPosition.afterRecord(3), ALL).orElseThrow();

        assertThat(one.bytes()).isSameAs(other.bytes());
        assertThat(one.bytes().utf8String()).isEqualTo("7.0;7.1;9.0;");
        assertThat(made).hasValue(3);
    }

    @Test
    void nobodyHearsAgainWhatWasSeen() {
        assertThat(after(new EventPosition(7, 0), ALL)).isEqualTo("7.1;9.0;");
        assertThat(after(EventPosition.afterRecord(7), ALL)).isEqualTo("9.0;");
        assertThat(after(new EventPosition(9, 0), ALL)).isEmpty();
    }

    @Test
    void onlyWhatIsWantedIsEncoded() {
        assertThat(after(EventPosition.afterRecord(0), new EventFilter(Optional.of("b"), Set.of())))
                .isEqualTo("9.0;");
        assertThat(after(EventPosition.afterRecord(0), new EventFilter(Optional.of("a"), Set.of("agent"))))
                .isEmpty();
        assertThat(made).hasValue(1);
    }

    @Test
    void itEndsWithItsLastEvent() {
        assertThat(stretch.last()).isEqualTo(new EventPosition(9, 0));
        assertThat(stretch.size()).isEqualTo(3);
    }
}
