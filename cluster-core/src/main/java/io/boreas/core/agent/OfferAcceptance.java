package io.boreas.core.agent;

import io.boreas.core.agent.AgentReply.Outcome;
import io.boreas.core.agent.AgentReply.Undone;
import io.boreas.core.id.OfferId;
import io.boreas.core.id.TaskId;
import io.boreas.core.machine.Decision;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Role;
import io.boreas.core.task.StatusSource;
import io.boreas.core.task.TaskReason;
import io.boreas.core.task.TaskState;
import io.boreas.core.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A framework uses offers: its operations in their order, each on what the ones before it leave, in one commit. Source: Mesos,
 * {@code Master::accept}.
 */
final class OfferAcceptance {
    private final AgentCommand.Accept accept;
    private final Instant at;
    private final Draft draft;
    private final List<TaskId> launched = new ArrayList<>();
    private final List<Undone> undone = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final List<Lease> rescinded = new ArrayList<>();
    private Role role = Role.STAR;
    private Resources left = Resources.empty();

    private OfferAcceptance(Agent agent, AgentCommand.Accept accept, Instant at) {
        this.accept = accept;
        this.at = at;
        this.draft = new Draft(agent);
    }

    static Decision<AgentEvent, AgentReply> decide(Agent agent, AgentCommand.Accept accept, Instant at) {
        return new OfferAcceptance(agent, accept, at).decide();
    }

    private Decision<AgentEvent, AgentReply> decide() {
        var problem = invalid();
        var leases = FrameworkRequests.release(
                draft,
                lease -> lease.framework().equals(accept.framework())
                        && accept.offers().contains(lease.offer()),
                "accepted");
        if (problem.isPresent()) {
            refuseAll(problem.get());
            return draft.reply(new AgentReply.OffersInvalid(problem.get(), undone, outcomes, leases));
        }
        role = leases.getFirst().role();
        for (var lease : leases) {
            left = left.plus(lease.resources().unallocate());
        }
        for (int i = 0; i < accept.operations().size(); i++) {
            apply(i, accept.operations().get(i));
        }
        return draft.reply(new AgentReply.Accepted(launched, undone, outcomes, role, left, rescinded));
    }

    private Optional<String> invalid() {
        if (accept.offers().isEmpty()) {
            return Optional.of("No offers specified");
        }
        var seen = new HashSet<OfferId>();
        Optional<Lease> first = Optional.empty();
        for (var offer : accept.offers()) {
            if (!seen.add(offer)) {
                return Optional.of("Duplicate offer " + offer + " in offer list");
            }
            var lease = draft.agent().leases().get(offer);
            if (lease.isEmpty()) {
                return Optional.of("Offer " + offer + " is no longer valid");
            }
            if (!lease.get().framework().equals(accept.framework())) {
                return Optional.of("Offer " + offer + " has invalid framework "
                        + lease.get().framework() + " while framework " + accept.framework() + " is expected");
            }
            var other = first.filter(known -> !known.role().equals(lease.get().role()));
            if (other.isPresent()) {
                return Optional.of("Aggregated offers must be allocated to the same role. Offer " + offer
                        + " uses role " + lease.get().role() + " but another is using "
                        + other.get().role());
            }
            first = first.or(() -> lease);
        }
        return Optional.empty();
    }

    private void refuseAll(String problem) {
        for (int i = 0; i < accept.operations().size(); i++) {
            var operation = accept.operations().get(i);
            switch (operation) {
                case Operation.Launch(var id, var tasks) -> drop(tasks, problem);
                case Operation.LaunchGroup(var id, var executor, var tasks) -> drop(tasks, problem);
                case Operation.OnResources o -> failed(i, o, "Accepted with invalid offers: " + problem);
                case Operation.CreateDisk o -> failed(i, o, "Accepted with invalid offers: " + problem);
                case Operation.DestroyDisk o -> failed(i, o, "Accepted with invalid offers: " + problem);
            }
        }
    }

    private void drop(List<FrameworkTask> tasks, String problem) {
        for (var task : tasks) {
            refuse(task, dropped(), TaskReason.INVALID_OFFERS, "Task launched with invalid offers: " + problem);
        }
    }

    private TaskState dropped() {
        return accept.partitionAware() ? TaskState.DROPPED : TaskState.LOST;
    }

    private void refuse(FrameworkTask task, TaskState state, TaskReason reason, String message) {
        undone.add(new Undone(task.id(), new TaskStatus(state, reason, StatusSource.MASTER, message, at)));
    }

    private void failed(int index, Operation operation, String message) {
        outcomes.add(new Outcome(index, operation.id(), false, message, Resources.empty()));
    }

    private void apply(int index, Operation operation) {
        switch (operation) {
            case Operation.Launch(var id, var tasks) -> tasks.forEach(task -> launch(task, id));
            case Operation.LaunchGroup group -> launch(group);
            case Operation.OnResources o -> convert(index, o);
            case Operation.CreateDisk o -> failed(index, o, Conversion.NO_PROVIDERS);
            case Operation.DestroyDisk o -> failed(index, o, Conversion.NO_PROVIDERS);
        }
    }

    private void convert(int index, Operation.OnResources operation) {
        var rules = new Conversion.Rules(draft.agent(), Optional.of(role), left, accept.principal(), accept.sharing());
        switch (rules.of(operation)) {
            case Conversion.Misfit(var message) -> failed(index, operation, message);
            case Conversion.Lacks(var consumed, var message) -> failed(index, operation, message);
            case Conversion.Fits(var consumed, var made) -> {
                if (operation instanceof Operation.Destroy(var id, var volumes)) {
                    // Offers of a shared volume to others end with it.
                    rescinded.addAll(OperatorConversion.withdraw(draft, volumes));
                }
                draft.add(new AgentEvent.Converted(consumed, made, at));
                left = left.minus(consumed).plus(made);
                outcomes.add(new Outcome(index, operation.id(), true, "", made));
            }
        }
    }

    private WorkCheck check() {
        return new WorkCheck(draft.agent(), accept.framework(), role, left, accept.taken());
    }

    private void launch(FrameworkTask task, Optional<String> operation) {
        var check = check();
        var problem =
                operation.isPresent() ? Optional.of("Operation 'id' may not be set on LAUNCH") : check.launch(task);
        if (problem.isPresent()) {
            refuse(task, TaskState.ERROR, TaskReason.TASK_INVALID, problem.get());
        } else if (hindered(List.of(task), task.executor(), check).isEmpty()) {
            add(task, task.executor(), Optional.empty(), check);
        }
    }

    private void launch(Operation.LaunchGroup group) {
        var check = check();
        var problem = group.id().isPresent()
                ? Optional.of("Operation 'id' may not be set on LAUNCH_GROUP")
                : check.group(group.executor(), group.tasks());
        if (problem.isPresent()) {
            group.tasks().forEach(task -> refuse(task, TaskState.ERROR, TaskReason.TASK_GROUP_INVALID, problem.get()));
        } else if (hindered(group.tasks(), Optional.of(group.executor()), check).isEmpty()) {
            var first = TaskKeys.run(
                    accept.framework(), new TaskId(group.tasks().getFirst().id()), at);
            for (var task : group.tasks()) {
                add(task, Optional.of(group.executor()), Optional.of(first), check());
            }
        }
    }

    /** What is wrong with the agent rather than with the tasks, which are dropped for it. */
    private Optional<TaskReason> hindered(
            List<FrameworkTask> tasks, Optional<FrameworkExecutor> executor, WorkCheck check) {
        if (executor.flatMap(check::running).filter(HostedExecutor::stopping).isPresent()) {
            tasks.forEach(task ->
                    refuse(task, dropped(), TaskReason.EXECUTOR_TERMINATED, "The task's executor is shutting down"));
            return Optional.of(TaskReason.EXECUTOR_TERMINATED);
        }
        if (draft.agent().tasks().size() + tasks.size() > AgentMachine.TASKS_MAX) {
            tasks.forEach(task -> refuse(
                    task,
                    dropped(),
                    TaskReason.RESOURCES_UNKNOWN,
                    "The agent holds " + AgentMachine.TASKS_MAX
                            + " tasks, ended ones with unacknowledged updates included"));
            return Optional.of(TaskReason.RESOURCES_UNKNOWN);
        }
        return Optional.empty();
    }

    private void add(
            FrameworkTask task, Optional<FrameworkExecutor> executor, Optional<TaskId> group, WorkCheck check) {
        var id = new TaskId(task.id());
        var starting = executor.filter(wish -> check.running(wish).isEmpty());
        var work = new Work(
                TaskKeys.run(accept.framework(), id, at),
                accept.framework(),
                id,
                task.name(),
                role,
                task.resources(),
                task.command(),
                executor.map(FrameworkExecutor::id),
                task.killGrace(),
                group,
                task.info(),
                true);
        draft.add(new AgentEvent.WorkLaunched(work, starting, at));
        // What may be shared stays: the next task of this offer may use it, too.
        left = left.minus(Conversions.exclusive(check.needed(task.resources(), executor)));
        launched.add(id);
    }
}
