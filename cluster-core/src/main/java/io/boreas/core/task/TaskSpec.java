package io.boreas.core.task;

import io.boreas.core.check.HealthCheck;
import io.boreas.core.check.StatusCheck;
import io.boreas.core.resource.Resources;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one run consists of: ordered processes, the resources and named ports they get. Source: Thermos's {@code Task}.
 *
 * <p>It is checked by {@link TaskSpecCheck} at the door; a value of this type inside the cell is a good one.
 *
 * @param name shown to people
 * @param processes at least one, in the order they were written
 * @param order pairs "first, then": the second starts when the first has finished well
 * @param resources scalars only (cpus, mem and disk in MB, gpus), as an unreserved need; ports are asked for by name
 * @param ports names of the ports the agent's group picks at admission
 * @param maxFailures processes that may fail before the task fails; 0 for any number, by default 1
 * @param maxConcurrency processes that run at the same time; 0 for any number
 * @param finalizationWait how long stopping and final processes may take, 0 to 60 s, by default 30 s
 * @param user the account to run as; empty for the agent's own
 * @param environment added to each process's environment
 * @param logs how much output is kept
 * @param fetch what is in the sandbox before the first process starts, got in this order
 * @param health on what it depends whether it runs, and goes on
 * @param check what is told of it besides
 * @param container what it has instead of the file system of its agent, or in it; empty for that alone
 * @param lifecycle how it is asked to end before it is told; empty for not at all
 * @param limits how much it may use beyond its resources; empty for nothing but what its agent leaves to anyone
 * @param maxCompletionTime how long it may take from the start of its first process to its end, more than 0; empty for any time
 * @param rlimits limits of each of its processes by what they limit, one of {@link Rlimit#NAMES}
 * @param capabilities what of the privileges of root its processes have, and may come to have; empty for what its agent leaves to
 *     anyone
 */
public record TaskSpec(
        String name,
        List<ProcessSpec> processes,
        List<Order> order,
        Resources resources,
        SortedSet<String> ports,
        int maxFailures,
        int maxConcurrency,
        Duration finalizationWait,
        String user,
        SortedMap<String, String> environment,
        LogPolicy logs,
        List<Artifact> fetch,
        Optional<HealthCheck> health,
        Optional<StatusCheck> check,
        Optional<Container> container,
        Optional<HttpLifecycle> lifecycle,
        Optional<ResourceLimits> limits,
        Optional<Duration> maxCompletionTime,
        SortedMap<String, Rlimit> rlimits,
        Optional<Capabilities> capabilities) {
    public static final int MAX_FAILURES_DEFAULT = 1;
    public static final Duration FINALIZATION_WAIT_DEFAULT = Duration.ofSeconds(30);
    public static final Duration FINALIZATION_WAIT_MAX = Duration.ofSeconds(60);

    /** What a job may say; a framework may say anything. */
    public static final Duration COMPLETION_TIME_MAX = Duration.ofDays(365);

    public TaskSpec {
        processes = List.copyOf(processes);
        order = List.copyOf(order);
        fetch = List.copyOf(fetch);
        ports = Collections.unmodifiableSortedSet(new TreeSet<>(ports));
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        rlimits = Collections.unmodifiableSortedMap(new TreeMap<>(rlimits));
    }

    /** A task that says nothing of all that it may do without. */
    public TaskSpec(
            String name,
            List<ProcessSpec> processes,
            List<Order> order,
            Resources resources,
            SortedSet<String> ports,
            int maxFailures,
            int maxConcurrency,
            Duration finalizationWait,
            String user,
            SortedMap<String, String> environment,
            LogPolicy logs) {
        this(
                name,
                processes,
                order,
                resources,
                ports,
                maxFailures,
                maxConcurrency,
                finalizationWait,
                user,
                environment,
                logs,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Collections.emptySortedMap(),
                Optional.empty());
    }

    /** What its file system is that of, if it is not its agent's. */
    public Optional<String> image() {
        return container.filter(Container::hasImage).map(Container::image);
    }

    /** What appears in its file system besides. */
    public List<Volume> volumes() {
        return container.map(Container::volumes).orElse(List.of());
    }

    /** The same of other processes. */
    public TaskSpec running(List<ProcessSpec> others) {
        return with(
                others,
                environment,
                health,
                check,
                container,
                lifecycle,
                limits,
                maxCompletionTime,
                rlimits,
                capabilities);
    }

    /** The same with another environment. */
    public TaskSpec with(SortedMap<String, String> other) {
        return with(
                processes,
                other,
                health,
                check,
                container,
                lifecycle,
                limits,
                maxCompletionTime,
                rlimits,
                capabilities);
    }

    /** The same with these checks. */
    public TaskSpec checked(Optional<HealthCheck> itsHealth, Optional<StatusCheck> itsCheck) {
        return with(
                processes,
                environment,
                itsHealth,
                itsCheck,
                container,
                lifecycle,
                limits,
                maxCompletionTime,
                rlimits,
                capabilities);
    }

    /** The same in this container. */
    public TaskSpec in(Container other) {
        return with(
                processes,
                environment,
                health,
                check,
                Optional.of(other),
                lifecycle,
                limits,
                maxCompletionTime,
                rlimits,
                capabilities);
    }

    /** The same, asked so to end. */
    public TaskSpec ending(HttpLifecycle other) {
        return with(
                processes,
                environment,
                health,
                check,
                container,
                Optional.of(other),
                limits,
                maxCompletionTime,
                rlimits,
                capabilities);
    }

    /** The same within these limits. */
    public TaskSpec within(ResourceLimits others) {
        return with(
                processes,
                environment,
                health,
                check,
                container,
                lifecycle,
                Optional.of(others),
                maxCompletionTime,
                rlimits,
                capabilities);
    }

    /** The same with no more time than this. */
    public TaskSpec lastingAtMost(Duration time) {
        return with(
                processes,
                environment,
                health,
                check,
                container,
                lifecycle,
                limits,
                Optional.of(time),
                rlimits,
                capabilities);
    }

    /** The same whose processes have these limits. */
    public TaskSpec limited(SortedMap<String, Rlimit> others) {
        return with(
                processes,
                environment,
                health,
                check,
                container,
                lifecycle,
                limits,
                maxCompletionTime,
                others,
                capabilities);
    }

    /** The same with these capabilities. */
    public TaskSpec capable(Capabilities others) {
        return with(
                processes,
                environment,
                health,
                check,
                container,
                lifecycle,
                limits,
                maxCompletionTime,
                rlimits,
                Optional.of(others));
    }

    private TaskSpec with(
            List<ProcessSpec> processes,
            SortedMap<String, String> environment,
            Optional<HealthCheck> health,
            Optional<StatusCheck> check,
            Optional<Container> container,
            Optional<HttpLifecycle> lifecycle,
            Optional<ResourceLimits> limits,
            Optional<Duration> maxCompletionTime,
            SortedMap<String, Rlimit> rlimits,
            Optional<Capabilities> capabilities) {
        return new TaskSpec(
                name,
                processes,
                order,
                resources,
                ports,
                maxFailures,
                maxConcurrency,
                finalizationWait,
                user,
                environment,
                logs,
                fetch,
                health,
                check,
                container,
                lifecycle,
                limits,
                maxCompletionTime,
                rlimits,
                capabilities);
    }

    /** What a task does without is not shown, if there was none of it in earlier versions, of which something was kept. */
    @Override
    public String toString() {
        return "TaskSpec[name=" + name
                + ", processes=" + processes
                + ", order=" + order
                + ", resources=" + resources
                + ", ports=" + ports
                + ", maxFailures=" + maxFailures
                + ", maxConcurrency=" + maxConcurrency
                + ", finalizationWait=" + finalizationWait
                + ", user=" + user
                + ", environment=" + environment
                + ", logs=" + logs
                + ", fetch=" + fetch
                + ", health=" + health
                + ", check=" + check
                + container.map(in -> ", container=" + in).orElse("")
                + lifecycle.map(http -> ", lifecycle=" + http).orElse("")
                + limits.map(most -> ", limits=" + most).orElse("")
                + maxCompletionTime.map(most -> ", maxCompletionTime=" + most).orElse("")
                + (rlimits.isEmpty() ? "" : ", rlimits=" + rlimits)
                + capabilities.map(wish -> ", capabilities=" + wish).orElse("")
                + "]";
    }

    /** {@code then} starts when {@code first} has finished well; both are names of processes. */
    public record Order(String first, String then) {}
}
