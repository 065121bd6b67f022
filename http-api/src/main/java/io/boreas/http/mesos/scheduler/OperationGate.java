package io.boreas.http.mesos.scheduler;

import io.boreas.http.mesos.acl.Action;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.proto.Mesos.Offer.Operation;
import io.boreas.http.mesos.proto.Scheduler.Call;
import io.boreas.http.mesos.proto.Scheduler.Event;
import io.boreas.http.mesos.state.Reserved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes out of an ACCEPT what its principal may not do; its offers are used for the rest. Source: Mesos 1.11,
 * {@code Master::accept}.
 *
 * @param user the account of tasks that name none
 */
record OperationGate(Permissions who, String user, Instant now) {
    /**
     * What is left.
     *
     * @param events what the scheduler is told of the rest
     * @param notes the same for the log
     */
    record Passed(Call.Accept accept, List<Event> events, List<String> notes) {}

    Passed pass(Call.Accept accept) {
        var passed = accept.toBuilder().clearOperations();
        var events = new ArrayList<Event>();
        var notes = new ArrayList<String>();
        for (var operation : accept.getOperationsList()) {
            switch (operation.getType()) {
                case LAUNCH -> passed.addOperations(launch(operation, events, notes));
                case LAUNCH_GROUP -> group(operation, events, notes).ifPresent(passed::addOperations);
                case RESERVE,
                        UNRESERVE,
                        CREATE,
                        DESTROY,
                        GROW_VOLUME,
                        SHRINK_VOLUME,
                        CREATE_DISK,
                        DESTROY_DISK,
                        UNKNOWN -> {
                    var fault = fault(operation);
                    if (fault.isEmpty()) {
                        passed.addOperations(operation);
                    } else {
                        notes.add("dropping " + operation.getType() + ": " + fault.get());
                        if (operation.hasId()) {
                            events.add(Events.operation(Mesos.OperationStatus.newBuilder()
                                    .setOperationId(operation.getId())
                                    .setState(Mesos.OperationState.OPERATION_ERROR)
                                    .setMessage(fault.get())
                                    .build()));
                        }
                    }
                }
            }
        }
        return new Passed(passed.build(), events, notes);
    }

    private Operation launch(Operation operation, List<Event> events, List<String> notes) {
        var passed = operation.toBuilder();
        var launch = passed.getLaunchBuilder().clearTaskInfos();
        for (var task : operation.getLaunch().getTaskInfosList()) {
            var account = account(task, task.getExecutor());
            if (who.may(Action.RUN_TASKS, account)) {
                launch.addTaskInfos(task);
            } else {
                refuse(task, account, Mesos.TaskStatus.Reason.REASON_TASK_UNAUTHORIZED, events, notes);
            }
        }
        return operation.hasLaunch() ? passed.build() : operation;
    }

    /** All of it or nothing. */
    private Optional<Operation> group(Operation operation, List<Event> events, List<String> notes) {
        var executor = operation.getLaunchGroup().getExecutor();
        var tasks = operation.getLaunchGroup().getTaskGroup().getTasksList();
        var forbidden = tasks.stream()
                .map(task -> account(task, executor))
                .filter(account -> !who.may(Action.RUN_TASKS, account))
                .findFirst();
        forbidden.ifPresent(account -> tasks.forEach(
                task -> refuse(task, account, Mesos.TaskStatus.Reason.REASON_TASK_GROUP_UNAUTHORIZED, events, notes)));
        return forbidden.isPresent() ? Optional.empty() : Optional.of(operation);
    }

    private String account(Mesos.TaskInfo task, Mesos.ExecutorInfo executor) {
        if (task.hasCommand() && task.getCommand().hasUser()) {
            return task.getCommand().getUser();
        }
        return executor.getCommand().hasUser() ? executor.getCommand().getUser() : user;
    }

    private void refuse(
            Mesos.TaskInfo task,
            String account,
            Mesos.TaskStatus.Reason reason,
            List<Event> events,
            List<String> notes) {
        var message = "Not authorized to launch as user '" + account + "'";
        notes.add("task " + task.getTaskId().getValue() + ": " + message);
        events.add(Events.unauthorized(task, message, reason, now));
    }

    /** Why an operation on resources is dropped. */
    private Optional<String> fault(Operation operation) {
        return switch (operation.getType()) {
            case RESERVE -> {
                var resources = operation.getReserve().getResourcesList();
                yield foreign(resources)
                        .or(() -> unless(
                                resources,
                                each -> who.may(Action.RESERVE_RESOURCES, Reserved.role(each)),
                                "reserve resources"));
            }
            case UNRESERVE ->
                unless(
                        operation.getUnreserve().getResourcesList(),
                        each -> who.may(Action.UNRESERVE_RESOURCES, Reserved.reserver(each)),
                        "unreserve resources");
            case CREATE ->
                unless(
                        operation.getCreate().getVolumesList(),
                        each -> who.may(Action.CREATE_VOLUMES, Reserved.role(each)),
                        "create persistent volumes");
            case DESTROY ->
                unless(
                        operation.getDestroy().getVolumesList(),
                        each -> who.may(Action.DESTROY_VOLUMES, Reserved.creator(each)),
                        "destroy persistent volumes");
            case GROW_VOLUME ->
                unless(
                        List.of(operation.getGrowVolume().getVolume()),
                        each -> who.may(Action.RESIZE_VOLUMES, Reserved.role(each)),
                        "grow volume");
            case SHRINK_VOLUME ->
                unless(
                        List.of(operation.getShrinkVolume().getVolume()),
                        each -> who.may(Action.RESIZE_VOLUMES, Reserved.role(each)),
                        "shrink volume");
            case UNKNOWN, LAUNCH, LAUNCH_GROUP, CREATE_DISK, DESTROY_DISK -> Optional.empty();
        };
    }

    private Optional<String> unless(List<Mesos.Resource> resources, Predicate<Mesos.Resource> may, String what) {
        return resources.stream().allMatch(may)
                ? Optional.empty()
                : Optional.of(
                        "Not authorized to " + what + " as '" + who.principal().orElse("ANY") + "'");
    }

    /** Who is authenticated reserves under no other name. Source: Mesos 1.11, {@code operation::validate}. */
    private Optional<String> foreign(List<Mesos.Resource> resources) {
        if (who.principal().isEmpty()) {
            return Optional.empty();
        }
        var principal = who.principal().get();
        for (var resource : resources) {
            var reserver = Reserved.reserver(resource);
            if (reserver.isEmpty()) {
                return Optional.of("A reserve operation was attempted by principal '" + principal
                        + "', but there is a reserved resource in the request with no principal set");
            }
            if (!reserver.get().equals(principal)) {
                return Optional.of("A reserve operation was attempted by authenticated principal '" + principal
                        + "', which does not match a reserved resource in the request with principal '" + reserver.get()
                        + "'");
            }
        }
        return Optional.empty();
    }
}
