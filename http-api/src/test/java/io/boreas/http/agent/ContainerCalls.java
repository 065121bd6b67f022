package io.boreas.http.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boreas.http.mesos.recordio.RecordDecoder;
import io.boreas.http.mesos.recordio.RecordEncoder;
import io.boreas.http.mesos.recordio.RecordFault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Calls about an agent's containers, as Mesos's own command line makes them. */
final class ContainerCalls implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI api;
    private final Optional<String> authorization;

    ContainerCalls(int port) {
        this(port, Optional.empty());
    }

    /** @param authorization who calls, as the header of that name says it */
    ContainerCalls(int port, Optional<String> authorization) {
        this.authorization = authorization;
        this.api = URI.create("http://127.0.0.1:" + port + "/slave(1)/api/v1");
    }

    /** The name of a container, within others: the outermost last. */
    static String id(String name, String... outer) {
        var parent = outer.length == 0
                ? ""
                : ",\"parent\":"
                        + id(outer[0], List.of(outer).subList(1, outer.length).toArray(String[]::new));
        return "{\"value\":\"" + name + "\"" + parent + "}";
    }

    /** A call about a container. */
    static String call(String type, String id, String more) {
        return "{\"type\":\"%s\",\"%s\":{\"container_id\":%s%s}}".formatted(type, type.toLowerCase(), id, more);
    }

    /** A command for a shell, as a field that follows others. */
    static String shell(String line) {
        return ",\"command\":{\"value\":" + quoted(line) + "}";
    }

    static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    HttpResponse<String> post(String body) throws Exception {
        return client.send(
                request()
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request() {
        var request = HttpRequest.newBuilder(api);
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    /** Posts and hears the answer as it comes. */
    Output output(String body) throws Exception {
        return new Output(client.send(
                request()
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/recordio")
                        .header("Message-Accept", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofInputStream()));
    }

    /** What a container writes. */
    static final class Output implements AutoCloseable {
        final HttpResponse<InputStream> response;
        private final RecordDecoder decoder = new RecordDecoder(1 << 20);
        private final List<byte[]> records = new ArrayList<>();
        private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        private boolean ended;

        Output(HttpResponse<InputStream> response) {
            this.response = response;
        }

        /** Reads until it has written this on standard output. */
        Output until(String text) throws IOException {
            while (!ended && !out().contains(text)) {
                read();
            }
            return this;
        }

        /** Reads to the end. */
        Output toEnd() throws IOException {
            while (!ended) {
                read();
            }
            return this;
        }

        private void read() throws IOException {
            var bytes = new byte[4_096];
            int length = response.body().read(bytes);
            ended = length < 0;
            records.clear();
            try {
                decoder.feed(Arrays.copyOf(bytes, Math.max(0, length)), records::add);
            } catch (RecordFault e) {
                throw new AssertionError(e);
            }
            for (var record : records) {
                var io = json(new String(record, StandardCharsets.UTF_8));
                if (io.path("type").asText().equals("DATA")) {
                    var to = io.at("/data/type").asText().equals("STDERR") ? stderr : stdout;
                    to.writeBytes(Base64.getDecoder().decode(io.at("/data/data").asText()));
                }
            }
        }

        String out() {
            return stdout.toString(StandardCharsets.UTF_8);
        }

        String err() {
            return stderr.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            response.body().close();
        }
    }

    /** Attaches to the input of a container. */
    Input input(String id) throws IOException {
        return new Input(api.getPort(), authorization)
                .record("{\"type\":\"CONTAINER_ID\",\"container_id\":" + id + "}");
    }

    /** What somebody types: a body in chunks, each of which is sent at once. */
    static final class Input implements AutoCloseable {
        private final Socket socket;

        Input(int port, Optional<String> authorization) throws IOException {
            this.socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(20_000);
            send(("POST /api/v1 HTTP/1.1\r\n"
                            + authorization
                                    .map(value -> "Authorization: " + value + "\r\n")
                                    .orElse(""))
                    .getBytes(StandardCharsets.ISO_8859_1));
            send("""
                    Host: 127.0.0.1\r
                    Content-Type: application/recordio\r
                    Message-Content-Type: application/json\r
                    Accept: application/json\r
                    Connection: close\r
                    Transfer-Encoding: chunked\r
                    \r
                    """.getBytes(StandardCharsets.ISO_8859_1));
        }

        private void send(byte[] bytes) {
            try {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Input record(String attach) {
            return raw(RecordEncoder.framed(
                    ("{\"type\":\"ATTACH_CONTAINER_INPUT\",\"attach_container_input\":" + attach + "}")
                            .getBytes(StandardCharsets.UTF_8)));
        }

        Input raw(byte[] bytes) {
            var chunk = new ByteArrayOutputStream();
            chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            chunk.writeBytes(bytes);
            chunk.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
            send(chunk.toByteArray());
            return this;
        }

        Input type(String text) {
            var data = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
            return io("{\"type\":\"DATA\",\"data\":{\"type\":\"STDIN\",\"data\":\"" + data + "\"}}");
        }

        Input beat() {
            return io("{\"type\":\"CONTROL\",\"control\":{\"type\":\"HEARTBEAT\","
                    + "\"heartbeat\":{\"interval\":{\"nanoseconds\":30000000000}}}}");
        }

        Input resize(int rows, int columns) {
            return io(
                    "{\"type\":\"CONTROL\",\"control\":{\"type\":\"TTY_INFO\",\"tty_info\":{\"window_size\":{\"rows\":"
                            + rows + ",\"columns\":" + columns + "}}}}");
        }

        Input io(String io) {
            return record("{\"type\":\"PROCESS_IO\",\"process_io\":" + io + "}");
        }

        /** Says no more, and waits for the answer. */
        Answer done() throws IOException {
            send("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            return answer();
        }

        /** Waits for the answer. */
        Answer answer() throws IOException {
            var text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            socket.close();
            return new Answer(Integer.parseInt(text.split(" ", 3)[1]), text.substring(text.indexOf("\r\n\r\n") + 4));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** What was answered. */
    record Answer(int statusCode, String body) {}

    @Override
    public void close() {
        client.shutdownNow();
    }
}
