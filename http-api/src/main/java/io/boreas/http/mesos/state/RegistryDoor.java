package io.boreas.http.mesos.state;

import io.boreas.actors.gateway.Cell;
import io.boreas.actors.gateway.InverseAnswers;
import io.boreas.core.id.Cause;
import io.boreas.core.registry.Registry;
import io.boreas.core.resource.Role;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.proto.Maintenance;
import io.boreas.http.mesos.proto.Master;
import io.boreas.http.mesos.proto.Quota;
import io.boreas.http.mesos.translate.RegistryMessages;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What operators set for the cell as a whole, and what they do to agents: the calls of the operator API that change something. */
public final class RegistryDoor {
    private final Cell cell;
    private final RoleCalls roles;
    private final MaintenanceCalls maintenance;
    private final AgentCalls agents;
    private final ResourceCalls resources;

    public RegistryDoor(Cell cell) {
        this.cell = cell;
        this.roles = new RoleCalls(cell);
        this.maintenance = new MaintenanceCalls(cell);
        this.agents = new AgentCalls(cell);
        this.resources = new ResourceCalls(cell);
    }

    /** What is set now. */
    public CompletionStage<Settings> read() {
        return cell.registry()
                .thenCompose(registry -> registry.schedule().isEmpty()
                        ? CompletableFuture.completedFuture(Settings.of(registry, List.of()))
                        : cell.inverseAnswers().thenApply(answers -> Settings.of(registry, answers)));
    }

    /**
     * Does what a call asks that is not a read, a stream or a teardown; answered once it is durable.
     *
     * @param principal who asks, if authentication says
     * @throws IllegalArgumentException if the call is another
     */
    public CompletionStage<Reply> call(Master.Call call, Cause cause, Optional<String> principal) {
        var by = new ResourceCalls.By(cause, principal);
        try {
            return switch (call.getType()) {
                case UPDATE_WEIGHTS -> roles.updateWeights(call.getUpdateWeights(), cause);
                case UPDATE_QUOTA -> roles.updateQuota(call.getUpdateQuota(), cause);
                case SET_QUOTA -> roles.setQuota(call.getSetQuota().getQuotaRequest(), cause);
                case REMOVE_QUOTA -> roles.removeQuota(call.getRemoveQuota().getRole(), cause);
                case UPDATE_MAINTENANCE_SCHEDULE ->
                    maintenance.schedule(call.getUpdateMaintenanceSchedule().getSchedule(), cause);
                case START_MAINTENANCE ->
                    maintenance.start(call.getStartMaintenance().getMachinesList(), cause);
                case STOP_MAINTENANCE ->
                    maintenance.stop(call.getStopMaintenance().getMachinesList(), cause);
                case DRAIN_AGENT -> agents.drain(call.getDrainAgent(), cause);
                case DEACTIVATE_AGENT ->
                    agents.deactivate(call.getDeactivateAgent().getAgentId(), cause);
                case REACTIVATE_AGENT ->
                    agents.reactivate(call.getReactivateAgent().getAgentId(), cause);
                case MARK_AGENT_GONE -> agents.markGone(call.getMarkAgentGone().getAgentId(), cause);
                case RESERVE_RESOURCES -> resources.reserve(call.getReserveResources(), by);
                case UNRESERVE_RESOURCES -> resources.unreserve(call.getUnreserveResources(), by);
                case CREATE_VOLUMES -> resources.create(call.getCreateVolumes(), by);
                case DESTROY_VOLUMES -> resources.destroy(call.getDestroyVolumes(), by);
                case GROW_VOLUME -> resources.grow(call.getGrowVolume(), by);
                case SHRINK_VOLUME -> resources.shrink(call.getShrinkVolume(), by);
                default -> throw new IllegalArgumentException(call.getType() + " is not for the registry");
            };
        } catch (BadCall bad) {
            return CompletableFuture.completedFuture(new Reply(400, bad.text()));
        }
    }

    /**
     * What is set.
     *
     * @param weights those that were ever set
     */
    public record Settings(
            SortedMap<Role, Double> weights,
            List<Quota.QuotaConfig> quotas,
            Maintenance.Schedule schedule,
            Maintenance.ClusterStatus maintenance) {
        /** What of it somebody may see. */
        public Settings seenBy(Permissions who) {
            var seen = new TreeMap<>(weights);
            seen.keySet().removeIf(role -> !who.may(Action.VIEW_ROLES, role.name()));
            return new Settings(
                    seen,
                    quotas.stream()
                            .filter(quota -> who.may(Action.GET_QUOTAS, quota.getRole()))
                            .toList(),
                    who.may(Action.GET_MAINTENANCE_SCHEDULES) ? schedule : Maintenance.Schedule.getDefaultInstance(),
                    who.may(Action.GET_MAINTENANCE_STATUSES)
                            ? maintenance
                            : Maintenance.ClusterStatus.getDefaultInstance());
        }

        public Settings {
            weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
            quotas = List.copyOf(quotas);
        }

        static Settings of(Registry registry, List<InverseAnswers.Said> answers) {
            return new Settings(
                    registry.weights(),
                    RegistryMessages.quotas(registry),
                    RegistryMessages.schedule(registry),
                    RegistryMessages.status(registry, answers));
        }
    }

    /**
     * An answer as the operator API gives it.
     *
     * @param text empty if it was done
     */
    public record Reply(int status, String text) {
        /** It is done. */
        static final Reply DONE = new Reply(200, "");
    }
}
