package io.boreas.http.mesos.operator;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.CellUnavailable;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.http.json.JsonPieces;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.proto.Master;
import io.boreas.http.mesos.recordio.RecordEncoder;
import io.boreas.http.mesos.state.CellState;
import io.boreas.http.mesos.wire.Media;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.pekko.util.ByteString;

/** Makes the first records of streams, one at a time for each form and whom it is for: who comes meanwhile shares the next one. Thread-safe. */
final class SnapshotMaker {
    private static final Executor OFF_DISPATCHER =
            task -> Thread.ofVirtual().name("boreas-operator-snapshot").start(task);
    private static final double NANOS_PER_SECOND = 1e9;

    private final Cell cell;
    private final Frameworks frameworks;
    private final Duration heartbeat;
    private final Map<Key, CompletableFuture<Snapshot>> running = new HashMap<>();
    private final Map<Key, CompletableFuture<Snapshot>> waiting = new HashMap<>();

    /** What those have in common who may share a snapshot. */
    private record Key(Media media, Permissions who) {
        static Key of(Media media, Permissions who) {
            return new Key(media, Audience.isUnlimited(who) ? Permissions.ALL : who);
        }
    }

    SnapshotMaker(Cell cell, Frameworks frameworks, Duration heartbeat) {
        this.cell = cell;
        this.frameworks = frameworks;
        this.heartbeat = heartbeat;
    }

    /** A snapshot of what somebody may see that is not begun before this call. */
    CompletableFuture<Snapshot> next(Media media, Permissions who) {
        return next(Key.of(media, who));
    }

    private synchronized CompletableFuture<Snapshot> next(Key key) {
        var shared = waiting.get(key);
        if (shared != null) {
            return shared;
        }
        var now = running.get(key);
        if (now == null) {
            return begin(key);
        }
        var next = now.handle((any, failure) -> key).thenCompose(this::begin);
        if (!next.isDone()) {
            waiting.put(key, next);
        }
        return next;
    }

    private synchronized CompletableFuture<Snapshot> begin(Key key) {
        waiting.remove(key);
        var made = CellState.readAll(cell, frameworks)
                .thenApplyAsync(state -> encode(state.seenBy(key.who()), key.media()), OFF_DISPATCHER)
                .toCompletableFuture();
        running.put(key, made);
        // Of those that are made none is kept: principals are many.
        return made.whenComplete((any, failure) -> done(key, made));
    }

    private synchronized void done(Key key, CompletableFuture<Snapshot> made) {
        running.remove(key, made);
    }

    private Snapshot encode(CellState state, Media media) {
        // Everything in it is in the journal by now.
        long settledAt = cell.events().highest();
        var parts = StateParts.subscribed(
                new StateParts(state).state(Master.Event.Subscribed.getDescriptor()),
                heartbeat.toNanos() / NANOS_PER_SECOND);
        var pieces =
                switch (media) {
                    case JSON -> JsonPieces.of(out -> Part.write(parts, out));
                    case PROTOBUF -> Part.encode(parts);
                };
        var record = new ArrayList<ByteString>();
        record.add(ByteString.fromArrayUnsafe(RecordEncoder.head(Part.length(pieces))));
        record.addAll(joined(pieces));
        return new Snapshot(List.copyOf(record), settledAt, Snapshot.present(state));
    }

    /** The same bytes in pieces of some size. */
    static List<ByteString> joined(List<byte[]> pieces) {
        var joined = new ArrayList<ByteString>();
        int from = 0;
        while (from < pieces.size()) {
            int to = from;
            int length = 0;
            while (to < pieces.size() && length < JsonPieces.PIECE_BYTES) {
                length = Math.addExact(length, pieces.get(to++).length);
            }
            var bytes = new byte[length];
            int filled = 0;
            for (var piece : pieces.subList(from, to)) {
                System.arraycopy(piece, 0, bytes, filled, piece.length);
                filled += piece.length;
            }
            joined.add(ByteString.fromArrayUnsafe(bytes));
            from = to;
        }
        return joined;
    }

    static CompletionException failure(Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return new CompletionException(
                cause instanceof CellUnavailable
                        ? cause
                        : new CellUnavailable(
                                "the state of the cell could not be gathered: " + cause.getMessage(), cause));
    }
}
