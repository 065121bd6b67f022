package io.boreas.http.mesos.operator;

import io.boreas.actors.gateway.AgentView;
import io.boreas.actors.gateway.FrameworkPush;
import io.boreas.core.agent.ExecutorKey;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.link.AgentInfo;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.http.mesos.proto.Master.Response.GetAgents;
import io.boreas.http.mesos.proto.Master.Response.GetExecutors;
import io.boreas.http.mesos.proto.Master.Response.GetFrameworks;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.state.Agents;
import io.boreas.http.mesos.state.ExecutorRow;
import io.boreas.http.mesos.state.FrameworkRow;
import io.boreas.http.mesos.state.OfferRow;
import io.boreas.http.mesos.state.Said;
import io.boreas.http.mesos.state.ShownLimits;
import io.boreas.http.mesos.state.TaskRow;
import io.boreas.http.mesos.translate.AgentMessages;
import io.boreas.http.mesos.translate.ConstraintMessages;
import io.boreas.http.mesos.translate.ContainerMessages;
import io.boreas.http.mesos.translate.MasterMessages;
import io.boreas.http.mesos.translate.OfferMessages;
import io.boreas.http.mesos.translate.ResourceForm;
import io.boreas.http.mesos.translate.ResourceMessages;
import io.boreas.http.mesos.translate.StatusMessages;
import io.boreas.http.mesos.translate.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Agents, frameworks, tasks and executors as messages. */
public final class StateMessages {
    private StateMessages() {}

    public static Mesos.Task task(TaskRow row) {
        var out = Mesos.Task.newBuilder()
                .setName(row.name())
                .setTaskId(StatusMessages.id(row.id()))
                .setFrameworkId(framework(row.framework()))
                .setAgentId(AgentMessages.id(row.agent()))
                .setState(StatusMessages.state(row.state()))
                .addAllResources(allocated(row.resources(), row.role()))
                .setStatusUpdateState(StatusMessages.state(row.state()));
        if (!row.executor().isEmpty()) {
            out.getExecutorIdBuilder().setValue(row.executor());
        }
        for (var status : row.statuses()) {
            var said = StatusMessages.status(row.id().value(), status, Optional.of(row.host()))
                    .setAgentId(out.getAgentId());
            // Tools take a container's name from any status, the first as well.
            row.container()
                    .filter(known -> !said.getContainerStatus().hasContainerId())
                    .ifPresent(known -> said.getContainerStatusBuilder().setContainerId(ContainerMessages.id(known)));
            out.addStatuses(said);
        }
        var said = Said.of(row);
        said.ifPresent(info -> addSaid(info, out));
        return out.putAllLimits(ShownLimits.of(row, said)).build();
    }

    private static void addSaid(Mesos.TaskInfo info, Mesos.Task.Builder out) {
        if (info.hasLabels()) {
            out.setLabels(info.getLabels());
        }
        if (info.hasDiscovery()) {
            out.setDiscovery(info.getDiscovery());
        }
        if (info.hasContainer()) {
            out.setContainer(info.getContainer());
        }
        if (info.hasHealthCheck()) {
            out.setHealthCheck(info.getHealthCheck());
        }
        if (info.hasKillPolicy()) {
            out.setKillPolicy(info.getKillPolicy());
        }
        var command = info.hasCommand() ? info.getCommand() : info.getExecutor().getCommand();
        if (command.hasUser()) {
            out.setUser(command.getUser());
        }
    }

    static GetAgents.Agent agent(AgentView view) {
        var agent = view.agent();
        var out = agent(agent.id(), agent.info().orElseThrow(), agent.total())
                .setActive(Agents.active(view))
                .setDeactivated(!agent.duty().isActive())
                .setRegisteredTime(Times.instant(agent.since()))
                .addAllAllocatedResources(endpoint(agent.used()))
                .addAllOfferedResources(endpoint(agent.leased()));
        Agents.drain(agent.duty()).ifPresent(out::setDrainInfo);
        Agents.drainStart(agent.duty()).ifPresent(at -> out.setEstimatedDrainStartTime(Times.instant(at)));
        if (agent.incarnation() > 1) {
            out.setReregisteredTime(Times.instant(agent.since()));
        }
        return out.build();
    }

    /** An agent on which nothing is said to be. */
    static GetAgents.Agent.Builder agent(AgentId id, AgentInfo info, Resources total) {
        var out = GetAgents.Agent.newBuilder()
                .setAgentInfo(AgentMessages.info(id, info, ResourceForm.ENDPOINT))
                .setActive(true)
                .setDeactivated(false)
                .setVersion(MasterMessages.MESOS_VERSION)
                .setPid(Agents.pid(info))
                .addAllTotalResources(endpoint(total));
        for (var capability : Agents.CAPABILITIES) {
            out.addCapabilitiesBuilder().setType(capability);
        }
        return out;
    }

    static GetFrameworks.Framework framework(FrameworkRow row) {
        var out = GetFrameworks.Framework.newBuilder()
                .setFrameworkInfo(info(row))
                .setActive(row.connected())
                .setConnected(row.connected())
                .setRecovered(row.recovered())
                .setRegisteredTime(Times.instant(row.registeredAt()));
        row.reregisteredAt().ifPresent(at -> out.setReregisteredTime(Times.instant(at)));
        row.unregisteredAt().ifPresent(at -> out.setUnregisteredTime(Times.instant(at)));
        row.info()
                .flatMap(FrameworkInfo::constraints)
                .ifPresent(some -> out.setOfferConstraints(ConstraintMessages.message(some)));
        for (var offer : row.offers()) {
            out.addOffers(offer(row, offer));
        }
        row.inverseOffers().forEach(offer -> out.addInverseOffers(OfferMessages.inverse(offer)));
        return out.addAllAllocatedResources(endpoint(row.used()))
                .addAllOfferedResources(endpoint(row.offered()))
                .build();
    }

    private static Mesos.FrameworkInfo info(FrameworkRow row) {
        return Said.of(row).orElseGet(() -> {
            var out = Mesos.FrameworkInfo.newBuilder()
                    .setId(framework(row.id()))
                    .setName(row.name())
                    .setUser("");
            row.roles().forEach(role -> out.addRoles(role.name()));
            for (var capability : row.capabilities()) {
                var type = Mesos.FrameworkInfo.Capability.Type.forNumber(capability.code());
                Optional.ofNullable(type)
                        .ifPresent(known -> out.addCapabilitiesBuilder().setType(known));
            }
            return out.build();
        });
    }

    private static Mesos.Offer offer(FrameworkRow row, OfferRow offer) {
        var executors = new ArrayList<String>();
        offer.agent().hosted().executors().forEachValue(hosted -> {
            if (belongs(hosted.key(), row)) {
                executors.add(hosted.key().executor());
            }
        });
        var lease = offer.lease();
        return OfferMessages.offer(
                new FrameworkPush.Offer(
                        lease.offer(),
                        lease.framework(),
                        lease.role(),
                        offer.agent().id(),
                        offer.agent().info().orElseThrow(),
                        lease.resources(),
                        executors,
                        Optional.empty()),
                row.capabilities());
    }

    private static boolean belongs(ExecutorKey key, FrameworkRow row) {
        return key.framework().equals(new FrameworkId(row.id()));
    }

    static GetExecutors.Executor executor(ExecutorRow row) {
        return GetExecutors.Executor.newBuilder()
                .setExecutorInfo(Said.of(row))
                .setAgentId(AgentMessages.id(row.agent()))
                .build();
    }

    static Mesos.FrameworkID framework(String id) {
        return Mesos.FrameworkID.newBuilder().setValue(id).build();
    }

    private static List<Mesos.Resource> endpoint(Resources resources) {
        return ResourceMessages.write(resources, ResourceForm.ENDPOINT);
    }

    private static List<Mesos.Resource> allocated(Resources resources, Role role) {
        return ResourceMessages.write(
                resources, new ResourceForm(ResourceForm.ENDPOINT.reservations(), Optional.of(role)));
    }
}
