package io.boreas.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.OverflowStrategy;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.SourceQueueWithComplete;
import org.apache.pekko.util.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON that is sent while it is written: a virtual thread of its own writes, and waits while the client takes nothing. At most
 * {@link #PIECES_MAX} pieces of {@link #PIECE_BYTES} wait to be taken.
 */
public final class JsonStream {
    private static final Logger LOG = LoggerFactory.getLogger(JsonStream.class);
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int PIECE_BYTES = 128 << 10;

    /** The first piece is small, so that it is there soon. */
    private static final int PIECE_BYTES_FIRST = 1 << 10;

    private static final int PIECES_MAX = 4;

    private JsonStream() {}

    /** What a body writes, as it is written, between two texts. */
    public static Source<ByteString, NotUsed> of(String before, JsonBody body, String after) {
        return Source.lazySource(() -> Source.<ByteString>queue(PIECES_MAX, OverflowStrategy.backpressure())
                        .mapMaterializedValue(queue -> {
                            Thread.ofVirtual().name("boreas-json").start(() -> write(queue, before, body, after));
                            return NotUsed.getInstance();
                        }))
                .mapMaterializedValue(any -> NotUsed.getInstance());
    }

    private static void write(SourceQueueWithComplete<ByteString> queue, String before, JsonBody body, String after) {
        var out = new Pieces(queue);
        try {
            out.write(ByteString.fromString(before).toArrayUnsafe());
            try (var json = FACTORY.createGenerator(out)) {
                json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
                json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
                body.write(json);
            }
            out.write(ByteString.fromString(after).toArrayUnsafe());
            out.send();
            queue.complete();
        } catch (Gone e) {
            LOG.debug("a client left before it had its answer", e);
        } catch (IOException | RuntimeException e) {
            LOG.error("an answer could not be written to its end", e);
            queue.fail(e);
        }
    }

    /** Nobody takes the bytes any more. */
    private static final class Gone extends IOException {
        private static final long serialVersionUID = 1L;

        Gone() {
            super("the stream has ended");
        }

        Gone(Throwable cause) {
            super("the stream has ended", cause);
        }
    }

    private static final class Pieces extends OutputStream {
        private final SourceQueueWithComplete<ByteString> queue;
        private byte[] piece = new byte[PIECE_BYTES_FIRST];
        private int filled;

        Pieces(SourceQueueWithComplete<ByteString> queue) {
            this.queue = queue;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int from = offset;
            int left = length;
            while (left > 0) {
                int taken = Math.min(left, piece.length - filled);
                System.arraycopy(bytes, from, piece, filled, taken);
                filled += taken;
                from += taken;
                left -= taken;
                if (filled == piece.length) {
                    send();
                }
            }
        }

        void send() throws IOException {
            if (filled == 0) {
                return;
            }
            var full = filled == piece.length ? piece : Arrays.copyOf(piece, filled);
            piece = new byte[PIECE_BYTES];
            filled = 0;
            try {
                var offered = queue.offer(ByteString.fromArrayUnsafe(full))
                        .toCompletableFuture()
                        .join();
                if (offered != QueueOfferResult.enqueued()) {
                    throw new Gone();
                }
            } catch (CompletionException e) {
                throw new Gone(e);
            }
        }
    }
}
