package io.boreas.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** JSON in pieces, for what is too long for one array that grows. */
public final class JsonPieces {
    /** Bytes of every piece but the last. */
    public static final int PIECE_BYTES = 128 << 10;

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonPieces() {}

    /** Writes all of it. */
    public static List<byte[]> of(JsonBody body) {
        var out = new Pieces();
        try (var json = FACTORY.createGenerator(out)) {
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("an answer could not be encoded", e);
        }
        return out.all();
    }

    private static final class Pieces extends OutputStream {
        private final List<byte[]> full = new ArrayList<>();
        private byte[] piece = new byte[PIECE_BYTES];
        private int filled;

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int from = offset;
            int left = length;
            while (left > 0) {
                int taken = Math.min(left, piece.length - filled);
                System.arraycopy(bytes, from, piece, filled, taken);
                filled += taken;
                from += taken;
                left -= taken;
                if (filled == piece.length) {
                    full.add(piece);
                    piece = new byte[PIECE_BYTES];
                    filled = 0;
                }
            }
        }

        List<byte[]> all() {
            if (filled > 0) {
                full.add(Arrays.copyOf(piece, filled));
                filled = 0;
            }
            return full;
        }
    }
}
