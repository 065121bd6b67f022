package io.boreas.testcluster.bench.cell;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** A scheduler of a Mesos framework, in JSON: one thread reads its stream, others may call, each over a connection of its own. */
final class MesosScheduler implements AutoCloseable {
    private static final String PATH = "/api/v1/scheduler";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI master;
    private final HttpConnection connection;
    private final InputStream stream;
    private final String streamId;
    private final String framework;
    private volatile boolean closed;

    /** Hears each event; called on the reader's thread. */
    interface Listener {
        /**
         * An event came.
         *
         * @param nanos when it was read
         */
        void event(long nanos, JsonNode event);
    }

    MesosScheduler(URI master) throws IOException {
        this.master = master;
        this.connection = new HttpConnection(master, Duration.ofSeconds(60));
        var answer = connection.postForStream(PATH, """
                {"type":"SUBSCRIBE","subscribe":{"framework_info":
                {"user":"%s","name":"bench","capabilities":[{"type":"PARTITION_AWARE"}]}}}""".formatted(System.getProperty("user.name")));
        this.stream = new BufferedInputStream(answer.body(), 1 << 18);
        this.streamId = answer.headers().getOrDefault("mesos-stream-id", "");
        this.framework =
                JSON.readTree(record()).at("/subscribed/framework_id/value").asText();
    }

    /** Reads on, on a thread of its own, until this is closed. */
    void follow(Listener listener) {
        Thread.ofPlatform().name("scheduler").daemon().start(() -> {
            try {
                while (true) {
                    var record = record();
                    listener.event(System.nanoTime(), JSON.readTree(record));
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new IllegalStateException("the scheduler's stream broke off", e);
                }
            }
        });
    }

    private byte[] record() throws IOException {
        int length = 0;
        for (int next = stream.read(); next != '\n'; next = stream.read()) {
            if (next < 0) {
                throw new EOFException("the stream has ended");
            }
            length = length * 10 + next - '0';
        }
        return stream.readNBytes(length);
    }

    /** A connection for calls. */
    HttpConnection connect() throws IOException {
        return new HttpConnection(master);
    }

    private void call(HttpConnection over, String body) throws IOException {
        var whole = "{\"framework_id\":{\"value\":\"" + framework + "\"}," + body + "}";
        over.post(PATH, whole, "Mesos-Stream-Id: " + streamId + "\r\n").expect(202);
    }

    /** Launches tasks from offers of one agent; what is left is offered again at once. */
    void accept(HttpConnection over, List<String> offers, String agent, List<String> tasks, String command)
            throws IOException {
        var infos =
                tasks.stream().map(task -> """
                        {"name":"t","task_id":{"value":"%s"},"agent_id":{"value":"%s"},"command":{"value":"%s"},"resources":[
                        {"name":"cpus","type":"SCALAR","scalar":{"value":0.01}},
                        {"name":"mem","type":"SCALAR","scalar":{"value":1}}]}""".formatted(task, agent, command)).collect(Collectors.joining(","));
        call(over, """
                "type":"ACCEPT","accept":{"offer_ids":[%s],"filters":{"refuse_seconds":0},"operations":[
                {"type":"LAUNCH","launch":{"task_infos":[%s]}}]}""".formatted(values(offers), infos));
    }

    /** Declines offers for an hour. */
    void decline(HttpConnection over, List<String> offers) throws IOException {
        call(over, """
                "type":"DECLINE","decline":{"offer_ids":[%s],"filters":{"refuse_seconds":3600}}""".formatted(values(offers)));
    }

    private static String values(List<String> ids) {
        return ids.stream().map(id -> "{\"value\":\"" + id + "\"}").collect(Collectors.joining(","));
    }

    void kill(HttpConnection over, String task) throws IOException {
        call(over, "\"type\":\"KILL\",\"kill\":{\"task_id\":{\"value\":\"" + task + "\"}}");
    }

    void acknowledge(HttpConnection over, JsonNode status) throws IOException {
        call(over, """
                "type":"ACKNOWLEDGE","acknowledge":{"agent_id":%s,"task_id":%s,"uuid":%s}""".formatted(status.get("agent_id"), status.get("task_id"), status.get("uuid")));
    }

    /** Asks after every task. */
    void reconcile(HttpConnection over) throws IOException {
        call(over, "\"type\":\"RECONCILE\",\"reconcile\":{\"tasks\":[]}");
    }

    @Override
    public void close() throws IOException {
        try (var over = connect()) {
            closed = true;
            call(over, "\"type\":\"TEARDOWN\"");
        }
        connection.close();
    }
}
