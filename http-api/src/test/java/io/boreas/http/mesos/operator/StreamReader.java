package io.boreas.http.mesos.operator;

import io.boreas.http.mesos.proto.Master.Event;
import io.boreas.http.mesos.wire.Media;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;

/** One subscriber that reads record by record. */
record StreamReader(Media media, HttpResponse<InputStream> answer) implements AutoCloseable {
    static StreamReader open(Stage stage, Media media, String... headers) throws Exception {
        var all = Stream.concat(
                Stream.of("Content-Type", "application/json", "Accept", media.contentType()), Stream.of(headers));
        var request = stage.request(Stage.PATH, all.toArray(String[]::new))
                .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"SUBSCRIBE\"}"))
                .build();
        return new StreamReader(media, stage.client().send(request, HttpResponse.BodyHandlers.ofInputStream()));
    }

    Event next() throws Exception {
        var head = new StringBuilder();
        for (int c = answer.body().read(); c != '\n'; c = answer.body().read()) {
            if (c < 0) {
                throw new IOException("the stream has ended");
            }
            head.append((char) c);
        }
        return media.decode(answer.body().readNBytes(Integer.parseInt(head.toString())), Event.getDefaultInstance());
    }

    /** The next event that is no heartbeat. */
    Event told() throws Exception {
        var event = next();
        while (event.getType() == Event.Type.HEARTBEAT) {
            event = next();
        }
        return event;
    }

    @Override
    public void close() throws IOException {
        answer.body().close();
    }
}
