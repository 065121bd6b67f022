package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.actors.gateway.Cell;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Call;
import io.boreas.http.server.QueryInput;
import io.boreas.http.server.Route;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** {@code /boreas/v1/tasks/{id}/sandbox}: the files of a task. */
public final class SandboxDoor {
    private static final String SANDBOX = "/boreas/v1/tasks/{id}/sandbox";
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    private final Cell cell;
    private final Sandboxes sandboxes;

    public SandboxDoor(Cell cell) {
        this.cell = cell;
        this.sandboxes = new Sandboxes(cell);
    }

    public List<Route> routes() {
        return List.of(Route.get(SANDBOX, this::browse), Route.get(SANDBOX + "/file", this::file));
    }

    private CompletionStage<HttpResponse> browse(Call call) {
        var path = Sandboxes.checked(call.query("path").text("path").orElse(""));
        return TaskDoor.known(cell, call).thenCompose(known -> sandboxes
                .entries(known, new SandboxQuery.Browse(path))
                .thenApply(entries -> Answers.json(200, out -> write(path, entries, out))));
    }

    private static void write(String path, SandboxAnswer.Entries entries, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("path", path);
        out.writeArrayFieldStart("items");
        for (var entry : entries.entries()) {
            out.writeStartObject();
            out.writeStringField("name", entry.name());
            out.writeStringField("type", entry.folder() ? "folder" : "file");
            out.writeNumberField("size", entry.bytes());
            out.writeStringField("mode", entry.mode());
            JobJson.writeTime("modified", entry.modified(), out);
            if (entry.ownership().isPresent()) {
                var ownership = entry.ownership().get();
                out.writeNumberField("links", ownership.links());
                out.writeStringField("user", ownership.user());
                out.writeStringField("group", ownership.group());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeNullField("next");
        out.writeEndObject();
    }

    /**
     * What of a file is wanted.
     *
     * @param partial whether by a range, which is answered as one
     */
    private record Part(long from, long length, boolean partial) {}

    private CompletionStage<HttpResponse> file(Call call) {
        var query = call.query("path", "offset", "length");
        var path = Sandboxes.checked(query.text("path").orElse(""));
        if (path.isEmpty()) {
            throw QueryInput.refusal("the parameter \"path\" is missing; it names a file in the sandbox");
        }
        return TaskDoor.known(cell, call).thenCompose(known -> sandboxes
                .data(known, new SandboxQuery.Read(path, -1, 0))
                .thenCompose(extent -> read(known, path, part(call, query, extent.end()), extent.end())));
    }

    private CompletionStage<HttpResponse> read(TaskDoor.Known known, String path, Part part, long end) {
        if (part.length() > SandboxQuery.READ_BYTES_MAX) {
            // Following reads of the same file never wait: only the source's first form is used here.
            var source = new LogSource(
                    cell,
                    sandboxes,
                    known,
                    Duration.ZERO,
                    (from, most) ->
                            new SandboxQuery.Read(path, from, (int) Math.min(most, SandboxQuery.READ_BYTES_MAX)));
            var response =
                    Answers.stream(ContentTypes.APPLICATION_OCTET_STREAM, source.once(part.from(), part.length()));
            return CompletableFuture.completedFuture(described(response, part, end));
        }
        return sandboxes
                .data(known, new SandboxQuery.Read(path, part.from(), (int) part.length()))
                .thenApply(data -> described(
                        Answers.bytes(ContentTypes.APPLICATION_OCTET_STREAM, ByteString.fromArrayUnsafe(data.bytes())),
                        part,
                        end));
    }

    private static HttpResponse described(HttpResponse response, Part part, long end) {
        var headers = new ArrayList<HttpHeader>(List.of(
                RawHeader.create("Boreas-Offset", Long.toString(part.from())),
                RawHeader.create("Boreas-End", Long.toString(end)),
                RawHeader.create("Accept-Ranges", "bytes"),
                RawHeader.create("Content-Security-Policy", "default-src 'none'; sandbox"),
                RawHeader.create("X-Content-Type-Options", "nosniff")));
        if (part.partial()) {
            headers.add(RawHeader.create(
                    "Content-Range", "bytes " + part.from() + "-" + (part.from() + part.length() - 1) + "/" + end));
        }
        return response.withStatus(part.partial() ? 206 : 200).addHeaders(headers);
    }

    private static Part part(Call call, QueryInput query, long end) {
        var range = call.header("Range").flatMap(text -> range(text, end));
        if (range.isPresent()) {
            return range.get();
        }
        long from = query.number("offset", 0, Long.MIN_VALUE + 1, Long.MAX_VALUE);
        long start = Math.min(end, from < 0 ? Math.max(0, end + from) : from);
        return new Part(start, Math.min(query.number("length", Long.MAX_VALUE, 0, Long.MAX_VALUE), end - start), false);
    }

    /** One range; several, or what is not understood, is as if nothing had been asked. Source: RFC 9110, section 14.2. */
    private static Optional<Part> range(String text, long end) {
        var match = RANGE.matcher(text.strip());
        if (!match.matches() || (match.group(1).isEmpty() && match.group(2).isEmpty())) {
            return Optional.empty();
        }
        boolean suffix = match.group(1).isEmpty();
        long from = suffix ? Math.max(0, end - Long.parseLong(match.group(2))) : Long.parseLong(match.group(1));
        long last = suffix || match.group(2).isEmpty() ? end - 1 : Math.min(end - 1, Long.parseLong(match.group(2)));
        if (from >= end || last < from) {
            throw new ProblemException(Problem.of(
                            416,
                            "range-not-satisfiable",
                            "The file has no such range",
                            "The file has " + end + " bytes; the range asked for was \"" + text + "\".")
                    .with("end", end));
        }
        return Optional.of(new Part(from, last - from + 1, true));
    }
}
