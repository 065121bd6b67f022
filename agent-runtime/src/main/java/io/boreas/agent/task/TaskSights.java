package io.boreas.agent.task;

import io.boreas.agent.process.Machine;
import io.boreas.agent.process.ProcessReading;
import io.boreas.agent.usage.UsageSampler;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxAnswer.Why;
import io.boreas.core.link.TaskSight;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Puts together what a task does, as its loop knows it, and what it uses, as the kernel does. */
final class TaskSights {
    private static final long LOOP_SECONDS_MAX = 5;
    private static final long MILLIS_PER_TICK = 10;

    private final UsageSampler<TaskId> usage;
    private final Consumer<Event> loop;

    TaskSights(UsageSampler<TaskId> usage, Consumer<Event> loop) {
        this.usage = usage;
        this.loop = loop;
    }

    /** What is to be seen of a task now. It reads files: it may block. */
    SandboxAnswer of(TaskId task) {
        var described = new CompletableFuture<List<TaskSight.Line>>();
        loop.accept(new Event.Describe(task, described));
        try {
            var lines = described.get(LOOP_SECONDS_MAX, TimeUnit.SECONDS);
            var seen = usage.look(task);
            if (lines.isEmpty() || seen.isEmpty()) {
                return new SandboxAnswer.Failed(
                        Why.NOT_FOUND, "it does not run, or has not for long enough to be looked at");
            }
            return new SandboxAnswer.Seen(sight(lines, seen.get()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SandboxAnswer.Failed(Why.UNREADABLE, "the agent stops");
        } catch (TimeoutException | ExecutionException | IOException e) {
            return new SandboxAnswer.Failed(Why.UNREADABLE, "the agent cannot look at it now: " + e);
        }
    }

    private static TaskSight sight(List<TaskSight.Line> lines, UsageSampler.Seen seen) throws IOException {
        var names = new HashMap<Long, String>();
        lines.stream().filter(line -> line.pid() > 0).forEach(line -> names.put(line.pid(), line.name()));
        var boot = Machine.bootTime();
        return new TaskSight(
                lines,
                seen.processes().stream()
                        .sorted((a, b) -> Long.compare(
                                a.reading().id().pid(), b.reading().id().pid()))
                        .limit(TaskSight.LIVING_MAX)
                        .map(process -> living(process, names, boot))
                        .toList(),
                seen.points());
    }

    /** A run leads a session, in which what it starts stays unless it leaves. */
    private static TaskSight.Living living(UsageSampler.Process process, Map<Long, String> names, Instant boot) {
        var reading = process.reading();
        var name = Optional.ofNullable(names.get(reading.session()))
                .or(() -> Optional.ofNullable(names.get(reading.id().pid())));
        return living(reading, process.cpuMilliCores(), name.orElse(""), boot);
    }

    private static TaskSight.Living living(ProcessReading reading, int milliCores, String process, Instant boot) {
        return new TaskSight.Living(
                reading.id().pid(),
                reading.parent(),
                reading.name(),
                process,
                String.valueOf(reading.state()),
                reading.threads(),
                reading.userMillis() + reading.systemMillis(),
                milliCores,
                reading.rssBytes(),
                reading.readBytes(),
                reading.writtenBytes(),
                boot.plusMillis(reading.id().startTicks() * MILLIS_PER_TICK));
    }
}
