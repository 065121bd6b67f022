package io.boreas.http.agent;

import io.boreas.http.mesos.recordio.RecordDecoder;
import java.util.ArrayList;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/** A body as the records it is built of. */
final class RecordFlow {
    private RecordFlow() {}

    /**
     * Takes records apart; fails with a {@link io.boreas.http.mesos.recordio.RecordFault} where they are not ones.
     *
     * @param bytesMax of a record
     */
    static Flow<ByteString, byte[], NotUsed> of(int bytesMax) {
        return Flow.of(ByteString.class).statefulMapConcat(() -> {
            var decoder = new RecordDecoder(bytesMax);
            return piece -> {
                var records = new ArrayList<byte[]>();
                decoder.feed(piece.toArrayUnsafe(), records::add);
                return records;
            };
        });
    }
}
