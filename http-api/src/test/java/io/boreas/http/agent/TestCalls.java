package io.boreas.http.agent;

import io.boreas.core.id.FrameworkId;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Calls to an agent's door. */
final class TestCalls {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestCalls() {}

    static String call(String type, String executor, FrameworkId framework) {
        return call(type, executor, framework, "");
    }

    /**
     * A call.
     *
     * @param more fields, with a comma before them
     */
    static String call(String type, String executor, FrameworkId framework, String more) {
        return "{\"type\":\"%s\",\"executor_id\":{\"value\":\"%s\"},\"framework_id\":{\"value\":\"%s\"}%s}"
                .formatted(type, executor, framework, more);
    }

    static HttpResponse<String> post(int port, String path, String body, Map<String, String> headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        request.header("Content-Type", "application/json");
        headers.forEach(request::setHeader);
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    /** The same with bytes both ways. */
    static HttpResponse<byte[]> postBytes(int port, String path, byte[] body, Map<String, String> headers)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::setHeader);
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }
}
