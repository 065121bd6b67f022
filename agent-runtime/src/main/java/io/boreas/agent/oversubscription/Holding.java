package io.boreas.agent.oversubscription;

import io.boreas.core.link.TaskSight.Point;
import io.boreas.core.resource.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What somebody holds of the agent's resources, and uses.
 *
 * @param since when it was launched
 * @param used for each of its processes what that used at moments of the last hour, the newest last; none of one that was not looked at
 */
public record Holding(Holder holder, Resources resources, Instant since, List<List<Point>> used) {
    /** Over a shorter time a share of a core says nothing. */
    private static final Duration STRETCH_LEAST = Duration.ofSeconds(5);

    public Holding {
        used = used.stream().map(List::copyOf).toList();
    }

    /** Whether it may be taken back at any time. What is launched together is so as a whole, or not at all. */
    boolean isRevocable() {
        return !resources.revocable().isEmpty();
    }

    /** The most cores that it used since a moment. */
    Peak peak(Instant from) {
        if (since.isAfter(from) || used.isEmpty() || used.stream().anyMatch(List::isEmpty)) {
            return Peak.All.ALL;
        }
        long milli = 0;
        for (var points : used) {
            if (points.getFirst().at().isAfter(from)) {
                return Peak.Unseen.UNSEEN;
            }
            milli += peakMilli(points, from);
        }
        return new Peak.Cores(milli);
    }

    private static long peakMilli(List<Point> points, Instant from) {
        long most = 0;
        for (int i = 1; i < points.size(); i++) {
            var before = points.get(i - 1);
            var after = points.get(i);
            var passed = Duration.between(before.at(), after.at());
            if (after.at().isAfter(from) && passed.compareTo(STRETCH_LEAST) >= 0) {
                most = Math.max(most, (after.cpuMillis() - before.cpuMillis()) * 1_000 / passed.toMillis());
            }
        }
        return most;
    }

    /** How many cores somebody used at most in a stretch of time. */
    sealed interface Peak {
        /** It is too young to tell, or cannot be looked at: it counts as one that uses all that it holds. */
        enum All implements Peak {
            ALL
        }

        /** It was there all the time, but was not looked at for so long. */
        enum Unseen implements Peak {
            UNSEEN
        }

        /** So many, in thousandths. */
        record Cores(long milli) implements Peak {}
    }
}
