package io.boreas.http.agent;

import io.boreas.agent.gateway.AgentGateway;
import io.boreas.agent.gateway.CommandTask;
import io.boreas.agent.gateway.HostedState;
import io.boreas.core.agent.ContainerName;
import io.boreas.core.agent.Work;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.Owner;
import io.boreas.core.link.StatusUpdate;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.Payload;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import io.boreas.http.agent.AgentExecutor.AgentTask;
import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.state.Accounts;
import io.boreas.http.mesos.state.FrameworkRow;
import io.boreas.http.mesos.state.TaskRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/**
 * What an agent holds at one moment.
 *
 * @param frameworks what is known of each framework that has something here
 */
record AgentState(Map<FrameworkId, Mesos.FrameworkInfo> frameworks, List<AgentExecutor> executors) {
    /** Source: Mesos, {@code Slave::getExecutorInfo}. */
    private static final int COMMAND_LENGTH_MAX = 15;

    private static final String ELLIPSIS = "...";
    private static final FrameworkId JOBS = new FrameworkId(FrameworkRow.BOREAS);

    AgentState {
        executors = List.copyOf(executors);
    }

    /** Gathers it; fails while the agent stops. */
    static CompletionStage<AgentState> read(AgentGateway gateway) {
        var commands = gateway.commandTasks();
        return gateway.executors().thenCombine(commands, (hosted, tasks) -> of(gateway, hosted, tasks));
    }

    private static AgentState of(AgentGateway gateway, List<HostedState> hosted, List<CommandTask> commands) {
        var agent = gateway.agent().orElseThrow(() -> new IllegalStateException("the agent has not recovered"));
        var frameworks = new TreeMap<FrameworkId, Mesos.FrameworkInfo>();
        var executors = new ArrayList<AgentExecutor>();
        for (var state : hosted) {
            var framework = state.executor().key().framework();
            var info = ExecutorMessages.framework(framework, state.framework());
            frameworks.put(framework, info);
            executors.add(executor(gateway, agent, state, info));
        }
        for (var task : commands) {
            frameworks.computeIfAbsent(framework(task), AgentState::unknown);
            executors.add(command(gateway, agent, task));
        }
        return new AgentState(frameworks, executors);
    }

    /** Whose it is. Boreas's own jobs are a framework, as its masters show them. */
    private static FrameworkId framework(CommandTask task) {
        return switch (task.owner()) {
            case Owner.Framework(var id) -> id;
            case Owner.JobInstance instance -> JOBS;
        };
    }

    private static Mesos.FrameworkInfo unknown(FrameworkId id) {
        var info = ExecutorMessages.framework(id, Payload.NONE);
        return id.equals(JOBS) ? info.toBuilder().setName(JOBS.value()).build() : info;
    }

    private static String shortened(String command) {
        return command.length() > COMMAND_LENGTH_MAX
                ? command.substring(0, COMMAND_LENGTH_MAX - ELLIPSIS.length()) + ELLIPSIS
                : command;
    }

    private static String name(CommandTask task) {
        return switch (task.owner()) {
            case Owner.Framework framework -> task.id().value();
            case Owner.JobInstance instance -> instance.job().toString();
        };
    }

    private static Role role(CommandTask task) {
        return switch (task.owner()) {
            case Owner.Framework framework -> Role.STAR;
            case Owner.JobInstance instance -> Role.ofJob(instance.job().role()).orElse(Role.STAR);
        };
    }

    private static AgentExecutor executor(
            AgentGateway gateway, AgentId agent, HostedState state, Mesos.FrameworkInfo framework) {
        var hosted = state.executor();
        var info = ExecutorMessages.executor(hosted.key(), hosted.executor().info());
        var user = known(framework.getUser());
        var account =
                info.getCommand().hasUser() ? Optional.of(info.getCommand().getUser()) : user;
        var tasks = new ArrayList<AgentTask>();
        for (var work : state.works()) {
            tasks.add(new AgentTask(
                    work.work().key(),
                    row(
                            agent,
                            gateway.info().address(),
                            hosted.container(work.work().key()),
                            hosted.startedAt(),
                            work.work(),
                            work.state(),
                            work.latest()),
                    Accounts.of(work.work().info(), user),
                    !work.sent()));
        }
        return new AgentExecutor(
                hosted.key().framework(),
                hosted.key().executor(),
                info.getName(),
                info.getSource(),
                state.container(),
                state.process(),
                gateway.directory(state.process()),
                hosted.executor().resources(),
                hosted.role(),
                account,
                Optional.of(info),
                state.exit().isPresent(),
                tasks);
    }

    private static TaskRow row(
            AgentId agent,
            Optional<String> address,
            ContainerName container,
            Instant startedAt,
            Work work,
            TaskState state,
            Optional<StatusUpdate> latest) {
        return new TaskRow(
                work.id(),
                work.name(),
                work.framework().value(),
                work.executor().orElse(""),
                agent,
                state,
                work.resources(),
                Optional.empty(),
                work.role(),
                statuses(startedAt, latest),
                work.info(),
                Optional.of(container),
                address);
    }

    private static AgentExecutor command(AgentGateway gateway, AgentId agent, CommandTask task) {
        var latest = task.latest();
        var framework = framework(task);
        var row = new TaskRow(
                task.id(),
                name(task),
                framework.value(),
                framework.equals(JOBS) ? "" : task.id().value(),
                agent,
                latest.map(update -> update.status().state()).orElse(TaskState.STAGING),
                task.resources(),
                task.limits(),
                role(task),
                statuses(task.takenAt(), latest),
                Payload.NONE,
                Optional.of(ContainerName.ofTask(task.key())),
                gateway.info().address());
        return new AgentExecutor(
                framework,
                task.id().value(),
                "Command Executor (Task: " + task.id() + ") (Command: sh -c '" + shortened(task.command()) + "')",
                task.id().value(),
                ContainerName.ofTask(task.key()).value(),
                task.key(),
                gateway.directory(task.key()),
                Resources.empty(),
                role(task),
                known(task.user()),
                Optional.empty(),
                row.state().isTerminal(),
                List.of(new AgentTask(task.key(), row, known(task.user()), false)));
    }

    private static List<TaskStatus> statuses(Instant since, Optional<StatusUpdate> latest) {
        return TaskRow.statuses(
                since,
                latest.map(StatusUpdate::status)
                        .orElseGet(() -> TaskStatus.of(TaskState.STAGING, StatusSource.MASTER, since)));
    }

    private static Optional<String> known(String user) {
        return user.isEmpty() ? Optional.empty() : Optional.of(user);
    }

    /** What of it somebody may see. */
    AgentState seenBy(Permissions who) {
        var seen = new TreeMap<FrameworkId, Mesos.FrameworkInfo>();
        frameworks.forEach((id, info) -> {
            if (who.may(Action.VIEW_FRAMEWORKS, known(info.getUser()))) {
                seen.put(id, info);
            }
        });
        return new AgentState(
                seen,
                executors.stream()
                        .filter(executor -> seen.containsKey(executor.framework())
                                && who.may(Action.VIEW_EXECUTORS, executor.account()))
                        .map(executor -> executor.with(executor.tasks().stream()
                                .filter(task -> who.may(Action.VIEW_TASKS, task.account()))
                                .toList()))
                        .toList());
    }

    /** Those that run, or those that are over. */
    List<AgentExecutor> executors(FrameworkId framework, boolean ended) {
        return executors.stream()
                .filter(executor -> executor.framework().equals(framework) && executor.ended() == ended)
                .toList();
    }

    /** Whether something of a framework lives. */
    boolean isActive(FrameworkId framework) {
        return !executors(framework, false).isEmpty();
    }

    /** What everything that lives holds. */
    Resources used() {
        var used = Resources.empty();
        for (var executor : executors) {
            if (!executor.ended()) {
                used = used.plus(executor.allocated());
            }
        }
        return used;
    }
}
