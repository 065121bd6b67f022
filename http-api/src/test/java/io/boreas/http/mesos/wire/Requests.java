package io.boreas.http.mesos.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Requests as tests write them. */
final class Requests {
    static final Access ANYBODY = new Access.Granted(Optional.empty());
    static final Standing SERVING = new Standing.Serving();
    static final int BODY_BYTES_MAX = 100_000;

    private Requests() {}

    /** A POST with these headers: names and values in turn. */
    static Head post(String... headers) {
        return request("POST", headers);
    }

    static Head request(String method, String... headers) {
        var map = new TreeMap<String, String>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return Head.of(method, "/api/v1?x=1", map);
    }

    static Head json(String... more) {
        var head = post(more);
        var headers = new TreeMap<>(Map.of("content-type", "application/json"));
        headers.putAll(head.headers());
        return new Head("POST", head.target(), headers);
    }

    /** What comes of a request that anybody makes of a process that serves. */
    static <C extends Message> Outcome<C> open(CallDoor<C> door, Head head, String body) {
        return door.open(ANYBODY, SERVING, head, body.getBytes(UTF_8));
    }

    static Refusal refusal(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Refused<?>(var refusal) -> refusal;
            case Outcome.Opened<?>(var call, var answer) -> throw new AssertionError("was opened: " + call);
        };
    }

    static <C extends Message> Outcome.Opened<C> opened(Outcome<C> outcome) {
        return switch (outcome) {
            case Outcome.Refused<C>(var refusal) -> throw new AssertionError("was refused: " + refusal);
            case Outcome.Opened<C> opened -> opened;
        };
    }

    /** Status and text. */
    static String told(Outcome<?> outcome) {
        return switch (outcome) {
            case Outcome.Refused<?>(var refusal) -> refusal.status() + " " + refusal.text();
            case Outcome.Opened<?>(var call, var answer) -> "opened as " + answer.contentType();
        };
    }
}
