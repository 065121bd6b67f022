package io.boreas.core.agent;

import io.boreas.core.resource.DiskInfo;
import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Volumes whose data an agent has yet to delete.
 *
 * @param last the number of the last one ever destroyed; 0 before the first
 * @param waiting those of which the agent has not said that their data is gone, in order
 */
public record DestroyedVolumes(long last, List<DestroyedVolume> waiting) {
    /** As many as may wait. */
    public static final int WAITING_MAX = 1_000;

    /** None ever. */
    public static final DestroyedVolumes NONE = new DestroyedVolumes(0, List.of());

    public DestroyedVolumes {
        waiting = List.copyOf(waiting);
    }

    /** An operation made resources into others: volumes that are not among these, grown or shrunk, are destroyed. */
    DestroyedVolumes after(Resources consumed, Resources made, Instant at) {
        var left = new TreeSet<String>();
        made.persistentVolumes().toList().forEach(volume -> left.add(name(volume)));
        var now = new ArrayList<>(waiting);
        // A cell that is made anew for agents that were of another goes on above the numbers they have seen.
        long before = Math.max(last, at.toEpochMilli() - 1);
        long number = before;
        for (var volume : consumed.persistentVolumes().toList()) {
            // A shared volume may be named several times.
            if (left.add(name(volume))) {
                now.add(new DestroyedVolume(++number, volume));
            }
        }
        return number == before ? this : new DestroyedVolumes(number, now);
    }

    DestroyedVolumes deleted(long upTo) {
        return new DestroyedVolumes(
                last, waiting.stream().filter(volume -> volume.number() > upTo).toList());
    }

    /** Whether the agent's word that the data of those up to a number is gone is news. */
    boolean isNews(long upTo) {
        return upTo <= last && !waiting.isEmpty() && waiting.getFirst().number() <= upTo;
    }

    /** Ids are unique per role and agent. */
    static String name(Resource volume) {
        return volume.terms().role() + "\n"
                + volume.terms()
                        .disk()
                        .flatMap(DiskInfo::persistence)
                        .orElseThrow()
                        .id();
    }
}
