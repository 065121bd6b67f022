package io.boreas.testcluster.mesos;

import io.boreas.drill.cell.Await;
import io.boreas.testcluster.mesos.SchedulerClient.Answer;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A scheduler that launches as fast as it is offered something, until its stream ends, it is refused, or told to stop. */
final class LaunchStream {
    private static final int TASKS_EACH = 3;

    private final SchedulerClient scheduler;
    private final Runs runs;
    private final String prefix;
    private final Map<String, Fate> fates = new TreeMap<>();
    private volatile boolean stopped;
    private int number;

    /** What the scheduler knows of a launch by the answer to its ACCEPT alone. */
    enum Fate {
        TAKEN,
        REFUSED,
        UNANSWERED
    }

    /** @param prefix begins the names of its tasks, so that those of several streams differ */
    LaunchStream(SchedulerClient scheduler, Runs runs, String prefix) {
        this.scheduler = scheduler;
        this.runs = runs;
        this.prefix = prefix;
    }

    /** Launches in a thread of its own, so many tasks at most. */
    Thread start(int tasksMax) {
        stopped = false;
        return Thread.ofPlatform().name("launch-stream").daemon().start(() -> launchAll(tasksMax));
    }

    void stop() {
        stopped = true;
    }

    private void launchAll(int tasksMax) {
        int end = number + tasksMax;
        boolean going = true;
        while (going && !stopped && number < end && scheduler.isConnected()) {
            var offer = scheduler.heard().take(any -> any.scalar("cpus") >= 1 && any.scalar("mem") >= 64);
            if (offer.isPresent()) {
                going = launch(offer.get());
            } else {
                scheduler.heard().awaitMore(scheduler.heard().size(), 20);
            }
        }
    }

    private boolean launch(Offer offer) {
        var tasks = new ArrayList<TaskText>();
        for (int i = 0; i < TASKS_EACH; i++) {
            var name = "%s-%05d".formatted(prefix, number++);
            tasks.add(TaskText.command(name, runs.noting("exec sleep 600")).resources("cpus:0.01;mem:1"));
        }
        Optional<Answer> answer;
        try {
            answer = Optional.of(scheduler.launch(offer, tasks.toArray(new TaskText[0])));
        } catch (UncheckedIOException cutOff) {
            answer = Optional.empty();
        }
        var fate = answer.map(told -> told.status() == 202 ? Fate.TAKEN : Fate.REFUSED)
                .orElse(Fate.UNANSWERED);
        synchronized (fates) {
            tasks.forEach(task -> fates.put(task.id(), fate));
        }
        return fate == Fate.TAKEN;
    }

    void awaitTaken(int count) {
        Await.that(count + " tasks are taken", () -> of(Fate.TAKEN).size() >= count);
    }

    /** All tasks that it ever sent. */
    Collection<String> all() {
        synchronized (fates) {
            return List.copyOf(fates.keySet());
        }
    }

    List<String> of(Fate fate) {
        synchronized (fates) {
            return fates.entrySet().stream()
                    .filter(entry -> entry.getValue() == fate)
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }
}
