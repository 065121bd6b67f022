package io.boreas.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The wire format itself, against the library's own writer. */
final class WireTest {
    /** Every number that needs one byte more than the one before it, and its neighbours. */
    static LongStream edges() {
        return LongStream.rangeClosed(0, 9)
                .map(bytes -> 1L << Math.min(63, 7 * bytes))
                .flatMap(edge -> LongStream.of(edge - 1, edge, -edge, -edge - 1));
    }

    @ParameterizedTest
    @MethodSource("edges")
    void numbersAreWrittenAsTheLibraryWritesThem(long number) throws Exception {
        var writer = new ProtoWriter(1);
        writer.present(1, number);
        writer.present(2_000, ProtoWriter.zigzag(number));
        writer.fixed(3, number);
        var bytes = new ByteArrayOutputStream();
        var expected = CodedOutputStream.newInstance(bytes);
        expected.writeInt64(1, number);
        expected.writeSInt64(2_000, number);
        if (number != 0) {
            expected.writeSFixed64(3, number);
        }
        expected.flush();
        assertThat(writer.toBytes()).isEqualTo(bytes.toByteArray());

        var reader = new ProtoReader(writer.toBytes());
        assertThat(reader.next()).isEqualTo(1);
        assertThat(reader.int64()).isEqualTo(number);
        assertThat(reader.next()).isEqualTo(2_000);
        assertThat(reader.signed()).isEqualTo(number);
        if (number != 0) {
            assertThat(reader.next()).isEqualTo(3);
            assertThat(reader.fixed()).isEqualTo(number);
        }
        assertThat(reader.next()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 120, 127, 128, 129, 16_380, 16_384, 16_390, 2_097_150, 2_097_160})
    void nestedMessagesOfEveryLengthAreWrittenAsTheLibraryWritesThem(int length) throws Exception {
        var content = new byte[length];
        var writer = new ProtoWriter(1);
        int outer = writer.begin(1);
        int inner = writer.begin(2);
        writer.bytes(3, content);
        writer.end(inner);
        writer.present(4, 5);
        writer.end(outer);

        var innerBytes = new ByteArrayOutputStream();
        var innerOut = CodedOutputStream.newInstance(innerBytes);
        innerOut.writeByteArray(3, content);
        innerOut.flush();
        var outerBytes = new ByteArrayOutputStream();
        var outerOut = CodedOutputStream.newInstance(outerBytes);
        outerOut.writeByteArray(2, innerBytes.toByteArray());
        outerOut.writeInt64(4, 5);
        outerOut.flush();
        var bytes = new ByteArrayOutputStream();
        var out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(1, outerBytes.toByteArray());
        out.flush();
        assertThat(writer.toBytes()).isEqualTo(bytes.toByteArray());
    }

    @Test
    void stringThatIsNotUtf8IsRefusedAndTheReplacementCharacterItselfIsNot() {
        var writer = new ProtoWriter(1);
        writer.string(1, "a\ufffdb");
        var reader = new ProtoReader(writer.toBytes());
        assertThat(reader.next()).isEqualTo(1);
        assertThat(reader.string()).isEqualTo("a\ufffdb");

        var bad = new ProtoReader(new byte[] {0x0a, 2, 'a', (byte) 0xc3});
        assertThat(bad.next()).isEqualTo(1);
        assertThatThrownBy(bad::string)
                .isInstanceOf(MalformedException.class)
                .hasMessage("a string is not UTF-8, before byte 4 of 4");
    }

    @Test
    void nothingIsReadBeyondTheEndOfANestedMessage() {
        var reader = new ProtoReader(new byte[] {0x0a, 2, 0x12, 5, 1, 2, 3, 4, 5});
        assertThat(reader.next()).isEqualTo(1);
        reader.open();
        assertThat(reader.next()).isEqualTo(2);
        assertThatThrownBy(reader::byteArray)
                .isInstanceOf(MalformedException.class)
                .hasMessage("field 2 has 5 bytes, of which 0 are here, before byte 4 of 9");
    }
}
