package io.boreas.http.mesos.state;

import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.proto.Master.Call;
import io.boreas.http.mesos.proto.Mesos;
import java.util.List;
import java.util.function.Predicate;

/** Whether somebody may make a call of the operator API. What is only shown in part to some is no question of the call. */
public final class CallPermissions {
    /** What Mesos answers those who may not. */
    public static final String REFUSAL = "403 Forbidden.";

    private CallPermissions() {}

    /** Whether they may; of TEARDOWN that depends on the framework, which {@link Teardown} asks for. */
    @SuppressWarnings("deprecation") // quota can still be set in the way of old
    public static boolean granted(Call call, Permissions who) {
        return switch (call.getType()) {
            case UNKNOWN,
                    GET_HEALTH,
                    GET_VERSION,
                    GET_METRICS,
                    GET_LOGGING_LEVEL,
                    LIST_FILES,
                    READ_FILE,
                    GET_STATE,
                    GET_AGENTS,
                    GET_FRAMEWORKS,
                    GET_EXECUTORS,
                    GET_OPERATIONS,
                    GET_TASKS,
                    GET_ROLES,
                    GET_WEIGHTS,
                    GET_MASTER,
                    GET_MAINTENANCE_STATUS,
                    GET_MAINTENANCE_SCHEDULE,
                    GET_QUOTA,
                    SUBSCRIBE,
                    TEARDOWN -> true;
            case GET_FLAGS -> who.may(Action.VIEW_FLAGS);
            case SET_LOGGING_LEVEL -> who.may(Action.SET_LOG_LEVEL);
            case UPDATE_WEIGHTS ->
                call.getUpdateWeights().getWeightInfosList().stream()
                        .allMatch(weight -> who.may(Action.UPDATE_WEIGHTS, weight.getRole()));
            case RESERVE_RESOURCES ->
                all(
                        call.getReserveResources().getResourcesList(),
                        each -> who.may(Action.RESERVE_RESOURCES, Reserved.role(each)));
            case UNRESERVE_RESOURCES ->
                all(
                        call.getUnreserveResources().getResourcesList(),
                        each -> who.may(Action.UNRESERVE_RESOURCES, Reserved.reserver(each)));
            case CREATE_VOLUMES ->
                all(
                        call.getCreateVolumes().getVolumesList(),
                        each -> who.may(Action.CREATE_VOLUMES, Reserved.role(each)));
            case DESTROY_VOLUMES ->
                all(
                        call.getDestroyVolumes().getVolumesList(),
                        each -> who.may(Action.DESTROY_VOLUMES, Reserved.creator(each)));
            case GROW_VOLUME ->
                who.may(
                        Action.RESIZE_VOLUMES,
                        Reserved.role(call.getGrowVolume().getVolume()));
            case SHRINK_VOLUME ->
                who.may(
                        Action.RESIZE_VOLUMES,
                        Reserved.role(call.getShrinkVolume().getVolume()));
            case UPDATE_MAINTENANCE_SCHEDULE -> who.may(Action.UPDATE_MAINTENANCE_SCHEDULES);
            case START_MAINTENANCE -> who.may(Action.START_MAINTENANCES);
            case STOP_MAINTENANCE -> who.may(Action.STOP_MAINTENANCES);
            case DRAIN_AGENT -> who.may(Action.DRAIN_AGENTS);
            case DEACTIVATE_AGENT -> who.may(Action.DEACTIVATE_AGENTS);
            case REACTIVATE_AGENT -> who.may(Action.REACTIVATE_AGENTS);
            case MARK_AGENT_GONE -> who.may(Action.MARK_AGENTS_GONE);
            case UPDATE_QUOTA ->
                call.getUpdateQuota().getQuotaConfigsList().stream()
                        .allMatch(quota -> who.may(Action.UPDATE_QUOTAS, quota.getRole()));
            case SET_QUOTA ->
                who.may(
                        Action.UPDATE_QUOTAS,
                        call.getSetQuota().getQuotaRequest().getRole());
            case REMOVE_QUOTA ->
                who.may(Action.UPDATE_QUOTAS, call.getRemoveQuota().getRole());
        };
    }

    private static boolean all(List<Mesos.Resource> resources, Predicate<Mesos.Resource> may) {
        return resources.stream().allMatch(may);
    }
}
