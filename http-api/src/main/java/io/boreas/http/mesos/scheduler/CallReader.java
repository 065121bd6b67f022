package io.boreas.http.mesos.scheduler;

import io.boreas.actors.gateway.FrameworkCall;
import io.boreas.actors.gateway.RegularExpressions;
import io.boreas.core.agent.Operation;
import io.boreas.core.framework.Reconciliation;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.resource.ResourceSyntaxException;
import io.boreas.core.resource.Role;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Scheduler.Call;
import io.boreas.http.mesos.proto.Scheduler.Event;
import io.boreas.http.mesos.proto.Scheduler.Response;
import io.boreas.http.mesos.translate.FrameworkMessages;
import io.boreas.http.mesos.translate.OperationReader;
import io.boreas.http.mesos.translate.Payloads;
import io.boreas.http.mesos.translate.StatusMessages;
import io.boreas.http.mesos.translate.TaskReader;
import io.boreas.http.mesos.translate.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads the calls of a subscribed framework. What names nothing that there could be, such as an id with a slash, is never an error
 * of the call: Mesos answers such as it answers all that it does not know.
 *
 * @param user the account of tasks that name none
 * @param patterns the regular expressions that constraints may have
 */
record CallReader(
        FrameworkId framework, String user, boolean partitionAware, RegularExpressions patterns, Instant now) {
    /** An offer that was never made. */
    private static final OfferId NO_OFFER = new OfferId("invalid");

    /** Reads a call that is valid, and is not SUBSCRIBE. */
    Asked read(Call call) {
        return switch (call.getType()) {
            case UNKNOWN, SUBSCRIBE -> throw new IllegalArgumentException(call.getType() + " is no such call");
            case TEARDOWN -> Asked.of(new FrameworkCall.Teardown());
            case ACCEPT -> accept(call.getAccept());
            case DECLINE -> decline(call.getDecline());
            case ACCEPT_INVERSE_OFFERS -> {
                var accept = call.getAcceptInverseOffers();
                yield answer(accept.getInverseOfferIdsList(), true, accept.getFilters());
            }
            case DECLINE_INVERSE_OFFERS -> {
                var decline = call.getDeclineInverseOffers();
                yield answer(decline.getInverseOfferIdsList(), false, decline.getFilters());
            }
            case REVIVE -> roles(call.getRevive().getRolesList(), FrameworkCall.Revive::new);
            case SUPPRESS -> roles(call.getSuppress().getRolesList(), FrameworkCall.Suppress::new);
            case KILL -> kill(call.getKill());
            case SHUTDOWN -> {
                var executor = call.getShutdown().getExecutorId().getValue();
                yield agent(call.getShutdown().getAgentId())
                        .map(agent -> Asked.of(new FrameworkCall.Shutdown(agent, executor)))
                        .orElseGet(() -> Asked.nothing("its agent can be none"));
            }
            case ACKNOWLEDGE -> acknowledge(call.getAcknowledge());
            case ACKNOWLEDGE_OPERATION_STATUS ->
                Asked.nothing("no status of an operation waits for an acknowledgement: none is sent with a uuid");
            case RECONCILE -> reconcile(call.getReconcile());
            case RECONCILE_OPERATIONS -> reconcile(call.getReconcileOperations());
            case MESSAGE -> {
                var message = call.getMessage();
                yield agent(message.getAgentId())
                        .map(agent -> Asked.of(new FrameworkCall.Message(
                                agent, message.getExecutorId().getValue(), Payloads.of(message.getData()))))
                        .orElseGet(() -> Asked.nothing("its agent can be none"));
            }
            case REQUEST -> Asked.nothing("the allocator does not look at requests");
            case UPDATE_FRAMEWORK -> {
                var update = call.getUpdateFramework();
                yield Asked.of(new FrameworkCall.Update(FrameworkMessages.wish(
                        update.getFrameworkInfo(),
                        update.getSuppressedRolesList(),
                        update.getOfferConstraints(),
                        patterns)));
            }
        };
    }

    private Asked accept(Call.Accept accept) {
        var reader = new OperationReader(new TaskReader(framework, user));
        var operations = new ArrayList<Operation>();
        var events = new ArrayList<Event>();
        var notes = new ArrayList<String>();
        for (var operation : accept.getOperationsList()) {
            switch (reader.read(operation)) {
                case OperationReader.Read.Good(var good) -> operations.add(good);
                case OperationReader.Read.Bad(var id, var message) -> {
                    notes.add("dropping " + operation.getType() + ": " + message);
                    id.ifPresent(name -> events.add(Events.operation(Mesos.OperationStatus.newBuilder()
                            .setOperationId(Mesos.OperationID.newBuilder().setValue(name))
                            .setState(Mesos.OperationState.OPERATION_ERROR)
                            .setMessage(message)
                            .build())));
                }
            }
        }
        var offers = accept.getOfferIdsList().stream()
                .map(id -> offer(id).orElse(NO_OFFER))
                .toList();
        var call = new FrameworkCall.Accept(offers, operations, Times.refusal(accept.getFilters()));
        return Asked.of(call, events, notes);
    }

    private static Asked decline(Call.Decline decline) {
        return Asked.of(
                new FrameworkCall.Decline(offers(decline.getOfferIdsList()), Times.refusal(decline.getFilters())));
    }

    private static Asked answer(List<Mesos.OfferID> inverseOffers, boolean accepted, Mesos.Filters filters) {
        return Asked.of(new FrameworkCall.AnswerInverse(offers(inverseOffers), accepted, Times.refusal(filters)));
    }

    private static List<OfferId> offers(List<Mesos.OfferID> ids) {
        return ids.stream().flatMap(id -> offer(id).stream()).toList();
    }

    private static Asked roles(List<String> names, Function<SortedSet<Role>, FrameworkCall> call) {
        var roles = new TreeSet<Role>();
        for (var name : names) {
            try {
                roles.add(new Role(name));
            } catch (ResourceSyntaxException e) {
                return Asked.nothing("a role is not valid: " + e.getMessage());
            }
        }
        return Asked.of(call.apply(roles));
    }

    private Asked kill(Call.Kill kill) {
        var agent = kill.hasAgentId() ? agent(kill.getAgentId()) : Optional.<AgentId>empty();
        var task = task(kill.getTaskId());
        if (task.isEmpty()) {
            return Asked.nothing(List.of(unknown(kill.getTaskId(), agentOf(kill))), List.of("its task can be none"));
        }
        var grace = kill.getKillPolicy().hasGracePeriod()
                ? Optional.of(notNegative(Times.duration(kill.getKillPolicy().getGracePeriod())))
                : Optional.<Duration>empty();
        return Asked.of(new FrameworkCall.Kill(task.get(), agent, grace));
    }

    private static Optional<Mesos.AgentID> agentOf(Call.Kill kill) {
        return kill.hasAgentId() ? Optional.of(kill.getAgentId()) : Optional.empty();
    }

    private static Asked acknowledge(Call.Acknowledge acknowledge) {
        var agent = agent(acknowledge.getAgentId());
        var task = task(acknowledge.getTaskId());
        if (agent.isEmpty() || task.isEmpty()) {
            return Asked.nothing("its task or its agent can be none");
        }
        return Asked.of(
                new FrameworkCall.Acknowledge(agent.get(), task.get(), StatusMessages.uuid(acknowledge.getUuid())));
    }

    private Asked reconcile(Call.Reconcile reconcile) {
        var questions = new ArrayList<Reconciliation.Question>();
        var events = new ArrayList<Event>();
        for (var asked : reconcile.getTasksList()) {
            var task = task(asked.getTaskId());
            if (task.isPresent()) {
                var agent = asked.hasAgentId() ? agent(asked.getAgentId()) : Optional.<AgentId>empty();
                questions.add(new Reconciliation.Question(task.get(), agent));
            } else {
                events.add(unknown(
                        asked.getTaskId(), asked.hasAgentId() ? Optional.of(asked.getAgentId()) : Optional.empty()));
            }
        }
        // No question at all would ask after every task.
        return questions.isEmpty() && !events.isEmpty()
                ? Asked.nothing(events, List.of("its tasks can be none"))
                : Asked.of(new FrameworkCall.Reconcile(questions), events, List.of());
    }

    /** An operation is done or refused at once, and not remembered once that was told. */
    @SuppressWarnings("deprecation") // it is what schedulers of this version of Mesos are answered
    private static Asked reconcile(Call.ReconcileOperations reconcile) {
        var response = Response.newBuilder().setType(Response.Type.RECONCILE_OPERATIONS);
        var statuses = response.getReconcileOperationsBuilder();
        for (var asked : reconcile.getOperationsList()) {
            var status = statuses.addOperationStatusesBuilder()
                    .setOperationId(asked.getOperationId())
                    .setState(Mesos.OperationState.OPERATION_UNKNOWN)
                    .setMessage("Reconciliation: no operation is pending, and those that are over are not remembered");
            if (asked.hasAgentId()) {
                status.setAgentId(asked.getAgentId());
            }
            if (asked.hasResourceProviderId()) {
                status.setResourceProviderId(asked.getResourceProviderId());
            }
        }
        return Asked.answered(response.build());
    }

    private Event unknown(Mesos.TaskID task, Optional<Mesos.AgentID> agent) {
        return Events.unknownTask(task, agent, partitionAware, now);
    }

    private static Duration notNegative(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    private static Optional<OfferId> offer(Mesos.OfferID id) {
        return possible(id.getValue(), OfferId::new);
    }

    private static Optional<AgentId> agent(Mesos.AgentID id) {
        return possible(id.getValue(), AgentId::new);
    }

    private static Optional<TaskId> task(Mesos.TaskID id) {
        return possible(id.getValue(), TaskId::new);
    }

    /** The id of a text; empty if it can be none. */
    static <I> Optional<I> possible(String text, Function<String, I> id) {
        try {
            return Optional.of(id.apply(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
