package io.boreas.http.boreas;

import io.boreas.actors.gateway.Cell;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * The bytes of a file or log as a stream, read from the agent piece by piece as the client takes them. It is read only when the
 * client has room, so a slow client costs one piece.
 */
final class LogSource {
    /** Polls between two looks at whether the task has ended. */
    private static final int POLLS_PER_LOOK = 8;

    /** Polls that may fail in a row, while an agent's link comes back. */
    private static final int FAILURES_MAX = 240;

    private final Cell cell;
    private final Sandboxes sandboxes;
    private final TaskDoor.Known known;
    private final Duration poll;
    private final Reads reads;

    /** Makes the query for the next piece. */
    interface Reads {
        SandboxQuery read(long from, long most);
    }

    LogSource(Cell cell, Sandboxes sandboxes, TaskDoor.Known known, Duration poll, Reads reads) {
        this.cell = cell;
        this.sandboxes = sandboxes;
        this.known = known;
        this.poll = poll;
        this.reads = reads;
    }

    /** So many bytes from an offset, or fewer if there are no more. */
    Source<ByteString, NotUsed> once(long from, long length) {
        return Source.unfoldAsync(new Cursor(from, length, 0, false, 0), cursor -> {
            if (cursor.left() <= 0) {
                return done();
            }
            return sandboxes
                    .data(known, reads.read(cursor.at(), cursor.left()))
                    .thenApply(data -> data.bytes().length == 0
                            ? Optional.<Pair<Cursor, ByteString>>empty()
                            : Optional.of(piece(cursor, data)));
        });
    }

    /** At most so many bytes from an offset, and what comes after them, until the task has ended and all is read. */
    Source<ByteString, NotUsed> follow(long from, long lengthMax) {
        return Source.unfoldAsync(new Cursor(from, lengthMax, 0, false, 0), this::step)
                .filter(bytes -> !bytes.isEmpty());
    }

    /**
     * @param polls looks in a row that found nothing
     * @param ended whether the task had ended before the last look
     * @param failures looks in a row that failed
     */
    private record Cursor(long at, long left, int polls, boolean ended, int failures) {}

    private CompletionStage<Optional<Pair<Cursor, ByteString>>> step(Cursor cursor) {
        if (cursor.left() <= 0) {
            return done();
        }
        return sandboxes.ask(known, reads.read(cursor.at(), cursor.left())).thenCompose(answer -> switch (answer) {
            case SandboxAnswer.Data data
            when data.bytes().length > 0 -> CompletableFuture.completedFuture(Optional.of(piece(cursor, data)));
            case SandboxAnswer.Data nothingNew -> cursor.ended() ? done() : rest(cursor, 0);
            case SandboxAnswer.Failed failed ->
                failed.why() != SandboxAnswer.Why.UNREADABLE || cursor.failures() >= FAILURES_MAX
                        ? done()
                        : rest(cursor, cursor.failures() + 1);
            case SandboxAnswer.Entries e -> throw new IllegalStateException("an agent answered a read with a listing");
            case SandboxAnswer.Seen s -> throw new IllegalStateException("an agent answered a read with a look");
            case SandboxAnswer.OfSession s ->
                throw new IllegalStateException("an agent answered a read with a session");
        });
    }

    /** Waits a moment, and looks now and then whether there is anything to wait for. */
    private CompletionStage<Optional<Pair<Cursor, ByteString>>> rest(Cursor cursor, int failures) {
        Executor later = CompletableFuture.delayedExecutor(poll.toMillis(), TimeUnit.MILLISECONDS);
        boolean look = cursor.polls() % POLLS_PER_LOOK == 0;
        return CompletableFuture.supplyAsync(() -> look, later)
                .thenCompose(yes -> yes ? ended() : CompletableFuture.completedFuture(false))
                .thenApply(ended -> Optional.of(Pair.create(
                        new Cursor(cursor.at(), cursor.left(), cursor.polls() + 1, ended, failures),
                        ByteString.emptyByteString())));
    }

    private CompletionStage<Boolean> ended() {
        return cell.jobOf(known.task().id()).thenApply(job -> job.flatMap(
                        found -> TaskDoor.find(found, known.task().id()))
                .map(found -> found.task().status().isTerminal())
                .orElse(true));
    }

    private static Pair<Cursor, ByteString> piece(Cursor cursor, SandboxAnswer.Data data) {
        int length = data.bytes().length;
        var next = new Cursor(data.offset() + length, cursor.left() - length, 0, false, 0);
        return Pair.create(next, ByteString.fromArrayUnsafe(data.bytes()));
    }

    private static CompletionStage<Optional<Pair<Cursor, ByteString>>> done() {
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
