package io.boreas.http.mesos.operator;

import com.google.protobuf.ByteString;
import io.boreas.actors.gateway.CellInfo;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.proto.Master.Response;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.scheduler.MasterAddress;
import io.boreas.http.mesos.state.CellState;
import io.boreas.http.mesos.state.MasterFacts;
import io.boreas.http.mesos.state.Metrics;
import io.boreas.http.mesos.state.RegistryDoor;
import io.boreas.http.mesos.state.RoleRow;
import io.boreas.http.mesos.state.RoleTable;
import io.boreas.http.mesos.translate.RegistryMessages;
import io.boreas.http.mesos.translate.ResourceForm;
import io.boreas.http.mesos.translate.ResourceMessages;
import io.boreas.http.mesos.translate.Times;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.Uri;

/** Answers that stay small however large the cell is. */
final class SmallAnswers {
    private final MasterFacts facts;
    private final MasterAddress address;
    private final InstantSource clock;
    private final Supplier<Map<String, Double>> counted;

    SmallAnswers(MasterFacts facts, MasterAddress address, InstantSource clock, Supplier<Map<String, Double>> counted) {
        this.facts = facts;
        this.address = address;
        this.clock = clock;
        this.counted = counted;
    }

    /** Who answers is healthy. */
    static Response health() {
        return response(Response.Type.GET_HEALTH)
                .setGetHealth(Response.GetHealth.newBuilder().setHealthy(true))
                .build();
    }

    Response flags() {
        return response(Response.Type.GET_FLAGS)
                .setGetFlags(Response.GetFlags.newBuilder().addAllFlags(facts.flagMessages()))
                .build();
    }

    Response version() {
        return response(Response.Type.GET_VERSION)
                .setGetVersion(Response.GetVersion.newBuilder().setVersionInfo(facts.version()))
                .build();
    }

    Response master(CellInfo cell, Uri asked) {
        return response(Response.Type.GET_MASTER)
                .setGetMaster(Response.GetMaster.newBuilder()
                        .setMasterInfo(address.of(cell, asked))
                        .setStartTime(Times.seconds(cell.startedAt()))
                        .setElectedTime(Times.seconds(cell.startedAt())))
                .build();
    }

    static Response loggingLevel(int level) {
        return response(Response.Type.GET_LOGGING_LEVEL)
                .setGetLoggingLevel(Response.GetLoggingLevel.newBuilder().setLevel(level))
                .build();
    }

    /** Operations are done or refused at once, so none is ever pending. */
    static Response operations() {
        return response(Response.Type.GET_OPERATIONS)
                .setGetOperations(Response.GetOperations.newBuilder())
                .build();
    }

    static Response noFiles() {
        return response(Response.Type.LIST_FILES)
                .setListFiles(Response.ListFiles.newBuilder())
                .build();
    }

    static Response file(long size, byte[] data) {
        return response(Response.Type.READ_FILE)
                .setReadFile(Response.ReadFile.newBuilder().setSize(size).setData(ByteString.copyFrom(data)))
                .build();
    }

    Response metrics(CellState state) {
        var metrics = Response.GetMetrics.newBuilder();
        Metrics.of(state, clock.instant(), counted.get())
                .forEach((name, value) ->
                        metrics.addMetricsBuilder().setName(name).setValue(value));
        return response(Response.Type.GET_METRICS).setGetMetrics(metrics).build();
    }

    static Response roles(CellState state, RegistryDoor.Settings settings, Permissions who) {
        var named = new TreeSet<>(settings.weights().keySet());
        settings.quotas().forEach(quota -> named.add(new Role(quota.getRole())));
        var roles = Response.GetRoles.newBuilder();
        for (var row : RoleTable.of(state, named, who)) {
            var role = roles.addRolesBuilder()
                    .setName(row.role().name())
                    .setWeight(settings.weights().getOrDefault(row.role(), 1.0))
                    .addAllResources(ResourceMessages.write(held(row), ResourceForm.ENDPOINT));
            row.frameworks().forEach(id -> role.addFrameworks(StateMessages.framework(id)));
        }
        return response(Response.Type.GET_ROLES).setGetRoles(roles).build();
    }

    private static Resources held(RoleRow row) {
        var held = new TreeMap<>(row.allocated());
        row.offered().forEach((name, milli) -> held.merge(name, milli, Long::sum));
        var list = new ArrayList<Resource>();
        held.forEach((name, milli) -> list.add(Resource.scalar(name, milli)));
        return Resources.of(list);
    }

    static Response weights(RegistryDoor.Settings settings) {
        var weights = Response.GetWeights.newBuilder();
        settings.weights()
                .forEach((role, weight) -> weights.addWeightInfos(
                        Mesos.WeightInfo.newBuilder().setRole(role.name()).setWeight(weight)));
        return response(Response.Type.GET_WEIGHTS).setGetWeights(weights).build();
    }

    static Response quota(RegistryDoor.Settings settings) {
        return response(Response.Type.GET_QUOTA)
                .setGetQuota(Response.GetQuota.newBuilder().setStatus(RegistryMessages.quotaStatus(settings.quotas())))
                .build();
    }

    static Response maintenanceStatus(RegistryDoor.Settings settings) {
        return response(Response.Type.GET_MAINTENANCE_STATUS)
                .setGetMaintenanceStatus(
                        Response.GetMaintenanceStatus.newBuilder().setStatus(settings.maintenance()))
                .build();
    }

    static Response maintenanceSchedule(RegistryDoor.Settings settings) {
        return response(Response.Type.GET_MAINTENANCE_SCHEDULE)
                .setGetMaintenanceSchedule(
                        Response.GetMaintenanceSchedule.newBuilder().setSchedule(settings.schedule()))
                .build();
    }

    private static Response.Builder response(Response.Type type) {
        return Response.newBuilder().setType(type);
    }
}
