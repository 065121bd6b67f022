package io.boreas.http.mesos.recordio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordDecoderTest {
    private static final int RECORD_BYTES_MAX = 100_000;

    @Test
    void aRecordIsItsLengthALineFeedAndItsBytes() {
        assertThat(RecordEncoder.framed("hello".getBytes(US_ASCII)))
                .asString(US_ASCII)
                .isEqualTo("5\nhello");
        assertThat(RecordEncoder.framed(new byte[0])).asString(US_ASCII).isEqualTo("0\n");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void recordsComeOutAsTheyWentInHoweverTheStreamIsCut(long seed) throws RecordFault {
        var random = new Random(seed);
        var sent = new ArrayList<byte[]>();
        var stream = new ByteArrayOutputStream();
        for (int i = 0; i < 200; i++) {
            var record = new byte[random.nextInt(10) == 0 ? random.nextInt(5_000) : random.nextInt(20)];
            random.nextBytes(record);
            sent.add(record);
            stream.writeBytes(RecordEncoder.framed(record));
        }
        var got = new ArrayList<byte[]>();
        var decoder = new RecordDecoder(RECORD_BYTES_MAX);
        var bytes = stream.toByteArray();
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + random.nextInt(700));
            decoder.feed(Arrays.copyOfRange(bytes, at, end), got::add);
            at = end;
        }
        decoder.end();

        assertThat(got).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(got.get(i)).isEqualTo(sent.get(i));
        }
        assertThat(decoder.heldBytes()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        x        | the length of a record has the byte 0x78, at byte 0; it is decimal digits and a line feed
        1x       | the length of a record has the byte 0x78, at byte 1; it is decimal digits and a line feed
        -1       | the length of a record has the byte 0x2d, at byte 0; it is decimal digits and a line feed
        1~a~~    | a record has no length, at byte 3
        2~ab1 ~  | the length of a record has the byte 0x20, at byte 5; it is decimal digits and a line feed
        100001~  | a record is longer than 100000 bytes, at byte 5
        99999999999999999999999999999 | a record is longer than 100000 bytes, at byte 5
        00000000001~ | a record is longer than 100000 bytes, at byte 10
        """)
    void garbageIsRefused(String stream, String message) {
        var decoder = new RecordDecoder(RECORD_BYTES_MAX);
        var bytes = stream.replace('~', '\n').getBytes(US_ASCII);

        assertThatThrownBy(() -> decoder.feed(bytes, record -> {}))
                .isInstanceOf(RecordFault.class)
                .hasMessage(message);
        assertThatThrownBy(() -> decoder.feed("1\na".getBytes(US_ASCII), record -> {}))
                .hasMessage("the stream was at fault before");
    }

    @Test
    void recordsBeforeTheFaultAreHandedOut() {
        var got = new ArrayList<byte[]>();
        var decoder = new RecordDecoder(RECORD_BYTES_MAX);

        assertThatThrownBy(() -> decoder.feed("1\na2\nbc?".getBytes(US_ASCII), got::add))
                .isInstanceOf(RecordFault.class);
        assertThat(got).hasSize(2);
    }

    @Test
    void aStreamMustNotEndInARecord() throws RecordFault {
        for (var stream : List.of("5\nab", "5", "5\n")) {
            var decoder = new RecordDecoder(RECORD_BYTES_MAX);
            decoder.feed(stream.getBytes(US_ASCII), record -> {});
            assertThatThrownBy(decoder::end).isInstanceOf(RecordFault.class).hasMessageContaining("the stream ends");
        }
        new RecordDecoder(RECORD_BYTES_MAX).end();
    }

    @Test
    void memoryIsSetAsideForWhatCameNotForWhatWasAnnounced() throws RecordFault {
        var decoder = new RecordDecoder(1 << 30);
        decoder.feed("1073741824\nabc".getBytes(US_ASCII), record -> {});

        assertThat(decoder.heldBytes()).isLessThan(1_024);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void anyBytesAreRecordsOrAFault(long seed) {
        var random = new Random(seed);
        var alphabet = "0123456789\n\n\nab".getBytes(US_ASCII);
        int faults = 0;
        for (int round = 0; round < 5_000; round++) {
            var decoder = new RecordDecoder(1 + random.nextInt(200));
            try {
                for (int pieces = random.nextInt(5); pieces >= 0; pieces--) {
                    var piece = new byte[random.nextInt(50)];
                    for (int i = 0; i < piece.length; i++) {
                        piece[i] = random.nextInt(100) == 0
                                ? (byte) random.nextInt(256)
                                : alphabet[random.nextInt(alphabet.length)];
                    }
                    decoder.feed(piece, record -> assertThat(record.length).isLessThanOrEqualTo(200));
                }
                decoder.end();
            } catch (RecordFault e) {
                faults++;
                assertThat(e.getMessage()).isNotBlank();
            }
            assertThat(decoder.heldBytes()).isLessThanOrEqualTo(1_024);
        }
        assertThat(faults).isPositive();
    }
}
