package io.boreas.agent.task;

import io.boreas.agent.image.Image;
import io.boreas.agent.process.RunName;
import io.boreas.agent.session.Place;
import io.boreas.core.check.Finding;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.TaskSight;
import io.boreas.core.process.Outcome;
import io.boreas.core.process.Step.Demand;
import io.boreas.core.resource.Resources;
import io.boreas.core.task.Capabilities;
import io.boreas.core.task.KillOrder;
import io.boreas.core.task.StatusAck;
import io.boreas.core.task.TaskLaunch;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the loop hears. */
sealed interface Event {

    /** Run it. The one who asks waits until it is durable. */
    record Launch(Preparation task, CompletableFuture<Void> durable) implements Event {}

    /** Stop it. */
    record Kill(KillOrder order) implements Event {}

    /** It did not take what it was asked over HTTP. */
    record Unheard(TaskId task, Demand asked) implements Event {}

    /** Its statuses were taken. */
    record Acknowledge(StatusAck ack) implements Event {}

    /** Something happened to a run. */
    record RunChanged(RunName run) implements Event {}

    /** A run could not be prepared. */
    record Unstartable(TaskId task, Outcome outcome) implements Event {}

    /** The reaper found nothing of it. */
    record NothingLeft(TaskId task, long order) implements Event {}

    /** It is to end so, and at once: it came up against a limit, or what it holds is needed. */
    record EndNow(TaskId task, Outcome outcome) implements Event {}

    /** What it wants to have is on its way. */
    record Fetching(TaskId task, String message) implements Event {}

    /** What it wants to have is there. */
    record Fetched(TaskId task) implements Event {}

    /** What it wants to have cannot be had. */
    record Unfetchable(TaskId task, String why) implements Event {}

    /** What it is to run in is there. */
    record Furnished(TaskId task, Image image) implements Event {}

    /** What it is to run in cannot be had. */
    record Unfurnished(TaskId task, String why) implements Event {}

    /** It was probed. */
    record Probed(TaskId task, Which which, Finding finding) implements Event {
        /** Which of its checks. */
        enum Which {
            HEALTH,
            CHECK
        }
    }

    /** From now on it has these resources. */
    record Resized(TaskId task, Resources resources) implements Event {}

    /** Tell of all tasks. */
    record Tell(CompletableFuture<KnownTasks> known) implements Event {}

    /** Tell of the processes of a task; nothing if it does not run. */
    record Describe(TaskId task, CompletableFuture<List<TaskSight.Line>> lines) implements Event {}

    /**
     * Tell where sessions of a task run.
     *
     * @param process which must run; empty for any
     * @param wish capabilities that it is to have instead of the task's, if it is
     */
    record Enter(TaskId task, String process, Optional<Capabilities> wish, CompletableFuture<Place> place)
            implements Event {}

    /** There is no spawner any more. */
    record SpawnerDied() implements Event {}

    /** Look no further. */
    record Stop() implements Event {}

    /** A launch as far as it could be prepared. */
    sealed interface Preparation {
        TaskLaunch launch();

        /** It can be run. */
        record Ready(PreparedTask task) implements Preparation {
            @Override
            public TaskLaunch launch() {
                return task.launch();
            }
        }

        /** It cannot, and why. */
        record Bad(TaskLaunch launch, Path sandbox, String why) implements Preparation {}
    }
}
