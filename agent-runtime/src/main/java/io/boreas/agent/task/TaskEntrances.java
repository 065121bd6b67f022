package io.boreas.agent.task;

import io.boreas.agent.session.Place;
import io.boreas.agent.session.Sessions;
import io.boreas.core.id.TaskId;
import io.boreas.core.process.Step.Demand;
import io.boreas.core.task.Capabilities;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Lets sessions into tasks that run, and sees them out when those end. But for {@link #find} used by the loop's thread. */
final class TaskEntrances {
    private static final long LOOP_SECONDS_MAX = 5;

    private final TaskLimits limits;
    private final Sessions sessions;

    TaskEntrances(TaskLimits limits, Sessions sessions) {
        this.limits = limits;
        this.sessions = sessions;
    }

    /** Asks a loop where sessions of a task run; waits for its answer. */
    static Place find(Consumer<Event> loop, TaskId task, String process, Optional<Capabilities> wish)
            throws InterruptedException {
        var place = new CompletableFuture<Place>();
        loop.accept(new Event.Enter(task, process, wish, place));
        try {
            return place.get(LOOP_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return new Place.Shut("the agent stops");
        } catch (TimeoutException e) {
            return new Place.Shut("its agent is busy; try again");
        }
    }

    /** Where sessions run of a task that the loop knows, or of none. */
    Place place(@Nullable LiveTask task, String process, Optional<Capabilities> wish) {
        if (task == null) {
            return new Place.Shut("it is not on its agent any more");
        }
        if (!task.isActive()) {
            return new Place.Shut("it is about to end");
        }
        if (!task.isHoused()) {
            return new Place.Shut("its namespaces are not ready; try again");
        }
        var lines = task.lines();
        if (process.isEmpty()) {
            return lines.stream().anyMatch(line -> line.pid() > 0)
                    ? open(task, wish)
                    : new Place.Shut("none of its processes runs now");
        }
        var named = lines.stream().filter(line -> line.name().equals(process)).findFirst();
        if (named.isEmpty()) {
            return new Place.Shut("it has no process \"" + process + "\"");
        }
        return named.get().pid() > 0
                ? open(task, wish)
                : new Place.Shut("its process " + process + " is " + named.get().state());
    }

    private Place open(LiveTask task, Optional<Capabilities> wish) {
        try {
            var confinement = wish.isPresent() ? limits.confinement(task, wish.get()) : limits.confinement(task);
            return new Place.Open(task.prepared().like(confinement));
        } catch (UnlimitableException e) {
            return new Place.Shut(String.valueOf(e.getMessage()));
        }
    }

    /** What the task is to do has changed. */
    void tend(LiveTask task) {
        if (task.demand() != Demand.NONE) {
            sessions.endOf(task.id());
        }
    }
}
