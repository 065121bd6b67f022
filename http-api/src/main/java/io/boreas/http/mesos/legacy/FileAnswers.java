package io.boreas.http.mesos.legacy;

import io.boreas.http.json.JsonBody;
import io.boreas.http.server.Answers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** What {@code /files} is asked, and answers, of masters and agents. Source: Mesos 1.11, {@code FilesProcess}. */
public final class FileAnswers {
    private FileAnswers() {}

    /** Reads a part of a file; it may block. */
    @FunctionalInterface
    public interface Parts {
        /** The part; empty or without bytes if there is no more. */
        Optional<byte[]> read(long offset, long length);
    }

    /** What file is asked for. */
    public static String path(LegacyQuery query) throws LegacyRefusal {
        return query.text("path").orElseThrow(() -> new LegacyRefusal(400, "Expecting 'path=value' in query."));
    }

    /** An offset or a length; -1 if it is not there. */
    public static long number(LegacyQuery query, String name) throws LegacyRefusal {
        var text = query.text(name);
        if (text.isEmpty()) {
            return -1;
        }
        try {
            long value = Long.parseLong(text.get());
            if (value >= -1) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new LegacyRefusal(400, "Failed to parse " + name + ": '" + text.get() + "' is no number");
        }
        throw new LegacyRefusal(400, "Negative " + name + " provided: " + text.get() + ".");
    }

    /**
     * A part of a file.
     *
     * @param offset where it begins; negative if only the size was asked for
     */
    public static JsonBody part(long offset, long size, byte[] data) {
        return out -> {
            out.writeStartObject();
            out.writeNumberField("offset", offset < 0 ? size : offset);
            // What is not text is shown as well as it can be, as in Mesos.
            out.writeStringField("data", new String(offset < 0 ? new byte[0] : data, StandardCharsets.UTF_8));
            out.writeEndObject();
        };
    }

    /**
     * A whole file, in parts while it is sent: up to where it ended when it was asked for.
     *
     * @param name under which it is saved
     * @param most bytes of a part
     * @param reading where parts are read
     */
    public static HttpResponse download(String name, long size, int most, Parts parts, Executor reading) {
        var bytes = Source.unfoldAsync(
                0L,
                from -> from >= size
                        ? CompletableFuture.completedFuture(Optional.<Pair<Long, ByteString>>empty())
                        : CompletableFuture.supplyAsync(
                                () -> parts.read(from, Math.min(most, size - from))
                                        .filter(part -> part.length > 0)
                                        .map(part -> Pair.create(from + part.length, ByteString.fromArray(part))),
                                reading));
        return Answers.stream(ContentTypes.APPLICATION_OCTET_STREAM, bytes)
                .addHeaders(List.of(
                        RawHeader.create(
                                "Content-Disposition",
                                "attachment; filename=" + name.replaceAll("[^A-Za-z0-9._-]", "_")),
                        RawHeader.create("X-Content-Type-Options", "nosniff")));
    }
}
