package io.boreas.http.mesos.wire;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The head of a request.
 *
 * @param target path and query, as they were asked for
 * @param headers values by name, in whatever case; several of one name are joined by commas
 */
public record Head(String method, String target, SortedMap<String, String> headers) {
    /** Names of headers that only Mesos has. */
    public static final String STREAM_ID = "Mesos-Stream-Id";

    public static final String MESSAGE_CONTENT_TYPE = "Message-Content-Type";
    public static final String MESSAGE_ACCEPT = "Message-Accept";

    public Head {
        var lowered = new TreeMap<String, String>();
        headers.forEach((name, value) -> lowered.merge(name.toLowerCase(Locale.ROOT), value, (a, b) -> a + ", " + b));
        headers = lowered;
    }

    /** A head of headers in any kind of map. */
    public static Head of(String method, String target, Map<String, String> headers) {
        return new Head(method, target, new TreeMap<>(headers));
    }

    /** The value of a header, by its name in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** The media type of a header such as {@code Content-Type}, lower-case and without its parameters. */
    Optional<String> mediaType(String name) {
        return header(name).map(value -> {
            int end = value.indexOf(';');
            return (end < 0 ? value : value.substring(0, end)).trim().toLowerCase(Locale.ROOT);
        });
    }
}
