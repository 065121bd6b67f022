package io.boreas.testcluster.sim;

import java.util.ArrayDeque;
import java.util.stream.Collectors;

/** The last events of a run, for the report of a failure; they become text only then. */
public final class Trace {
    private static final int LENGTH_MAX = 600;

    private final Timeline timeline;
    private final int eventsMax;
    private final ArrayDeque<Entry> entries = new ArrayDeque<>();

    private record Entry(long atMillis, String where, Object what) {
        @Override
        public String toString() {
            var text = atMillis + " ms  " + where + "  " + what;
            return text.length() > LENGTH_MAX ? text.substring(0, LENGTH_MAX) + "…" : text;
        }
    }

    Trace(Timeline timeline, int eventsMax) {
        this.timeline = timeline;
        this.eventsMax = eventsMax;
    }

    /**
     * Notes an event.
     *
     * @param where who it happened to
     * @param what anything immutable
     */
    public void note(Object where, Object what) {
        if (entries.size() == eventsMax) {
            entries.removeFirst();
        }
        entries.add(new Entry(timeline.millis(), where.toString(), what));
    }

    @Override
    public String toString() {
        return entries.stream().map(Entry::toString).collect(Collectors.joining("\n  ", "  ", ""));
    }
}
