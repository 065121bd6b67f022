package io.boreas.http.boreas;

import io.boreas.actors.gateway.Cell;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Call;
import io.boreas.http.server.QueryInput;
import io.boreas.http.server.Route;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** {@code /boreas/v1/tasks/{id}/logs}: what a process wrote, once or as it is written. */
public final class LogDoor {
    private static final ContentType TEXT = ContentTypes.TEXT_PLAIN_UTF8;

    private final Cell cell;
    private final Sandboxes sandboxes;
    private final Duration poll;

    public LogDoor(Cell cell, Duration poll) {
        this.cell = cell;
        this.sandboxes = new Sandboxes(cell);
        this.poll = poll;
    }

    public List<Route> routes() {
        return List.of(Route.get("/boreas/v1/tasks/{id}/logs", this::logs));
    }

    private record Wish(String process, SandboxQuery.Stream stream, long offset, long length, boolean follow) {
        SandboxQuery.ReadLog read(long from, long most) {
            return new SandboxQuery.ReadLog(process, stream, from, (int) Math.min(most, SandboxQuery.READ_BYTES_MAX));
        }
    }

    private CompletionStage<HttpResponse> logs(Call call) {
        var wish = wish(call.query("process", "stream", "offset", "length", "follow"));
        return TaskDoor.known(cell, call).thenCompose(known -> sandboxes
                .data(known, new SandboxQuery.ReadLog(wish.process(), wish.stream(), -1, 0))
                .thenCompose(extent -> answer(known, wish, extent)));
    }

    private static Wish wish(QueryInput query) {
        var stream = query.text("stream").orElse("stdout");
        return new Wish(
                query.text("process").orElse(""),
                switch (stream) {
                    case "stdout" -> SandboxQuery.Stream.STDOUT;
                    case "stderr" -> SandboxQuery.Stream.STDERR;
                    default ->
                        throw QueryInput.refusal(
                                "the parameter \"stream\" is stdout or stderr, not \"" + stream + "\"");
                },
                query.number("offset", 0, Long.MIN_VALUE + 1, Long.MAX_VALUE),
                query.number("length", Long.MAX_VALUE, 0, Long.MAX_VALUE),
                query.flag("follow", false));
    }

    private CompletionStage<HttpResponse> answer(TaskDoor.Known known, Wish asked, SandboxAnswer.Data extent) {
        var wish = new Wish(extent.process(), asked.stream(), asked.offset(), asked.length(), asked.follow());
        long from = wish.offset() < 0 ? extent.end() + wish.offset() : wish.offset();
        long start = Math.max(from, extent.offset());
        var source = new LogSource(cell, sandboxes, known, poll, wish::read);
        if (wish.follow()) {
            var data = source.follow(start, wish.length());
            return CompletableFuture.completedFuture(described(Answers.stream(TEXT, data), wish, start, extent.end()));
        }
        long length = Math.min(wish.length(), Math.max(0, extent.end() - start));
        if (length > SandboxQuery.READ_BYTES_MAX) {
            return CompletableFuture.completedFuture(
                    described(Answers.stream(TEXT, source.once(start, length)), wish, start, extent.end()));
        }
        return sandboxes
                .data(known, wish.read(start, length))
                .thenApply(data -> described(
                        Answers.bytes(TEXT, ByteString.fromArrayUnsafe(data.bytes())),
                        wish,
                        data.offset(),
                        data.end()));
    }

    private static HttpResponse described(HttpResponse response, Wish wish, long offset, long end) {
        return response.addHeaders(List.of(
                RawHeader.create("Boreas-Offset", Long.toString(offset)),
                RawHeader.create("Boreas-End", Long.toString(end)),
                RawHeader.create("Boreas-Process", wish.process()),
                RawHeader.create("X-Content-Type-Options", "nosniff")));
    }
}
