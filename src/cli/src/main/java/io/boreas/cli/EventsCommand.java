package io.boreas.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code boreas events}: what happened, and what happens. */
@Command(
        name = "events",
        description = "Show what happened in the cell; with -f, what happens from now on.",
        footer = {
            "",
            "Examples:",
            "  boreas events --job www-data/devel/toyserver",
            "  boreas events -f --type task,agent -o json"
        })
final class EventsCommand extends Verb {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final long RECONNECT_MS = 1_000;
    private static final int RECONNECTS_MAX = 60;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what happens; without --after, only with that.")
    private boolean follow;

    @Option(names = "--after", paramLabel = "ID", description = "Start after the event of this id, such as 17.0.")
    private String after = "";

    @Option(names = "--job", paramLabel = "KEY", description = "Only of this job.")
    private String job = "";

    @Option(
            names = "--type",
            paramLabel = "TYPE[,TYPE...]",
            description = "Only of these: job, task, agent, run, lease.")
    private String type = "";

    @Override
    void run(Session session) throws InterruptedException {
        var client = session.client();
        var seen = after.isEmpty() && !follow ? oldest(client) : after;
        int failures = 0;
        while (true) {
            var before = seen;
            try {
                seen = read(client, session, seen);
                if (!follow) {
                    return;
                }
            } catch (Broken broken) {
                seen = broken.seen;
            }
            failures = seen.equals(before) ? failures + 1 : 0;
            if (failures > RECONNECTS_MAX) {
                throw new CliException(Exit.NETWORK, "the stream of events keeps breaking off after " + seen);
            }
            Thread.sleep(RECONNECT_MS);
        }
    }

    /** The id before the oldest event that is kept. */
    private static String oldest(BoreasClient client) {
        try {
            client.stream("/boreas/v1/events?after=0&follow=false").body().close();
            return "0";
        } catch (Refused refused) {
            if (refused.type().equals("events-gone")) {
                return Long.toString(refused.problem().path("lowest").asLong(1) - 1);
            }
            throw refused;
        } catch (IOException e) {
            return "0"; // that closing failed says nothing about the events
        }
    }

    /** The stream broke off after this event. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String seen;

        Broken(String seen) {
            this.seen = seen;
        }
    }

    /** Shows events; without -f up to the newest there was at the start. */
    private String read(BoreasClient client, Session session, String from) {
        var path = new StringBuilder("/boreas/v1/events?");
        var query = new StringJoiner("&");
        if (!job.isEmpty()) {
            query.add("job=" + BoreasClient.escaped(JobKeyText.checked(job)));
        }
        if (!type.isEmpty()) {
            query.add("type=" + BoreasClient.escaped(type));
        }
        if (!follow) {
            query.add("follow=false");
        }
        var response = from.isEmpty()
                ? client.stream(path.append(query).toString())
                : client.stream(path.append(query).toString(), "Last-Event-ID", from);
        var seen = from;
        try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            var kind = "";
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    kind = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    seen = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    show(session, kind, line.substring(6));
                }
            }
        } catch (IOException e) {
            throw new Broken(seen);
        }
        return seen;
    }

    private static void show(Session session, String type, String data) throws IOException {
        if (session.isJson()) {
            session.out().println(data);
        } else {
            session.out().println(line(type, MAPPER.readTree(data)));
        }
        session.out().flush();
    }

    private static String line(String type, JsonNode event) {
        var text = new StringJoiner("  ");
        text.add(event.path("time").asText()).add(event.path("id").asText()).add(type);
        for (var field : new String[] {"job", "instance", "agentId", "host", "change", "state", "taskId", "message"}) {
            var value = event.path(field).asText();
            if (!value.isEmpty()) {
                text.add((field.equals("instance") ? "instance " : "") + Table.printable(value));
            }
        }
        return text.toString();
    }
}
