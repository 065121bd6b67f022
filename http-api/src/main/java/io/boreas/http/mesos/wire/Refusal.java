package io.boreas.http.mesos.wire;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The answer to a request that is not served.
 *
 * @param headers beside those of the body
 * @param text the body, for people, as {@link #CONTENT_TYPE}; sent with its length, never chunked
 */
public record Refusal(int status, SortedMap<String, String> headers, String text) {
    public static final String CONTENT_TYPE = "text/plain; charset=utf-8";

    public Refusal {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
    }

    static Refusal of(int status, String text) {
        return new Refusal(status, new TreeMap<>(), text);
    }

    static Refusal with(int status, String header, String value, String text) {
        return new Refusal(status, new TreeMap<>(Map.of(header, value)), text);
    }

    static Refusal badRequest(String text) {
        return of(400, text);
    }

    static Refusal forbidden(String text) {
        return of(403, text);
    }
}
