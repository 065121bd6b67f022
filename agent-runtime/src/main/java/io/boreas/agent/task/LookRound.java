package io.boreas.agent.task;

import io.boreas.core.id.TaskId;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Looks at tasks in turn: at all of them, or, of very many, at as many as there is time for. Used by the loop's thread. */
final class LookRound {
    /** Of each interval between two looks at what nobody hinted at, this part at most is spent looking. */
    private static final int PART = 200;

    private static final int LOOKS_MIN = 20;

    private final Duration interval;
    private Iterator<LiveTask> rest = Collections.emptyIterator();

    LookRound(Duration interval) {
        this.interval = interval;
    }

    /** Goes on where the last one stopped; tasks may come and go under it. */
    void go(Map<TaskId, LiveTask> tasks, Consumer<LiveTask> look) {
        long until = System.nanoTime() + interval.toNanos() / PART;
        var seen = 0;
        while (seen < tasks.size() && (seen < LOOKS_MIN || System.nanoTime() < until)) {
            if (!rest.hasNext()) {
                rest = List.copyOf(tasks.values()).iterator();
            }
            var task = rest.next();
            if (tasks.get(task.id()) == task) {
                look.accept(task);
            }
            seen++;
        }
    }
}
