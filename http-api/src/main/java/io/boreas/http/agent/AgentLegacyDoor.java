package io.boreas.http.agent;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.agent.gateway.AgentGateway;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.http.json.JsonBody;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.legacy.FileAnswers;
import io.boreas.http.mesos.legacy.LegacyAnswer;
import io.boreas.http.mesos.legacy.LegacyQuery;
import io.boreas.http.mesos.legacy.LegacyRefusal;
import io.boreas.http.mesos.legacy.Numbers;
import io.boreas.http.mesos.state.CallPermissions;
import io.boreas.http.mesos.state.LogFile;
import io.boreas.http.mesos.wire.Access;
import io.boreas.http.mesos.wire.Head;
import io.boreas.http.mesos.wire.PageHosts;
import io.boreas.http.security.Realm;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Authentication;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** The endpoints of an agent that the old web UI and older tools read. Thread-safe. */
final class AgentLegacyDoor {
    private static final Executor OFF_DISPATCHER =
            task -> Thread.ofVirtual().name("boreas-agent-legacy").start(task);

    private final AgentGateway gateway;
    private final Authentication authentication;
    private final PageHosts pages;
    private final LogFile log;
    private final AgentFiles files;
    private final Instant startedAt;
    private final InstantSource clock;

    AgentLegacyDoor(
            AgentGateway gateway, Authentication authentication, PageHosts pages, LogFile log, InstantSource clock) {
        this.gateway = gateway;
        this.authentication = authentication;
        this.pages = pages;
        this.log = log;
        this.files = new AgentFiles(gateway, log);
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
            routes.put("files/debug" + end, door(this::paths));
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
        return asked.whole(new AgentStateJson(gateway, asked.state().seenBy(asked.who()), startedAt, log, withFlags));
    }

    private HttpResponse flags(Asked asked) throws LegacyRefusal {
        allow(asked.who().may(Action.VIEW_FLAGS));
        return asked.whole(out -> {
            out.writeStartObject();
            AgentStateJson.writeFlags(log.among(gateway.flags()), out);
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

    private HttpResponse browse(Asked asked) throws LegacyRefusal {
        var path = FileAnswers.path(asked.query());
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
        if (entry.ownership().isPresent()) {
            var ownership = entry.ownership().get();
            out.writeNumberField("nlink", ownership.links());
            out.writeStringField("uid", ownership.user());
            out.writeStringField("gid", ownership.group());
        }
        out.writeEndObject();
    }

    private HttpResponse read(Asked asked) throws LegacyRefusal {
        var path = FileAnswers.path(asked.query());
        long offset = FileAnswers.number(asked.query(), "offset");
        long length = FileAnswers.number(asked.query(), "length");
        return switch (files.read(asked.state(), asked.who(), path, offset, length)) {
            case AgentFiles.Found.Part(long size, var data) -> asked.whole(FileAnswers.part(offset, size, data));
            case AgentFiles.Found.Listed listed -> throw new LegacyRefusal(400, "'" + path + "' is a folder");
            case AgentFiles.Found.Refused(int status, var text) -> throw new LegacyRefusal(status, text);
        };
    }

    private HttpResponse download(Asked asked) throws LegacyRefusal {
        var path = FileAnswers.path(asked.query());
        var state = asked.state();
        var who = asked.who();
        return switch (files.read(state, who, path, -1, 0)) {
            case AgentFiles.Found.Part(long size, var none) ->
                FileAnswers.download(
                        files.saved(path),
                        size,
                        LogFile.READ_BYTES_MAX,
                        (offset, length) -> files.read(state, who, path, offset, length)
                                        instanceof AgentFiles.Found.Part(long now, var data)
                                ? Optional.of(data)
                                : Optional.empty(),
                        OFF_DISPATCHER);
            case AgentFiles.Found.Listed listed -> throw new LegacyRefusal(400, "Cannot download a directory.");
            case AgentFiles.Found.Refused(int status, var text) -> throw new LegacyRefusal(status, text);
        };
    }

    /** What is served under which path. Source: Mesos, {@code /files/debug}. */
    private HttpResponse paths(Asked asked) throws LegacyRefusal {
        allow(asked.who().may(Action.GET_ENDPOINTS, "/files/debug"));
        return asked.whole(out -> {
            out.writeStartObject();
            for (var path : files.paths(asked.state()).entrySet()) {
                out.writeStringField(path.getKey(), path.getValue());
            }
            out.writeEndObject();
        });
    }

    private static <T> CompletionStage<T> now(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
