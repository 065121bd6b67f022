package io.boreas.agent.executor;

import io.boreas.agent.gateway.ExecutorStream;
import io.boreas.agent.gateway.HostedState;
import io.boreas.core.agent.ContainerName;
import io.boreas.core.agent.ExecutorRun;
import io.boreas.core.agent.FrameworkExecutor.Kind;
import io.boreas.core.agent.HostedExecutor;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromMaster;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Payload;
import io.boreas.core.task.TaskReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An executor and the tasks in it, as the agent knows them. Does nothing by itself; used by one thread. */
final class HeldExecutor {
    private final HostedExecutor hosted;
    private final Payload framework;
    private final TaskId process;
    private final Map<TaskId, HeldWork> works = new LinkedHashMap<>();

    private Optional<FromMaster.StopExecutor> stop = Optional.empty();
    private Optional<Integer> exit = Optional.empty();
    private Optional<ExecutorStream> stream = Optional.empty();
    private boolean everSubscribed;
    private Deadline deadline = Deadline.NONE;
    private Instant deadlineAt = Instant.MAX;
    private TaskReason endReason = TaskReason.EXECUTOR_TERMINATED;
    private String endMessage = "";

    /** What it is to have done by a moment, or is ended. */
    enum Deadline {
        NONE,
        REGISTRATION,
        REREGISTRATION,
        SHUTDOWN
    }

    HeldExecutor(HostedExecutor hosted, Payload framework) {
        this.hosted = hosted;
        this.framework = framework;
        this.process = hosted.run().process();
    }

    HostedExecutor hosted() {
        return hosted;
    }

    ExecutorRun run() {
        return hosted.run();
    }

    Payload framework() {
        return framework;
    }

    /** What its process is called among the agent's tasks, if it has one. */
    TaskId process() {
        return process;
    }

    /** Whether the agent itself is the executor: each of its tasks has a process of its own. */
    boolean isBuiltIn() {
        return hosted.executor().kind() == Kind.DEFAULT;
    }

    String container() {
        return ContainerName.ofExecutor(run()).value();
    }

    Map<TaskId, HeldWork> works() {
        return works;
    }

    /** What it holds with the tasks in it that are not over. */
    Resources resources() {
        var all = hosted.executor().resources();
        for (var work : live()) {
            all = all.plus(work.work().resources());
        }
        return all;
    }

    List<HeldWork> live() {
        return works.values().stream().filter(HeldWork::isLive).toList();
    }

    /** Those launched together with a task, that one included. */
    List<HeldWork> group(HeldWork one) {
        if (one.work().group().isEmpty()) {
            return List.of(one);
        }
        return works.values().stream()
                .filter(other -> other.work().group().equals(one.work().group()))
                .toList();
    }

    Optional<FromMaster.StopExecutor> stop() {
        return stop;
    }

    void stopping(FromMaster.StopExecutor order) {
        stop = Optional.of(order);
    }

    Optional<Integer> exit() {
        return exit;
    }

    boolean isLive() {
        return exit.isEmpty();
    }

    void exited(int status) {
        exit = Optional.of(status);
        deadline = Deadline.NONE;
        deadlineAt = Instant.MAX;
    }

    Optional<ExecutorStream> stream() {
        return stream;
    }

    void stream(Optional<ExecutorStream> now) {
        stream = now;
    }

    boolean hasEverSubscribed() {
        return everSubscribed;
    }

    void subscribed() {
        everSubscribed = true;
    }

    void deadline(Deadline kind, Instant at) {
        deadline = kind;
        deadlineAt = at;
    }

    Deadline deadline() {
        return deadline;
    }

    Instant deadlineAt() {
        return deadlineAt;
    }

    /** Why its tasks end with it, unless they ended before. */
    void endsBecause(TaskReason reason, String message) {
        endReason = reason;
        endMessage = message;
    }

    TaskReason endReason() {
        return endReason;
    }

    String endMessage() {
        return endMessage;
    }

    HostedState state() {
        var tasks = new ArrayList<HostedState.RunningWork>(works.size());
        works.values()
                .forEach(work -> tasks.add(new HostedState.RunningWork(
                        work.work(), work.state(), isBuiltIn() || work.isSent(), work.latest())));
        return new HostedState(hosted, process(), framework, container(), stream.isPresent(), exit, tasks);
    }
}
