package io.boreas.persistence.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventKeyTest {
    @Test
    void idAndSequenceNumberComeBackFromTheKey() {
        for (String id : List.of("a", "job|www-data/devel/toyserver", "naïve ☃ 𝄞", "with\0zero", "\0", "Ã\0\u0080")) {
            byte[] key = EventKey.of(EventKey.prefix(id), 42);
            assertThat(EventKey.persistenceId(key)).isEqualTo(id);
            assertThat(EventKey.sequenceNr(key)).isEqualTo(42);
        }
    }

    @Test
    void keysSortByIdThenSequenceNumberAndNeverMix() {
        var random = new Random(20_261_120);
        for (int round = 0; round < 20_000; round++) {
            byte[] one = EventKey.prefix(randomId(random));
            byte[] other = EventKey.prefix(randomId(random));
            long low = random.nextLong() >>> 1;
            long high = random.nextLong() >>> 1;
            if (Arrays.equals(one, other)) {
                assertThat(Integer.signum(Arrays.compareUnsigned(EventKey.of(one, low), EventKey.of(other, high))))
                        .isEqualTo(Integer.signum(Long.compare(low, high)));
            } else {
                int start = Arrays.compareUnsigned(EventKey.of(one, 0), EventKey.of(other, high));
                int end = Arrays.compareUnsigned(EventKey.of(one, Long.MAX_VALUE), EventKey.of(other, high));
                assertThat(Integer.signum(start))
                        .as("no key of another id lies between the first and the last of one id")
                        .isEqualTo(Integer.signum(end));
            }
        }
    }

    @Test
    void idsThatCannotBeStoredFaithfullyAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> EventKey.prefix(""));
        assertThatIllegalArgumentException().isThrownBy(() -> EventKey.prefix("half a pair \uD834"));
        assertThatIllegalArgumentException().isThrownBy(() -> EventKey.prefix("é".repeat(513)));
        assertThat(EventKey.prefix("é".repeat(512))).hasSize(1_025);
    }

    /** Short ids over few characters, zero among them, so that many are prefixes of one another. */
    private static String randomId(Random random) {
        var id = new StringBuilder();
        int length = 1 + random.nextInt(12);
        for (int i = 0; i < length; i++) {
            id.append("\0\u0001a\u00FFÀ".charAt(random.nextInt(5)));
        }
        return id.toString();
    }
}
