package io.boreas.agent.oversubscription;

import io.boreas.core.resource.Resource;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Scalar;
import io.boreas.core.resource.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How an agent finds what it can give besides its own resources. Source: Mesos, {@code --resource_estimator}. */
public sealed interface Estimator {
    /** What can be given in all, to whoever holds some of it already too; empty if that cannot be told yet. */
    Optional<Resources> estimate(List<Holding> holdings, Instant now);

    /** Nothing, ever. */
    record None() implements Estimator {
        @Override
        public Optional<Resources> estimate(List<Holding> holdings, Instant now) {
            return Optional.of(Resources.empty());
        }
    }

    /**
     * Always the same. Source: Mesos, the fixed resource estimator.
     *
     * @param revocable revocable scalars
     */
    record Fixed(Resources revocable) implements Estimator {
        @Override
        public Optional<Resources> estimate(List<Holding> holdings, Instant now) {
            return Optional.of(revocable);
        }
    }

    /**
     * Cores that are held and not used: of each who holds some for good, what the most that was used in a stretch of time leaves of
     * it. Who came within that time counts as one that uses all. Memory is not given: it could not be taken back in time.
     *
     * @param window how far back, 1 min to 1 h
     * @param percent how much of it is given, 1 to 100
     */
    record Slack(Duration window, int percent) implements Estimator {
        /** What is given is a multiple of this, in thousandths of a core: masters store each change. */
        private static final long STEP_MILLI = 250;

        public Slack {
            Bounds.check(window, Duration.ofMinutes(1), Duration.ofHours(1), "window");
            if (percent < 1 || percent > 100) {
                throw new IllegalArgumentException("boreas.agent.oversubscription.percent is 1 to 100, not " + percent);
            }
        }

        @Override
        public Optional<Resources> estimate(List<Holding> holdings, Instant now) {
            var from = now.minus(window);
            long idle = 0;
            for (var holding : holdings) {
                long held = holding.resources().nonRevocable().cpusMilli();
                if (held == 0) {
                    continue;
                }
                switch (holding.peak(from)) {
                    case Holding.Peak.All all -> {}
                    case Holding.Peak.Unseen unseen -> {
                        return Optional.empty();
                    }
                    case Holding.Peak.Cores(long used) -> idle += Math.max(0, held - used);
                }
            }
            long given = idle * percent / 100 / STEP_MILLI * STEP_MILLI;
            return Optional.of(
                    given == 0
                            ? Resources.empty()
                            : Resources.of(new Resource("cpus", new Scalar(given), Terms.PLAIN.asRevocable())));
        }
    }
}
