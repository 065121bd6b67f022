package io.boreas.testcluster.bench.cell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A stream of events that a master offers to many. */
enum StreamKind {
    /** Server-sent events of Boreas's own API, from the cell's first event on. */
    BOREAS("any subscriber of Boreas's events", ":\n\n", false) {
        @Override
        InputStream open(HttpConnection connection) throws IOException {
            return connection.stream("/boreas/v1/events", "Last-Event-ID: 1\r\n");
        }

        @Override
        List<Timed> events(String stream) {
            var events = new ArrayList<Timed>();
            int start = 0;
            for (int end = stream.indexOf("\n\n"); end >= 0; end = stream.indexOf("\n\n", start)) {
                var time = EventReader.field(stream.substring(start, end), "time");
                start = end + 2;
                if (!time.isEmpty()) {
                    events.add(new Timed(start, FollowedStream.micros(Instant.parse(time))));
                }
            }
            return events;
        }
    },

    /** RecordIO of Mesos's operator API, in JSON; what counts is the updates of tasks, for other events bear no time. */
    MESOS("any subscriber of Mesos's operator API", "20\n{\"type\":\"HEARTBEAT\"}", true) {
        @Override
        InputStream open(HttpConnection connection) throws IOException {
            return connection
                    .postForStream("/api/v1", "{\"type\":\"SUBSCRIBE\"}")
                    .body();
        }

        @Override
        List<Timed> events(String stream) {
            var events = new ArrayList<Timed>();
            for (int start = 0; start < stream.length(); ) {
                int head = stream.indexOf('\n', start) + 1;
                int end = head + Integer.parseInt(stream.substring(start, head - 1));
                var time = TIMESTAMP.matcher(stream.substring(head, end));
                if (time.find()) {
                    events.add(new Timed(end, (long) (Double.parseDouble(time.group(1)) * 1e6)));
                }
                start = end;
            }
            return events;
        }
    };

    private static final Pattern TIMESTAMP = Pattern.compile("\"timestamp\":([0-9.E]+)");

    private final String title;
    private final byte[] heartbeat;
    private final boolean snapshotFirst;

    /**
     * An event that bears a time.
     *
     * @param end how many bytes of the stream there are up to its end
     * @param micros its time in microseconds of the epoch
     */
    record Timed(long end, long micros) {}

    StreamKind(String title, String heartbeat, boolean snapshotFirst) {
        this.title = title;
        this.heartbeat = heartbeat.getBytes(StandardCharsets.US_ASCII);
        this.snapshotFirst = snapshotFirst;
    }

    /** Subscribes on a connection of its own. */
    abstract InputStream open(HttpConnection connection) throws IOException;

    /** The events of a stream that bear a time, in order. */
    abstract List<Timed> events(String stream);

    String title() {
        return title;
    }

    /** A piece of the stream that comes at other times to each subscriber. */
    byte[] heartbeat() {
        return heartbeat.clone();
    }

    /** Whether all up to the first heartbeat is what the subscriber alone is told. */
    boolean snapshotFirst() {
        return snapshotFirst;
    }
}
