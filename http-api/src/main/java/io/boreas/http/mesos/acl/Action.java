package io.boreas.http.mesos.acl;

import java.util.Locale;

/**
 * What may be allowed or forbidden. Source: Mesos 1.11, {@code acls.proto}: the names of its lists and of what they are about.
 */
public enum Action {
    REGISTER_FRAMEWORKS("roles", true),
    RUN_TASKS("users", true),
    TEARDOWN_FRAMEWORKS("framework_principals", true),
    RESERVE_RESOURCES("roles", true),
    UNRESERVE_RESOURCES("reserver_principals", true),
    CREATE_VOLUMES("roles", true),
    DESTROY_VOLUMES("creator_principals", true),
    RESIZE_VOLUMES("roles", true),
    GET_ENDPOINTS("paths", true),
    GET_QUOTAS("roles", true),
    UPDATE_QUOTAS("roles", true),
    VIEW_ROLES("roles", true),
    UPDATE_WEIGHTS("roles", true),
    VIEW_FRAMEWORKS("users", true),
    VIEW_TASKS("users", true),
    VIEW_EXECUTORS("users", true),
    VIEW_FLAGS("flags", true),
    SET_LOG_LEVEL("level", true),
    UPDATE_MAINTENANCE_SCHEDULES("machines", true),
    GET_MAINTENANCE_SCHEDULES("machines", true),
    START_MAINTENANCES("machines", true),
    STOP_MAINTENANCES("machines", true),
    GET_MAINTENANCE_STATUSES("machines", true),
    DRAIN_AGENTS("agents", true),
    DEACTIVATE_AGENTS("agents", true),
    REACTIVATE_AGENTS("agents", true),
    MARK_AGENTS_GONE("agents", true),
    REGISTER_AGENTS("agents", false),
    ACCESS_SANDBOXES("users", true),
    ACCESS_MESOS_LOGS("logs", true),
    VIEW_CONTAINERS("users", true),
    LAUNCH_NESTED_CONTAINERS_AS_USER("users", true),
    LAUNCH_NESTED_CONTAINERS_UNDER_PARENT_WITH_USER("users", true),
    KILL_NESTED_CONTAINERS("users", true),
    WAIT_NESTED_CONTAINERS("users", true),
    REMOVE_NESTED_CONTAINERS("users", true),
    LAUNCH_NESTED_CONTAINER_SESSIONS_AS_USER("users", true),
    LAUNCH_NESTED_CONTAINER_SESSIONS_UNDER_PARENT_WITH_USER("users", true),
    ATTACH_CONTAINERS_INPUT("users", true),
    ATTACH_CONTAINERS_OUTPUT("users", true),
    LAUNCH_STANDALONE_CONTAINERS("users", false),
    KILL_STANDALONE_CONTAINERS("users", false),
    WAIT_STANDALONE_CONTAINERS("users", false),
    REMOVE_STANDALONE_CONTAINERS("users", false),
    VIEW_STANDALONE_CONTAINERS("users", false),
    MODIFY_RESOURCE_PROVIDER_CONFIGS("resource_providers", false),
    MARK_RESOURCE_PROVIDERS_GONE("resource_providers", false),
    VIEW_RESOURCE_PROVIDERS("resource_providers", false),
    PRUNE_IMAGES("images", false),
    CREATE_BLOCK_DISKS("roles", false),
    DESTROY_BLOCK_DISKS("roles", false),
    CREATE_MOUNT_DISKS("roles", false),
    DESTROY_MOUNT_DISKS("roles", false),
    DESTROY_RAW_DISKS("roles", false);

    private final String object;
    private final boolean enforced;

    Action(String object, boolean enforced) {
        this.object = object;
        this.enforced = enforced;
    }

    /** The name of its list in the file. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is done to, as the file names it. */
    public String object() {
        return object;
    }

    /** Whether any door asks for it; what no door does is neither allowed nor forbidden. */
    public boolean isEnforced() {
        return enforced;
    }

    /** Whether its objects are roles, among which {@code a/%} stands for all below {@code a}. */
    boolean isAboutRoles() {
        return object.equals("roles");
    }
}
