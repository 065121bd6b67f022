package io.boreas.persistence.shared;

import io.boreas.persistence.shared.OrderStore.Arrival;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts new records of all groups into one order: by the time they were written, but never against the order within a group, and nothing
 * of a group before what was not read yet of another.
 */
final class Arrivals {
    private Arrivals() {}

    /**
     * The runs of the next chunk, perhaps none.
     *
     * @param arrivals ascending within each group
     * @param max how many of each group were asked for: one that has so many may have more
     * @param reached how far each group is
     */
    static List<OrderChunk.Run> ordered(List<Arrival> arrivals, int max, Map<String, Long> reached) {
        var groups = new LinkedHashMap<String, List<Arrival>>();
        for (var arrival : arrivals) {
            groups.computeIfAbsent(arrival.group(), name -> new ArrayList<>()).add(arrival);
        }
        var all = new ArrayList<Arrival>();
        long cut = Long.MAX_VALUE;
        for (var entry : groups.entrySet()) {
            var whole = whole(entry.getValue(), reached.getOrDefault(entry.getKey(), 0L));
            if (entry.getValue().size() >= max && !whole.isEmpty()) {
                cut = Math.min(cut, whole.getLast().time());
            }
            all.addAll(whole);
        }
        long last = cut;
        all.removeIf(arrival -> arrival.time() > last);
        all.sort(Comparator.comparingLong(Arrival::time)
                .thenComparing(Arrival::group)
                .thenComparingLong(Arrival::sequence));
        return runs(all);
    }

    /**
     * A group's records up to the first that is missing, with times that never go back. A group that was never in the order may begin
     * anywhere: what came before was deleted. A number that is there twice, because a write that had failed came to pass after all, counts once.
     */
    private static List<Arrival> whole(List<Arrival> group, long reached) {
        var whole = new ArrayList<Arrival>(group.size());
        long sequence = reached;
        long time = Long.MIN_VALUE;
        for (var arrival : group) {
            if (arrival.sequence() == sequence) {
                continue;
            }
            if (arrival.sequence() != sequence + 1 && sequence != 0) {
                break;
            }
            sequence = arrival.sequence();
            time = Math.max(time, arrival.time());
            whole.add(new Arrival(arrival.group(), sequence, time));
        }
        return whole;
    }

    private static List<OrderChunk.Run> runs(List<Arrival> ordered) {
        var runs = new ArrayList<OrderChunk.Run>();
        for (var arrival : ordered) {
            var last = runs.isEmpty() ? null : runs.getLast();
            if (last != null && last.group().equals(arrival.group()) && last.to() + 1 == arrival.sequence()) {
                runs.set(runs.size() - 1, new OrderChunk.Run(last.group(), last.from(), last.count() + 1));
            } else {
                runs.add(new OrderChunk.Run(arrival.group(), arrival.sequence(), 1));
            }
        }
        return runs;
    }
}
