package io.boreas.http.agent;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.agent.gateway.AgentGateway;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.http.json.JsonBody;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.legacy.LegacyAnswer;
import io.boreas.http.mesos.legacy.LegacyQuery;
import io.boreas.http.mesos.legacy.LegacyRefusal;
import io.boreas.http.mesos.legacy.Numbers;
import io.boreas.http.mesos.state.CallPermissions;
import io.boreas.http.mesos.wire.Access;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.PageHosts;
import io.boreas.http.security.Realm;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Authentication;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** The endpoints of an agent that the old web UI and older tools read. Thread-safe. */
final class AgentLegacyDoor {
    private static final Executor OFF_DISPATCHER =
            task -> Thread.ofVirtual().name("boreas-agent-legacy").start(task);

    private final AgentGateway gateway;
    private final Authentication authentication;
    private final PageHosts pages;
    private final AgentFiles files;
    private final Instant startedAt;
    private final InstantSource clock;

    AgentLegacyDoor(AgentGateway gateway, Authentication authentication, PageHosts pages, InstantSource clock) {
        this.gateway = gateway;
        this.authentication = authentication;
        this.pages = pages;
        this.files = new AgentFiles(gateway);
        this.startedAt = clock.instant();
        this.clock = clock;
    }

    /** What is asked of one endpoint. */
    private record Asked(LegacyQuery query, LegacyAnswer answer, Permissions who, AgentState state) {
        HttpResponse whole(JsonBody body) {
            return answer.whole(body);
        }
    }

    @FunctionalInterface
    private interface Read {
        HttpResponse answer(Asked asked) throws LegacyRefusal;
    }

    /** What is served, by component and path; those that end with {@code .json} are the names of before Mesos 0.25. */
    Map<String, AgentServer.Door> routes(String component) {
        var routes = new TreeMap<String, AgentServer.Door>();
        for (var end : List.of("", ".json")) {
            routes.put(component + "/state" + end, door(this::state));
            routes.put(component + "/monitor/statistics" + end, door(this::statistics));
            routes.put("files/browse" + end, door(this::browse));
            routes.put("files/read" + end, door(this::read));
            routes.put("files/download" + end, door(this::download));
        }
        routes.put(component + "/flags", door(this::flags));
        routes.put(component + "/containers", door(this::containers));
        routes.put("metrics/snapshot", door(this::metrics));
        return routes;
    }

    private AgentServer.Door door(Read read) {
        return (head, path, body) -> answer(read, head);
    }

    private CompletionStage<HttpResponse> answer(Read read, Head head) {
        var access = authentication.admit(Realm.AGENT_READONLY, head.header("Authorization"));
        var refusal = access.refusal();
        if (refusal.isPresent()) {
            return now(Answers.refused(refusal.get()));
        }
        if (!head.method().equals("GET")) {
            return now(Answers.text(405, "Expecting 'GET', received '" + head.method() + "'")
                    .addHeader(RawHeader.create("Allow", "GET")));
        }
        if (gateway.agent().isEmpty()) {
            return now(Answers.text(503, "Agent has not finished recovery"));
        }
        var who = authentication.permissions(
                access instanceof Access.Granted(var principal) ? principal : Optional.empty());
        try {
            var query = LegacyQuery.of(head.target());
            var answer = LegacyAnswer.of(head, query, pages);
            return AgentState.read(gateway)
                    .thenApplyAsync(state -> answered(read, new Asked(query, answer, who, state)), OFF_DISPATCHER);
        } catch (LegacyRefusal refused) {
            return now(Answers.text(refused.status(), refused.text()));
        }
    }

    private static HttpResponse answered(Read read, Asked asked) {
        try {
            return read.answer(asked);
        } catch (LegacyRefusal refused) {
            return Answers.text(refused.status(), refused.text());
        }
    }

    private HttpResponse state(Asked asked) {
        boolean withFlags = asked.who().may(Action.VIEW_FLAGS);
        return asked.whole(new AgentStateJson(gateway, asked.state().seenBy(asked.who()), startedAt, withFlags));
    }

    private HttpResponse flags(Asked asked) throws LegacyRefusal {
        allow(asked.who().may(Action.VIEW_FLAGS));
        return asked.whole(out -> {
            out.writeStartObject();
            AgentStateJson.writeFlags(gateway.flags(), out);
            out.writeEndObject();
        });
    }

    private HttpResponse metrics(Asked asked) throws LegacyRefusal {
        allow(asked.who().may(Action.GET_ENDPOINTS, "/metrics/snapshot"));
        var values = AgentNumbers.of(
                asked.state(), gateway.info().resources(), gateway.oversubscribed(), startedAt, clock.instant());
        return asked.whole(out -> {
            out.writeStartObject();
            for (var value : values.entrySet()) {
                out.writeFieldName(value.getKey());
                out.writeNumber(BigDecimal.valueOf(value.getValue()).toPlainString());
            }
            out.writeEndObject();
        });
    }

    private HttpResponse statistics(Asked asked) throws LegacyRefusal {
        allow(asked.who().may(Action.GET_ENDPOINTS, "/monitor/statistics"));
        return asked.whole(AgentStateJson.containers(
                gateway, AgentAnswers.containersOf(asked.state(), asked.who()), false, clock.instant()));
    }

    private HttpResponse containers(Asked asked) throws LegacyRefusal {
        allow(asked.who().may(Action.GET_ENDPOINTS, "/containers"));
        var wanted = asked.query().text("container_id");
        var some = AgentAnswers.containersOf(asked.state(), asked.who()).stream()
                .filter(executor -> wanted.map(executor.container()::equals).orElse(true))
                .toList();
        return asked.whole(AgentStateJson.containers(gateway, some, true, clock.instant()));
    }

    private static void allow(boolean granted) throws LegacyRefusal {
        if (!granted) {
            throw new LegacyRefusal(403, CallPermissions.REFUSAL);
        }
    }

    private static String path(LegacyQuery query) throws LegacyRefusal {
        return query.text("path").orElseThrow(() -> new LegacyRefusal(400, "Expecting 'path=value' in query."));
    }

    private HttpResponse browse(Asked asked) throws LegacyRefusal {
        var path = path(asked.query());
        return switch (files.list(asked.state(), asked.who(), path)) {
            case AgentFiles.Found.Listed(var entries) ->
                asked.whole(out -> {
                    out.writeStartArray();
                    for (var entry : entries) {
                        write(path, entry, out);
                    }
                    out.writeEndArray();
                });
            case AgentFiles.Found.Part part -> throw new LegacyRefusal(400, "'" + path + "' is no folder");
            case AgentFiles.Found.Refused(int status, var text) -> throw new LegacyRefusal(status, text);
        };
    }

    private static void write(String path, SandboxAnswer.Entry entry, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("path", AgentAnswers.below(path, entry.name()));
        out.writeNumberField("size", entry.bytes());
        Numbers.writeTime("mtime", entry.modified(), out);
        out.writeStringField("mode", entry.mode());
        out.writeEndObject();
    }

    private HttpResponse read(Asked asked) throws LegacyRefusal {
        var path = path(asked.query());
        long offset = number(asked.query(), "offset");
        long length = number(asked.query(), "length");
        return switch (files.read(asked.state(), asked.who(), path, offset, length)) {
            case AgentFiles.Found.Part(long size, var data) ->
                asked.whole(out -> {
                    out.writeStartObject();
                    out.writeNumberField("offset", offset < 0 ? size : offset);
                    // What is not text is shown as well as it can be, as in Mesos.
                    out.writeStringField("data", new String(offset < 0 ? new byte[0] : data, StandardCharsets.UTF_8));
                    out.writeEndObject();
                });
            case AgentFiles.Found.Listed listed -> throw new LegacyRefusal(400, "'" + path + "' is a folder");
            case AgentFiles.Found.Refused(int status, var text) -> throw new LegacyRefusal(status, text);
        };
    }

    /** -1 if it is not there. */
    private static long number(LegacyQuery query, String name) throws LegacyRefusal {
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

    /** The whole file, in parts while it is sent: what is written meanwhile comes too, up to where it ended when it was asked for. */
    private HttpResponse download(Asked asked) throws LegacyRefusal {
        var path = path(asked.query());
        var state = asked.state();
        var who = asked.who();
        long size =
                switch (files.read(state, who, path, -1, 0)) {
                    case AgentFiles.Found.Part part -> part.size();
                    case AgentFiles.Found.Listed listed -> throw new LegacyRefusal(400, "Cannot download a directory.");
                    case AgentFiles.Found.Refused(int status, var text) -> throw new LegacyRefusal(status, text);
                };
        var name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        var parts = Source.unfoldAsync(
                0L,
                from -> from >= size
                        ? now(Optional.<Pair<Long, ByteString>>empty())
                        : CompletableFuture.supplyAsync(() -> part(state, who, path, from, size), OFF_DISPATCHER));
        return Answers.stream(ContentTypes.APPLICATION_OCTET_STREAM, parts)
                .addHeaders(List.of(
                        RawHeader.create("Content-Disposition", "attachment; filename=" + name),
                        RawHeader.create("X-Content-Type-Options", "nosniff")));
    }

    private Optional<Pair<Long, ByteString>> part(
            AgentState state, Permissions who, String path, long from, long size) {
        if (files.read(state, who, path, from, Math.min(AgentFiles.READ_BYTES_MAX, size - from))
                        instanceof AgentFiles.Found.Part part
                && part.data().length > 0) {
            return Optional.of(Pair.create(from + part.data().length, ByteString.fromArray(part.data())));
        }
        return Optional.empty();
    }

    private static <T> CompletionStage<T> now(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
