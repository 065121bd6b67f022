package io.boreas.drill;

import io.boreas.drill.Drill.Need;
import io.boreas.drill.history.Action;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What happens to the store that masters share. */
final class StoreDrills {
    private static final Duration SLOW_BY = Duration.ofMillis(200);

    private StoreDrills() {}

    /** @param time how long the harm goes on */
    static List<Drill> all(Duration time) {
        return List.of(
                new Drill(
                        "store-away",
                        "the store is out of reach for a while",
                        Set.of(Need.SHARED_STORE),
                        drill -> away(drill, time)),
                new Drill(
                        "store-slow",
                        "the store answers late for a while",
                        Set.of(Need.SHARED_STORE),
                        drill -> slow(drill, time)));
    }

    private static void away(Rehearsal drill, Duration time) {
        drill.harm("the store is out of reach", () -> drill.store().hold(from -> true));
        long away = System.nanoTime();
        try {
            drill.hold(time);
            var acknowledged = drill.load().operations().stream()
                    .filter(operation -> operation.invokedNanos() - away >= 0
                            && operation.isMutation()
                            && !(operation.action() instanceof Action.RemoveQuota) // may have nothing to write
                            && operation.isAcknowledged())
                    .toList();
            drill.check(
                    "nothing is acknowledged while the store is away",
                    acknowledged.isEmpty(),
                    acknowledged.isEmpty()
                            ? time.toSeconds() + " s"
                            : acknowledged.size() + " changes, such as " + acknowledged.getFirst());
        } finally {
            drill.then("the store is back", () -> drill.store().release());
        }
        long back = System.nanoTime();
        drill.await(
                drill.frameworkServed(back),
                drill.firstMutation(),
                drill.everyKey("every key takes mutations", back),
                drill.agentsBack(0),
                drill.tasksKnown(0));
    }

    private static void slow(Rehearsal drill, Duration time) {
        drill.harm("the store answers " + 2 * SLOW_BY.toMillis() + " ms late", () -> drill.store()
                .slow(SLOW_BY));
        try {
            drill.await(
                    drill.firstMutation(), drill.everyKey("every key takes mutations all the same", System.nanoTime()));
            drill.hold(time);
        } finally {
            drill.then("the store is as before", () -> drill.store().release());
        }
        long back = System.nanoTime();
        drill.await(
                drill.frameworkServed(back),
                drill.everyKey("every key takes mutations", back),
                drill.agentsBack(0),
                drill.tasksKnown(0));
    }
}
