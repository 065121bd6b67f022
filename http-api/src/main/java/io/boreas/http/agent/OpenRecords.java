package io.boreas.http.agent;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * A stream that is written to before its reader is there.
 *
 * @param queue what takes the records
 * @param cutOff ends it whatever still waits to be read
 * @param ended when nothing more is read, for whatever reason
 * @param records what is written, for one reader
 */
record OpenRecords<Q>(
        Q queue, UniqueKillSwitch cutOff, CompletionStage<Done> ended, Source<ByteString, NotUsed> records) {
    static <Q> OpenRecords<Q> of(Source<ByteString, Q> written, Materializer materializer) {
        var open = written.viaMat(KillSwitches.single(), Keep.both())
                .watchTermination(Keep.both())
                .preMaterialize(materializer);
        var cutOff = open.first().first().second();
        // Pekko 1.7 may lose the word of a reader that leaves as soon as it has come
        var records = open.second().watchTermination((none, left) -> {
            left.whenComplete((done, failure) -> cutOff.shutdown());
            return none;
        });
        return new OpenRecords<>(
                open.first().first().first(), cutOff, open.first().second(), records);
    }
}
