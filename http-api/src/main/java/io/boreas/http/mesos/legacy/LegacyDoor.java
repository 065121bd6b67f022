package io.boreas.http.mesos.legacy;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.Frameworks;
import io.boreas.http.json.JsonBody;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.json.MesosJson;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.scheduler.MasterAddress;
import io.boreas.http.mesos.state.CallPermissions;
import io.boreas.http.mesos.state.CellState;
import io.boreas.http.mesos.state.LogFile;
import io.boreas.http.mesos.state.MasterFacts;
import io.boreas.http.mesos.state.Metrics;
import io.boreas.http.mesos.state.RegistryDoor;
import io.boreas.http.mesos.wire.PageHosts;
import io.boreas.http.security.Realm;
import io.boreas.http.server.Answers;
import io.boreas.http.server.TextCall;
import io.boreas.http.server.TextRoute;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * The endpoints that the old web UI and older tools read. What may be long is streamed; nothing is built on a dispatcher that
 * actors use.
 */
public final class LegacyDoor {
    private static final Executor OFF_DISPATCHER =
            task -> Thread.ofVirtual().name("boreas-legacy").start(task);

    private static final Set<String> OPEN =
            Set.of("master/health", "master/version", "master/redirect", "system/stats.json");

    private final Cell cell;
    private final Frameworks frameworks;
    private final RegistryDoor registry;
    private final MasterFacts facts;
    private final LogFile log;
    private final MasterAddress address;
    private final PageHosts pages;
    private final InstantSource clock;
    private final Supplier<Map<String, Double>> counted;
    private final LegacyWrites writes;

    /**
     * @param counted what is counted at this master alone, under Mesos's names
     */
    public LegacyDoor(
            Cell cell,
            Frameworks frameworks,
            RegistryDoor registry,
            MasterFacts facts,
            LogFile log,
            MasterAddress address,
            PageHosts pages,
            InstantSource clock,
            Supplier<Map<String, Double>> counted) {
        this.cell = cell;
        this.frameworks = frameworks;
        this.registry = registry;
        this.facts = facts;
        this.log = log;
        this.address = address;
        this.pages = pages;
        this.clock = clock;
        this.counted = counted;
        this.writes = new LegacyWrites(frameworks, registry);
    }

    /** One endpoint that is read. */
    @FunctionalInterface
    private interface Read {
        CompletionStage<HttpResponse> answer(TextCall call, LegacyQuery query, LegacyAnswer answer)
                throws LegacyRefusal;
    }

    /** What is served, by component and path. */
    public Map<String, TextRoute> routes() {
        var routes = new TreeMap<String, TextRoute>();
        put(
                routes,
                "master/state",
                (call, query, answer) -> streamed(
                        call, answer, state -> new StateJson(state, facts, log, master(call), call.permissions())));
        put(
                routes,
                "master/state-summary",
                (call, query, answer) -> streamed(call, answer, state -> new SummaryJson(state, master(call))));
        put(
                routes,
                "master/slaves",
                (call, query, answer) -> streamed(call, answer, state -> Lists.agents(state, query.text("slave_id"))));
        put(
                routes,
                "master/frameworks",
                (call, query, answer) ->
                        streamed(call, answer, state -> Lists.frameworks(state, query.text("framework_id"))));
        put(
                routes,
                "master/tasks",
                (call, query, answer) -> streamed(call, answer, state -> Lists.tasks(state, TaskPage.of(query))));
        put(routes, "master/roles", (call, query, answer) -> registry.read()
                .thenCompose(settings ->
                        streamedToAll(answer, state -> new RolesJson(state, settings, call.permissions()))));
        put(
                routes,
                "master/flags",
                (call, query, answer) -> allowed(
                        call.permissions().may(Action.VIEW_FLAGS), () -> now(answer.whole(object(facts::writeFlags)))));
        put(routes, "master/version", (call, query, answer) -> now(answer.whole(object(facts::writeVersion))));
        put(routes, "master/health", (call, query, answer) -> now(Answers.text(200, "")));
        put(routes, "master/redirect", this::redirect);
        put(
                routes,
                "metrics/snapshot",
                (call, query, answer) -> allowed(
                        call.permissions().may(Action.GET_ENDPOINTS, "/metrics/snapshot"), () -> metrics(answer)));
        put(routes, "system/stats.json", (call, query, answer) -> now(answer.whole(numbers(system()))));
        put(
                routes,
                "master/weights",
                writes::weights,
                "PUT",
                (call, query, answer) -> settings(call, answer, set -> Lists.weights(set.weights())));
        put(
                routes,
                "master/quota",
                writes::quota,
                "POST, DELETE",
                (call, query, answer) -> settings(call, answer, set -> Lists.quota(set.quotas())));
        put(
                routes,
                "master/maintenance/schedule",
                writes::schedule,
                "POST",
                (call, query, answer) -> settings(call, answer, set -> out -> MesosJson.write(set.schedule(), out)));
        put(
                routes,
                "master/maintenance/status",
                (call, query, answer) -> settings(call, answer, set -> out -> MesosJson.write(set.maintenance(), out)));
        files(routes);
        routes.putAll(writes.routes());
        return Map.copyOf(routes);
    }

    /** All that a master serves is its log. */
    private void files(Map<String, TextRoute> routes) {
        put(routes, "files/browse", (call, query, answer) -> {
            requireLog(call, FileAnswers.path(query));
            // Nothing is below a file. Source: Mesos, FilesProcess::browse, which is content with that.
            return now(answer.whole(out -> {
                out.writeStartArray();
                out.writeEndArray();
            }));
        });
        put(routes, "files/read", (call, query, answer) -> {
            requireLog(call, FileAnswers.path(query));
            long offset = FileAnswers.number(query, "offset");
            long length = FileAnswers.number(query, "length");
            return read(offset, length, (size, data) -> answer.whole(FileAnswers.part(offset, size, data)));
        });
        put(routes, "files/download", (call, query, answer) -> {
            requireLog(call, FileAnswers.path(query));
            return read(
                    -1,
                    0,
                    (size, none) -> FileAnswers.download(
                            log.name(),
                            size,
                            LogFile.READ_BYTES_MAX,
                            (offset, length) ->
                                    log.read(offset, length) instanceof LogFile.Look.Part(long now, var data)
                                            ? Optional.of(data)
                                            : Optional.empty(),
                            OFF_DISPATCHER));
        });
        put(
                routes,
                "files/debug",
                (call, query, answer) -> allowed(
                        call.permissions().may(Action.GET_ENDPOINTS, "/files/debug"),
                        () -> now(answer.whole(object(out -> {
                            if (log.file().isPresent()) {
                                out.writeStringField(
                                        LogFile.OF_MASTER, log.file().get().toString());
                            }
                        })))));
    }

    private void requireLog(TextCall call, String path) throws LegacyRefusal {
        if (!log.isMeant(LogFile.OF_MASTER, path)) {
            throw new LegacyRefusal(404, "There is no file '" + path + "' on this master");
        }
        if (!call.permissions().may(Action.ACCESS_MESOS_LOGS)) {
            throw new LegacyRefusal(403, CallPermissions.REFUSAL);
        }
    }

    private CompletionStage<HttpResponse> read(
            long offset, long length, BiFunction<Long, byte[], HttpResponse> answer) {
        return CompletableFuture.supplyAsync(
                () -> switch (log.read(offset, length)) {
                    case LogFile.Look.Part(long size, var data) -> answer.apply(size, data);
                    case LogFile.Look.Failed(var why) -> Answers.text(404, "The log of this master: " + why);
                },
                OFF_DISPATCHER);
    }

    private void put(Map<String, TextRoute> routes, String path, Read read) {
        put(routes, path, call -> now(Answers.text(405, "")), "", read);
    }

    /**
     * @param write serves what is no GET
     * @param methods the other methods there are
     */
    private void put(Map<String, TextRoute> routes, String path, TextRoute.Handler write, String methods, Read read) {
        var allowed = methods.isEmpty() ? "GET" : "GET, " + methods;
        routes.put(path, new TextRoute("/" + path, realm(path, methods), call -> {
            var method = call.request().method().value();
            if (!allowed.contains(method)) {
                return now(LegacyWrites.otherMethod(method, allowed));
            }
            if (!method.equals("GET")) {
                return write.answer(call);
            }
            try {
                var query = LegacyQuery.of(call);
                return read.answer(call, query, LegacyAnswer.of(call, query, pages));
            } catch (LegacyRefusal refusal) {
                return now(Answers.text(refusal.status(), refusal.text()));
            }
        }));
    }

    /** Source: Mesos 1.11, the routes of its master: what can be written at all is read in the same realm. */
    private static Realm realm(String path, String writes) {
        if (OPEN.contains(path)) {
            return Realm.OPEN;
        }
        return writes.isEmpty() ? Realm.MASTER_READONLY : Realm.MASTER_READWRITE;
    }

    /** What is hidden from whoever asks is left out. */
    private CompletionStage<HttpResponse> streamed(
            TextCall call, LegacyAnswer answer, Function<CellState, JsonBody> body) {
        return streamedToAll(answer, state -> body.apply(state.seenBy(call.permissions())));
    }

    private static CompletionStage<HttpResponse> allowed(
            boolean granted, Supplier<CompletionStage<HttpResponse>> answer) {
        return granted ? answer.get() : now(Answers.text(403, CallPermissions.REFUSAL));
    }

    private CompletionStage<HttpResponse> streamedToAll(LegacyAnswer answer, Function<CellState, JsonBody> body) {
        return CellState.read(cell, frameworks).thenApply(state -> answer.streamed(body.apply(state)));
    }

    private CompletionStage<HttpResponse> settings(
            TextCall call, LegacyAnswer answer, Function<RegistryDoor.Settings, JsonBody> body) {
        return registry.read().thenApply(set -> answer.whole(body.apply(set.seenBy(call.permissions()))));
    }

    private CompletionStage<HttpResponse> metrics(LegacyAnswer answer) {
        return CellState.read(cell, frameworks)
                .thenApplyAsync(
                        state -> answer.whole(numbers(Metrics.of(state, clock.instant(), counted.get()))),
                        OFF_DISPATCHER);
    }

    /** The leader is whoever is asked. Source: Mesos, whose leader answers so, too. */
    private CompletionStage<HttpResponse> redirect(TextCall call, LegacyQuery query, LegacyAnswer answer)
            throws LegacyRefusal {
        if (!call.target().matches("/+(master/+)?redirect/*(\\?.*)?")) {
            throw new LegacyRefusal(404, "There is nothing below /redirect");
        }
        var master = master(call);
        return now(Answers.text(307, "")
                .addHeader(RawHeader.create("Location", "//" + master.getHostname() + ":" + master.getPort())));
    }

    private Mesos.MasterInfo master(TextCall call) {
        return address.of(cell.info(), call.request().getUri());
    }

    /** The averages that Java does not have are left out. */
    private static SortedMap<String, Double> system() {
        var values = new TreeMap<>(Metrics.system());
        var load = values.remove("load_1min");
        if (load != null) {
            values.put("avg_load_1min", load);
        }
        return values;
    }

    private static JsonBody numbers(SortedMap<String, Double> values) {
        return object(out -> {
            for (var value : values.entrySet()) {
                out.writeFieldName(value.getKey());
                out.writeNumber(BigDecimal.valueOf(value.getValue()).toPlainString());
            }
        });
    }

    private static JsonBody object(JsonBody fields) {
        return out -> {
            out.writeStartObject();
            fields.write(out);
            out.writeEndObject();
        };
    }

    private static CompletionStage<HttpResponse> now(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
