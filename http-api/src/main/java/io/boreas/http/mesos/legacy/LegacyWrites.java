package io.boreas.http.mesos.legacy;

import io.boreas.actors.gateway.Frameworks;
import io.boreas.http.json.Json;
import io.boreas.http.mesos.json.JsonFault;
import io.boreas.http.mesos.json.MesosJson;
import io.boreas.http.mesos.proto.Master;
import io.boreas.http.mesos.state.CallPermissions;
import io.boreas.http.mesos.state.Causes;
import io.boreas.http.mesos.state.RegistryDoor;
import io.boreas.http.mesos.state.Teardown;
import io.boreas.http.security.Realm;
import io.boreas.http.server.Answers;
import io.boreas.http.server.TextCall;
import io.boreas.http.server.TextRoute;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** The endpoints that change something: each is a call of the operator API in other words. */
final class LegacyWrites {
    private static final int BODY_BYTES_MAX = 4 << 20;

    private final Frameworks frameworks;
    private final RegistryDoor registry;

    LegacyWrites(Frameworks frameworks, RegistryDoor registry) {
        this.frameworks = frameworks;
        this.registry = registry;
    }

    /** Those that are no reads as well. */
    Map<String, TextRoute> routes() {
        return Map.of(
                "master/teardown", post("/master/teardown", this::teardown),
                "master/machine/down", machines(Master.Call.Type.START_MAINTENANCE, "/master/machine/down"),
                "master/machine/up", machines(Master.Call.Type.STOP_MAINTENANCE, "/master/machine/up"),
                "master/reserve", form(Master.Call.Type.RESERVE_RESOURCES, "/master/reserve", "resources"),
                "master/unreserve", form(Master.Call.Type.UNRESERVE_RESOURCES, "/master/unreserve", "resources"),
                "master/create-volumes", form(Master.Call.Type.CREATE_VOLUMES, "/master/create-volumes", "volumes"),
                "master/destroy-volumes", form(Master.Call.Type.DESTROY_VOLUMES, "/master/destroy-volumes", "volumes"));
    }

    CompletionStage<HttpResponse> weights(TextCall call) {
        return body(call, text -> wrapped(Master.Call.Type.UPDATE_WEIGHTS, "{\"weight_infos\":" + text + "}"));
    }

    CompletionStage<HttpResponse> schedule(TextCall call) {
        return body(call, text -> wrapped(Master.Call.Type.UPDATE_MAINTENANCE_SCHEDULE, "{\"schedule\":" + text + "}"));
    }

    CompletionStage<HttpResponse> quota(TextCall call) {
        if (call.request().method().value().equals("POST")) {
            return body(call, text -> wrapped(Master.Call.Type.SET_QUOTA, "{\"quota_request\":" + text + "}"));
        }
        return body(call, text -> {
            var path = call.target().replaceAll("\\?.*", "");
            int at = path.indexOf("/quota/");
            if (at < 0) {
                throw new LegacyRefusal(400, "Expecting the role to be removed at the end of the path");
            }
            return Master.Call.newBuilder()
                    .setType(Master.Call.Type.REMOVE_QUOTA)
                    .setRemoveQuota(
                            Master.Call.RemoveQuota.newBuilder().setRole(path.substring(at + "/quota/".length())))
                    .build();
        });
    }

    private TextRoute machines(Master.Call.Type type, String path) {
        return post(path, call -> body(call, text -> wrapped(type, "{\"machines\":" + text + "}")));
    }

    /** A form of an agent's id and a list of resources. */
    private TextRoute form(Master.Call.Type type, String path, String list) {
        return post(
                path,
                call -> body(call, text -> {
                    var form = LegacyQuery.parse(text);
                    var agent = form.text("slaveId")
                            .orElseThrow(() ->
                                    new LegacyRefusal(400, "Missing 'slaveId' query parameter in the request body"));
                    var resources = form.text(list)
                            .orElseThrow(() -> new LegacyRefusal(
                                    400, "Missing '" + list + "' query parameter in the request body"));
                    var json = "{\"agent_id\":{\"value\":" + quoted(agent) + "},\"" + list + "\":" + resources + "}";
                    return wrapped(type, json);
                }));
    }

    private static String quoted(String text) {
        return new String(Json.bytes(out -> out.writeString(text)), StandardCharsets.UTF_8);
    }

    private CompletionStage<HttpResponse> teardown(TextCall call) {
        return call.body(BODY_BYTES_MAX).thenCompose(bytes -> {
            try {
                var id = LegacyQuery.parse(new String(bytes, StandardCharsets.UTF_8))
                        .text("frameworkId")
                        .orElseThrow(() ->
                                new LegacyRefusal(400, "Missing 'frameworkId' query parameter in the request body"));
                return Teardown.of(frameworks, id, call.permissions(), Causes.fresh(call))
                        .thenApply(LegacyWrites::answer);
            } catch (LegacyRefusal refusal) {
                return CompletableFuture.completedFuture(Answers.text(refusal.status(), refusal.text()));
            }
        });
    }

    /** Makes a call of a body. */
    @FunctionalInterface
    private interface Reader {
        Master.Call call(String text) throws LegacyRefusal;
    }

    private CompletionStage<HttpResponse> body(TextCall call, Reader reader) {
        return call.body(BODY_BYTES_MAX).thenCompose(bytes -> {
            try {
                var asked = reader.call(new String(bytes, StandardCharsets.UTF_8));
                if (!CallPermissions.granted(asked, call.permissions())) {
                    throw new LegacyRefusal(403, CallPermissions.REFUSAL);
                }
                return registry.call(asked, Causes.fresh(call), call.access().principal())
                        .thenApply(LegacyWrites::answer);
            } catch (LegacyRefusal refusal) {
                return CompletableFuture.completedFuture(Answers.text(refusal.status(), refusal.text()));
            }
        });
    }

    /** The call of a type, whose part this JSON is. */
    private static Master.Call wrapped(Master.Call.Type type, String json) throws LegacyRefusal {
        var call = Master.Call.newBuilder().setType(type);
        var field = Master.Call.getDescriptor().findFieldByName(type.name().toLowerCase(Locale.ROOT));
        try {
            var part = MesosJson.decode(
                    json.getBytes(StandardCharsets.UTF_8),
                    call.newBuilderForField(field).getDefaultInstanceForType());
            return call.setField(field, part).build();
        } catch (JsonFault e) {
            throw new LegacyRefusal(400, "Failed to parse the request body: " + e.getMessage());
        }
    }

    private static HttpResponse answer(RegistryDoor.Reply reply) {
        return Answers.text(reply.status(), reply.text());
    }

    private static TextRoute post(String path, TextRoute.Handler handler) {
        return new TextRoute(path, Realm.MASTER_READWRITE, call -> {
            var method = call.request().method().value();
            return method.equals("POST")
                    ? handler.answer(call)
                    : CompletableFuture.completedFuture(otherMethod(method, "POST"));
        });
    }

    static HttpResponse otherMethod(String method, String allowed) {
        var names = "'" + allowed.replace(", ", "', '") + "'";
        return Answers.text(405, "Expecting one of { " + names + " }, but received '" + method + "'")
                .addHeader(RawHeader.create("Allow", allowed));
    }
}
