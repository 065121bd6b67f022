package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.actors.gateway.Cell;
import io.boreas.core.allocator.Quota;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.resource.Role;
import io.boreas.http.json.Json;
import io.boreas.http.json.JsonInput;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Call;
import io.boreas.http.server.Route;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /boreas/v1/quota} and {@code /boreas/v1/weights}: what roles are promised, may have and weigh. */
public final class RoleDoor {
    private static final String QUOTA = "/boreas/v1/quota";
    private static final String WEIGHTS = "/boreas/v1/weights";
    private static final List<String> QUOTA_FIELDS = List.of("guarantees", "limits", "force");

    private final Cell cell;

    public RoleDoor(Cell cell) {
        this.cell = cell;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(QUOTA, this::quotas),
                Route.get(QUOTA + "/{role}", this::quota),
                Route.put(QUOTA + "/{role}", this::setQuota),
                Route.delete(QUOTA + "/{role}", this::removeQuota),
                Route.get(WEIGHTS, this::weights),
                Route.put(WEIGHTS + "/{role}", this::setWeight));
    }

    private CompletionStage<HttpResponse> quotas(Call call) {
        call.query();
        return cell.registry()
                .thenApply(registry -> Answers.json(200, out -> {
                    out.writeStartObject();
                    out.writeArrayFieldStart("items");
                    for (var entry : registry.quotas().entrySet()) {
                        write(entry.getKey(), entry.getValue(), out);
                    }
                    out.writeEndArray();
                    out.writeNullField("next");
                    out.writeEndObject();
                }));
    }

    private CompletionStage<HttpResponse> quota(Call call) {
        call.query();
        var role = role(call);
        return cell.registry().thenApply(registry -> {
            var quota = registry.quotas().get(role);
            if (quota == null) {
                throw new ProblemException(Problem.notFound(
                                "no-quota", "The role has no quota", "No quota was set for the role " + role + ".")
                        .with("role", role.name()));
            }
            return Answers.json(200, out -> write(role, quota, out));
        });
    }

    private CompletionStage<HttpResponse> setQuota(Call call) {
        call.query();
        var role = role(call);
        return call.fields(QUOTA_FIELDS, in -> {
                    var quota = new Quota(amounts(in, "guarantees"), amounts(in, "limits"));
                    if (quota.isNone()) {
                        in.problem("limits", "or guarantees name a resource; to remove a quota, DELETE it");
                    }
                    return update(role, quota, in.flag("force", false));
                })
                .thenCompose(update -> cell.registry(update, call.cause()).thenApply(reply -> {
                    RegistryReplies.check(reply);
                    return Answers.json(200, out -> write(role, update.quotas().getOrDefault(role, Quota.NONE), out));
                }));
    }

    private CompletionStage<HttpResponse> removeQuota(Call call) {
        call.query();
        var role = role(call);
        return cell.registry(update(role, Quota.NONE, false), call.cause()).thenApply(reply -> {
            RegistryReplies.check(reply);
            return Answers.json(200, out -> write(role, Quota.NONE, out));
        });
    }

    private static RegistryCommand.UpdateQuotas update(Role role, Quota quota, boolean force) {
        return new RegistryCommand.UpdateQuotas(new TreeMap<>(Map.of(role, quota)), force, List.of());
    }

    private static SortedMap<String, Long> amounts(JsonInput in, String field) {
        var amounts = new TreeMap<String, Long>();
        in.object(field).ifPresent(object -> in.pairs(field).keySet().forEach(name -> {
            boolean inMegabytes = name.equals("mem") || name.equals("disk");
            amounts.put(name, inMegabytes ? Amounts.megabytesMilli(object, name) : Amounts.milli(object, name));
        }));
        return amounts;
    }

    private CompletionStage<HttpResponse> weights(Call call) {
        call.query();
        return cell.registry()
                .thenApply(registry -> Answers.json(200, out -> {
                    out.writeStartObject();
                    out.writeArrayFieldStart("items");
                    for (var entry : registry.weights().entrySet()) {
                        write(entry.getKey(), entry.getValue(), out);
                    }
                    out.writeEndArray();
                    out.writeNullField("next");
                    out.writeEndObject();
                }));
    }

    private CompletionStage<HttpResponse> setWeight(Call call) {
        call.query();
        var role = role(call);
        return call.fields(List.of("weight"), RoleDoor::weight).thenCompose(weight -> cell.registry(
                        new RegistryCommand.UpdateWeights(new TreeMap<>(Map.of(role, weight))), call.cause())
                .thenApply(reply -> {
                    RegistryReplies.check(reply);
                    return Answers.json(200, out -> write(role, weight, out));
                }));
    }

    private static double weight(JsonInput in) {
        return in.any("weight")
                .filter(value -> value.isNumber() && value.doubleValue() > 0 && Double.isFinite(value.doubleValue()))
                .map(value -> value.doubleValue())
                .orElseGet(() -> {
                    in.problem("weight", "is a positive number");
                    return 1.0;
                });
    }

    static void write(Role role, double weight, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("role", role.name());
        out.writeNumberField("weight", weight);
        out.writeEndObject();
    }

    static void write(Role role, Quota quota, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("role", role.name());
        write("guarantees", quota.guarantees(), out);
        write("limits", quota.limits(), out);
        out.writeEndObject();
    }

    private static void write(String field, SortedMap<String, Long> amounts, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart(field);
        for (var amount : amounts.entrySet()) {
            out.writeNumberField(amount.getKey(), Json.decimal(amount.getValue()));
        }
        out.writeEndObject();
    }

    private static Role role(Call call) {
        try {
            return new Role(call.parameter(0));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.badRequest("invalid-role", "This is not a role", e.getMessage() + "."));
        }
    }
}
