package io.boreas.http.mesos.legacy;

import io.boreas.http.json.Json;
import io.boreas.http.json.JsonBody;
import io.boreas.http.json.JsonStream;
import io.boreas.http.mesos.wire.ContentCoding;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.Negotiation;
import io.boreas.http.mesos.wire.PageHosts;
import io.boreas.http.server.Answers;
import io.boreas.http.server.TextCall;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/**
 * How an answer is given: as JSON, or as a script that hands the JSON to a function of the page which asked for it. The name of that
 * function must be one, and the page one of ours or none at all: otherwise any page could read the cell.
 */
public record LegacyAnswer(Head head, Optional<String> function) {
    private static final ContentType SCRIPT = ContentTypes.parse("text/javascript");
    private static final Pattern FUNCTION = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.\\[\\]]{0,255}");

    /** What is asked for, or why it is refused. */
    static LegacyAnswer of(TextCall call, LegacyQuery query, PageHosts pages) throws LegacyRefusal {
        return of(Head.of(call.request().method().value(), call.target(), call.headers()), query, pages);
    }

    /** The same of any request. */
    public static LegacyAnswer of(Head head, LegacyQuery query, PageHosts pages) throws LegacyRefusal {
        var function = query.text("jsonp");
        if (function.isPresent()) {
            if (!FUNCTION.matcher(function.get()).matches()) {
                throw new LegacyRefusal(400, "The query parameter 'jsonp' is no name of a function");
            }
            if (!pages.mayRead(head)) {
                throw new LegacyRefusal(
                        403,
                        "A page from elsewhere may not read the cell, unless its host is among web-ui-hosts of the settings");
            }
        }
        return new LegacyAnswer(head, function);
    }

    /** What is short: with its length, and compressed if the client takes that. */
    public HttpResponse whole(JsonBody body) {
        var json = Json.bytes(body);
        var text = function.isEmpty() ? json : called(function.get(), json);
        boolean packed = Negotiation.gzip(head, text.length);
        var response = Answers.bytes(type(), ByteString.fromArrayUnsafe(packed ? ContentCoding.gzip(text) : text));
        return secured(packed ? response.addHeader(RawHeader.create("Content-Encoding", "gzip")) : response);
    }

    /** What may be long: sent while it is written. */
    public HttpResponse streamed(JsonBody body) {
        var before = function.map(name -> name + "(").orElse("");
        return secured(Answers.stream(type(), JsonStream.of(before, body, function.isPresent() ? ")" : "")));
    }

    private ContentType type() {
        return function.isPresent() ? SCRIPT : ContentTypes.APPLICATION_JSON;
    }

    private static HttpResponse secured(HttpResponse response) {
        return response.addHeaders(List.of(RawHeader.create("X-Content-Type-Options", "nosniff")));
    }

    private static byte[] called(String function, byte[] json) {
        var text = new byte[function.length() + json.length + 2];
        System.arraycopy(function.getBytes(StandardCharsets.US_ASCII), 0, text, 0, function.length());
        text[function.length()] = '(';
        System.arraycopy(json, 0, text, function.length() + 1, json.length);
        text[text.length - 1] = ')';
        return text;
    }
}
