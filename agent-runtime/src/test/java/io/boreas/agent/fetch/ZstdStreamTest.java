package io.boreas.agent.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZstdStreamTest {
    private static byte[] unpacked(byte[] packed) throws IOException {
        try (var in = new ZstdStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        }
    }

    /** Some of it is like what was before, near and far. */
    private static byte[] content(int length, long seed) {
        var random = new Random(seed);
        var bytes = new byte[length];
        int at = 0;
        while (at < length) {
            int count = Math.min(length - at, 1 + random.nextInt(5_000));
            if (at > 0 && random.nextBoolean()) {
                int back = 1 + random.nextInt(at);
                for (int i = 0; i < count; i++) {
                    bytes[at + i] = bytes[at + i - back];
                }
            } else {
                for (int i = 0; i < count; i++) {
                    bytes[at + i] = (byte) (random.nextGaussian() * 20);
                }
            }
            at += count;
        }
        return bytes;
    }

    @Test
    void whatWasPackedIsUnpacked() throws IOException {
        for (int length : new int[] {0, 1, 255, 256, 70_000, 200_000, 20_000_000}) {
            var bytes = content(length, length);
            assertThat(unpacked(Packed.zstd(bytes))).isEqualTo(bytes);
        }
        var bytes = content(300_000, 7);
        assertThat(unpacked(Packed.zstdFrames(bytes, 50_000))).isEqualTo(bytes);
        assertThat(unpacked(Packed.zstdOf(100, 128 << 10)))
                .hasSize(100 * (128 << 10))
                .containsOnly(0);
    }

    @Test
    void itMayComeByteByByte() throws IOException {
        var bytes = content(30_000, 3);
        var dripping = new FilterInputStream(new ByteArrayInputStream(Packed.zstdFrames(bytes, 10_000))) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(1, length));
            }
        };
        try (InputStream in = new ZstdStream(dripping)) {
            for (byte one : bytes) {
                assertThat(in.read()).isEqualTo(one & 0xff);
            }
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void whatBreaksOffAnywhereIsRefused() throws IOException {
        var frame = Packed.zstd(content(20_000, 1));
        for (int length = 1; length < frame.length; length += length < 40 ? 1 : 97) {
            var part = Arrays.copyOf(frame, length);
            assertThatThrownBy(() -> unpacked(part))
                    .isInstanceOf(IOException.class)
                    .hasMessage("it is packed by zstd, and breaks off");
        }
        var skipped = new byte[] {0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2};
        assertThatThrownBy(() -> unpacked(skipped)).hasMessage("it is packed by zstd, and breaks off");
    }

    /** Frames, each of one block that is the last, of one byte. */
    @ParameterizedTest
    @CsvSource({
        "28b52ffd 00 68 0b0000 41, ''",
        "28b52ffd 00 69 0b0000 41, with a window of 9437184 bytes",
        "28b52ffd 00 ff 0b0000 41, with a window of 4123168604160 bytes",
        "28b52ffd 20 01 0b0000 41, ''",
        "28b52ffd 60 0000 0b0000 41, ''",
        "28b52ffd a0 00008000 0b0000 41, ''",
        "28b52ffd a0 01008000 0b0000 41, with a window of 8388609 bytes",
        "28b52ffd e0 ffffffffffffffff 0b0000 41, with a window of 18446744073709551615 bytes",
        "28b52ffd 21 07 01 0b0000 41, with a dictionary",
        "28b52ffd 21 00 01 0b0000 41, with a dictionary",
        "28b52ffd 08 68 0b0000 41, of a later zstd",
        "28b52ffd 00 68 0f0000 41, of no known type",
        "28b52ffd 00 68 0b0010 41, larger than blocks may be",
        "28b52ffd 00 68 0b0000 41 00, breaks off",
        "28b52ffd 00 68 0b0000 41 00000000, it is no zstd where a frame should begin",
        "28b52ffd 04 68 0b0000 41 00000000, 'broken: '"
    })
    void aFrameThatNeedsMoreThanItMayOrIsOfNoKnownKindIsRefused(String frame, String why) throws IOException {
        var bytes = HexFormat.of().parseHex(frame.replace(" ", ""));
        if (why.isEmpty()) {
            assertThat(unpacked(bytes)).containsExactly('A');
        } else {
            assertThatThrownBy(() -> unpacked(bytes))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(why);
        }
    }

    @Test
    void whateverIsBrokenIsToldAsSuch() throws IOException {
        var random = new Random(11);
        var frame = Packed.zstd(content(60_000, 5));
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            var broken = frame.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                int at = random.nextInt(random.nextBoolean() ? broken.length : 300);
                broken[at] = (byte) random.nextInt();
            }
            try (var in = new ZstdStream(new ByteArrayInputStream(broken))) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(2_500);
    }
}
