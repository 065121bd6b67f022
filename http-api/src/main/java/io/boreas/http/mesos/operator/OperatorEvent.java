package io.boreas.http.mesos.operator;

import io.boreas.http.mesos.proto.Master;
import io.boreas.http.mesos.recordio.RecordEncoder;
import io.boreas.http.mesos.wire.Media;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/**
 * One event, for any number of subscribers: as a record it is made once for each form, when the first subscriber of that form
 * is there. Thread-safe.
 */
final class OperatorEvent {
    private final long position;
    private final Optional<Object> added;
    private final Audience audience;
    private final Master.Event event;
    private final Map<Media, ByteString> records = new EnumMap<>(Media.class);

    /**
     * @param position the journal's record it came from
     * @param added the id of what is new with it, so that who has seen that already is not told again
     * @param audience whom it is for
     */
    OperatorEvent(long position, Optional<Object> added, Audience audience, Master.Event event) {
        this.position = position;
        this.added = added;
        this.audience = audience;
        this.event = event;
    }

    long position() {
        return position;
    }

    Optional<Object> added() {
        return added;
    }

    Audience audience() {
        return audience;
    }

    Master.Event event() {
        return event;
    }

    /** Its record. */
    synchronized ByteString record(Media media) {
        return records.computeIfAbsent(
                media, form -> ByteString.fromArrayUnsafe(RecordEncoder.framed(form.encode(event))));
    }
}
