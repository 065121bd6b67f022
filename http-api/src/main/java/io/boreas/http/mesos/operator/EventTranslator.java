package io.boreas.http.mesos.operator;

import io.boreas.actors.gateway.FeedRecord;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.ContainerName;
import io.boreas.core.agent.Presence;
import io.boreas.core.agent.TaskHost;
import io.boreas.core.agent.TaskKeys;
import io.boreas.core.agent.Work;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkInfo;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.id.Owner;
import io.boreas.core.id.TaskId;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.ScheduleStatus;
import io.boreas.core.machine.Recorded;
import io.boreas.core.resource.ResourceSyntaxException;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.http.mesos.proto.Master;
import io.boreas.http.mesos.proto.Master.Response.GetFrameworks;
import io.boreas.http.mesos.state.CellState;
import io.boreas.http.mesos.state.FrameworkRow;
import io.boreas.http.mesos.state.TaskRow;
import io.boreas.http.mesos.translate.AgentMessages;
import io.boreas.http.mesos.translate.FrameworkMessages;
import io.boreas.http.mesos.translate.StatusMessages;
import io.boreas.http.mesos.translate.Times;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Says in Mesos's words what the journal says in ours. Remembers which agents and frameworks are there, to tell what is new from what
 * came back. Not thread-safe.
 *
 * <p>Source: Mesos 1.11, where {@code Master::Subscribers::send} is called.
 */
final class EventTranslator {
    /** No account of Boreas's own jobs is known. */
    private static final Audience OF_JOBS = new Audience.OfTask(Optional.empty(), Optional.empty());

    private final Set<AgentId> agents = new HashSet<>();
    private final Map<FrameworkId, Known> frameworks = new HashMap<>();

    private final TaskAccounts accounts = new TaskAccounts();
    private final EventHosts hosts;

    /** A framework that is there. */
    private record Known(FrameworkInfo info, Instant registeredAt, Optional<Instant> reregisteredAt) {
        Audience audience() {
            return new Audience.OfFramework(Optional.of(info.user()));
        }
    }

    /** What an event says, and to whom. */
    private record Told(Optional<Object> added, Audience audience, Master.Event.Builder event) {}

    /**
     * @param seed the cell before the first record, or a little later
     */
    EventTranslator(CellState seed) {
        hosts = new EventHosts(seed.agents());
        for (var view : seed.agents()) {
            if (view.agent().presence() == Presence.REGISTERED) {
                agents.add(view.agent().id());
            }
        }
        for (var row : seed.frameworks()) {
            if (!row.completed() && row.info().isPresent()) {
                var known = new Known(row.info().get(), row.registeredAt(), row.reregisteredAt());
                frameworks.put(new FrameworkId(row.id()), known);
                Stream.concat(row.tasks().stream(), row.unreachable().stream())
                        .forEach(task ->
                                accounts.launched(row.id(), task.id(), task.info(), Optional.of(known.info.user())));
            }
        }
    }

    void translate(FeedRecord record, Consumer<OperatorEvent> consumer) {
        for (var recorded : record.batch().events()) {
            for (var told : told(recorded)) {
                consumer.accept(new OperatorEvent(
                        record.position(),
                        told.added(),
                        told.audience(),
                        told.event().build()));
            }
        }
    }

    /** What is no job's, agent's or framework's is nothing that Mesos has an event for. */
    private List<Told> told(Recorded<?, ?> recorded) {
        if (recorded.event() instanceof AgentEvent event && recorded.aggregate() instanceof AgentId agent) {
            return told(agent, event);
        }
        if (recorded.event() instanceof FrameworkEvent event && recorded.aggregate() instanceof FrameworkId framework) {
            return told(framework, event);
        }
        return recorded.event() instanceof JobEvent.Moved moved && moved.to() == ScheduleStatus.PARTITIONED
                ? List.of(away(moved))
                : List.of();
    }

    private List<Told> told(AgentId agent, AgentEvent event) {
        return switch (event) {
            case AgentEvent.Registered registered -> {
                hosts.registered(agent, registered.info());
                yield agents.add(agent) ? List.of(added(agent, registered)) : List.of();
            }
            case AgentEvent.BecameUnreachable b -> agents.remove(agent) ? List.of(removed(agent)) : List.of();
            case AgentEvent.DeclaredGone g -> agents.remove(agent) ? List.of(removed(agent)) : List.of();
            case AgentEvent.TaskLaunched launched -> List.of(added(agent, launched));
            case AgentEvent.WorkLaunched launched ->
                List.of(added(launched.work(), agent, hosts.launched(agent, launched), launched.at()));
            case AgentEvent.TaskObserved(var task, long sequence, var status) ->
                // What becomes of frameworks' tasks is said when their frameworks' groups hear of it.
                TaskKeys.base(task).equals(task)
                        ? List.of(updated(
                                FrameworkRow.BOREAS,
                                OF_JOBS,
                                task,
                                Optional.of(agent),
                                Optional.of(hosts.of(agent, task)),
                                status))
                        : List.of();
            case AgentEvent.KillRequested k -> List.of();
            case AgentEvent.NoticesAcknowledged n -> List.of();
            case AgentEvent.Leased l -> List.of();
            case AgentEvent.LeaseEnded l -> List.of();
            case AgentEvent.Converted c -> List.of();
            case AgentEvent.ExecutorStopRequested e -> List.of();
            case AgentEvent.ExecutorEnded ended -> {
                hosts.ended(agent, ended.executor());
                yield List.of();
            }
            case AgentEvent.VolumesDeleted v -> List.of();
            case AgentEvent.Oversubscribed o -> List.of();
            // Mesos has no event for what becomes of an agent's duty.
            case AgentEvent.Deactivated d -> List.of();
            case AgentEvent.Reactivated r -> List.of();
            case AgentEvent.DrainStarted d -> List.of();
            case AgentEvent.Drained d -> List.of();
        };
    }

    private List<Told> told(FrameworkId framework, FrameworkEvent event) {
        return switch (event) {
            case FrameworkEvent.Subscribed subscribed -> List.of(subscribed(framework, subscribed));
            case FrameworkEvent.Updated updated -> {
                var known = frameworks.get(framework);
                var now = known == null
                        ? new Known(updated.info(), updated.at(), Optional.empty())
                        : new Known(updated.info(), known.registeredAt(), known.reregisteredAt());
                frameworks.put(framework, now);
                yield List.of(changed(framework, now, true));
            }
            case FrameworkEvent.Disconnected d -> {
                var known = frameworks.get(framework);
                yield known == null ? List.of() : List.of(changed(framework, known, false));
            }
            case FrameworkEvent.Removed r -> {
                var known = frameworks.remove(framework);
                accounts.removed(framework.value());
                yield known == null ? List.of() : List.of(removed(framework, known));
            }
            case FrameworkEvent.Noticed(var run, var notices) -> {
                var audience = audience(framework.value(), run.task());
                if (notices.stream().anyMatch(notice -> notice.status().state().isTerminal())) {
                    accounts.ended(framework.value(), run.task());
                }
                // The launch was told with the task.
                var host = Optional.of(hosts.of(run.agent(), run.key()));
                if (notices.stream().anyMatch(notice -> notice.status().state().isTerminal())) {
                    hosts.over(run);
                }
                yield notices.stream()
                        .filter(notice -> notice.status().state() != TaskState.STAGING)
                        .map(notice -> updated(
                                framework.value(),
                                audience,
                                run.task(),
                                Optional.of(run.agent()),
                                host,
                                notice.status()))
                        .toList();
            }
            case FrameworkEvent.Acknowledged a -> List.of();
            case FrameworkEvent.AckTaken a -> List.of();
            case FrameworkEvent.KillOwed k -> List.of();
            case FrameworkEvent.KillTaken k -> List.of();
            case FrameworkEvent.RemovalOwed r -> List.of();
            case FrameworkEvent.RemovalTaken r -> List.of();
            case FrameworkEvent.Forgotten f -> List.of();
        };
    }

    private Told subscribed(FrameworkId framework, FrameworkEvent.Subscribed event) {
        var known = frameworks.get(framework);
        if (known == null) {
            var now = new Known(event.info(), event.at(), Optional.empty());
            frameworks.put(framework, now);
            var added = event(Master.Event.Type.FRAMEWORK_ADDED);
            added.getFrameworkAddedBuilder().setFramework(message(framework, now, true));
            return new Told(Optional.of(framework), now.audience(), added);
        }
        var now = new Known(event.info(), known.registeredAt(), Optional.of(event.at()));
        frameworks.put(framework, now);
        return changed(framework, now, true);
    }

    private static Told changed(FrameworkId framework, Known known, boolean connected) {
        var event = event(Master.Event.Type.FRAMEWORK_UPDATED);
        event.getFrameworkUpdatedBuilder().setFramework(message(framework, known, connected));
        return new Told(Optional.empty(), known.audience(), event);
    }

    private static Told removed(FrameworkId framework, Known known) {
        var event = event(Master.Event.Type.FRAMEWORK_REMOVED);
        event.getFrameworkRemovedBuilder().setFrameworkInfo(FrameworkMessages.info(framework, known.info()));
        return new Told(Optional.empty(), known.audience(), event);
    }

    private static GetFrameworks.Framework message(FrameworkId framework, Known known, boolean connected) {
        var out = GetFrameworks.Framework.newBuilder()
                .setFrameworkInfo(FrameworkMessages.info(framework, known.info()))
                .setActive(connected)
                .setConnected(connected)
                .setRecovered(false)
                .setRegisteredTime(Times.instant(known.registeredAt()));
        known.reregisteredAt().ifPresent(at -> out.setReregisteredTime(Times.instant(at)));
        return out.build();
    }

    private static Told added(AgentId agent, AgentEvent.Registered registered) {
        var event = event(Master.Event.Type.AGENT_ADDED);
        var info = registered.info();
        event.getAgentAddedBuilder()
                .setAgent(StateMessages.agent(agent, info, info.resources())
                        .setRegisteredTime(Times.instant(registered.at())));
        return new Told(Optional.of(agent), Audience.EVERYBODY, event);
    }

    private static Told removed(AgentId agent) {
        var event = event(Master.Event.Type.AGENT_REMOVED);
        event.getAgentRemovedBuilder().setAgentId(AgentMessages.id(agent));
        return new Told(Optional.empty(), Audience.EVERYBODY, event);
    }

    private Told added(AgentId agent, AgentEvent.TaskLaunched launched) {
        var job = launched.owner() instanceof Owner.JobInstance(var key, int instance)
                ? Optional.of(key)
                : Optional.<JobKey>empty();
        var row = new TaskRow(
                launched.task(),
                job.map(Object::toString).orElse(launched.spec().name()),
                FrameworkRow.BOREAS,
                "",
                agent,
                TaskState.STAGING,
                launched.resources(),
                launched.spec().limits(),
                role(job.map(key -> key.role()).orElse("*")),
                List.of(TaskStatus.of(TaskState.STAGING, StatusSource.MASTER, launched.at())),
                Payload.NONE,
                Optional.of(ContainerName.ofTask(launched.task())),
                hosts.of(agent, launched.task()).address());
        return added(launched.task(), OF_JOBS, row);
    }

    private Told added(Work work, AgentId agent, TaskHost host, Instant at) {
        var row = new TaskRow(
                work.id(),
                work.name(),
                work.framework().value(),
                work.executor().orElse(""),
                agent,
                TaskState.STAGING,
                work.resources(),
                Optional.empty(),
                work.role(),
                List.of(TaskStatus.of(TaskState.STAGING, StatusSource.MASTER, at)),
                work.info(),
                host.container(),
                host.address());
        var framework = work.framework().value();
        accounts.launched(framework, work.id(), work.info(), account(framework));
        return added(work.key(), audience(framework, work.id()), row);
    }

    /** The account of a framework, if that is known. */
    private Optional<String> account(String framework) {
        return Optional.ofNullable(frameworks.get(new FrameworkId(framework)))
                .map(known -> known.info().user());
    }

    private Audience audience(String framework, TaskId task) {
        var account = account(framework);
        return new Audience.OfTask(account, accounts.of(framework, task, account));
    }

    private static Told added(TaskId key, Audience audience, TaskRow row) {
        var event = event(Master.Event.Type.TASK_ADDED);
        event.getTaskAddedBuilder().setTask(StateMessages.task(row));
        return new Told(Optional.of(key), audience, event);
    }

    /** The agent of a job's task is away: its job's group said so, the agent's one says it of all at once. */
    private static Told away(JobEvent.Moved moved) {
        var base = TaskStatus.of(TaskState.UNREACHABLE, StatusSource.MASTER, moved.at());
        var status = new TaskStatus(base.state(), base.reason(), base.source(), moved.message(), moved.at());
        return updated(
                FrameworkRow.BOREAS,
                OF_JOBS,
                moved.task(),
                moved.placement().map(place -> place.agent()),
                Optional.empty(),
                status);
    }

    private static Told updated(
            String framework,
            Audience audience,
            TaskId task,
            Optional<AgentId> agent,
            Optional<TaskHost> host,
            TaskStatus status) {
        var event = event(Master.Event.Type.TASK_UPDATED);
        var said = StatusMessages.status(task.value(), status, host);
        agent.ifPresent(id -> said.setAgentId(AgentMessages.id(id)));
        event.getTaskUpdatedBuilder()
                .setFrameworkId(StateMessages.framework(framework))
                .setStatus(said)
                .setState(StatusMessages.state(status.state()));
        return new Told(Optional.empty(), audience, event);
    }

    private static Master.Event.Builder event(Master.Event.Type type) {
        return Master.Event.newBuilder().setType(type);
    }

    private static Role role(String name) {
        try {
            return new Role(name);
        } catch (ResourceSyntaxException e) {
            return Role.STAR; // a job's role may have a name that no Mesos role has
        }
    }
}
