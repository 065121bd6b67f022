package io.boreas.core.whatif;

import io.boreas.core.id.AgentId;
import io.boreas.core.scheduler.Amounts;
import io.boreas.core.scheduler.PlannerAgent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came of a stretch, in figures.
 *
 * @param roles of each role that asked for anything
 * @param all of all roles together; its share is how far the cell was used by jobs
 */
public record Measures(SortedMap<String, OfRole> roles, OfRole all) {
    /** Parts of the stretch, of equal length, that shares are told for. */
    public static final int PARTS = 12;

    public Measures {
        roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
    }

    /**
     * The runs of a role that began to wait in the stretch.
     *
     * @param asked how many there were, or would have been in time
     * @param placed how many got a place
     * @param waiting how long those waited that got one
     * @param elsewhere how many got a place on another agent than in the record
     * @param share the dominant share, of all its runs, on average: the largest fraction of what agents had of cpus, memory, disk or gpus
     * @param shares the same for each part of the stretch
     */
    public record OfRole(long asked, long placed, Waiting waiting, long elsewhere, double share, List<Double> shares) {
        public OfRole {
            shares = List.copyOf(shares);
        }

        /** How many got no place in the stretch. */
        public long unplaced() {
            return asked - placed;
        }
    }

    /** What was recorded. */
    public static Measures ofRecord(Stretch stretch) {
        return measured(stretch, stretch.runs().stream().map(Stay::recorded).toList(), stretch.agents());
    }

    /** What a simulation on these terms gave. */
    public static Measures of(Stretch stretch, List<Stay> stays, Terms terms) {
        var steps = new ArrayList<AgentStep>();
        terms.more().forEach(agent -> steps.add(new AgentStep(stretch.begin(), agent)));
        stretch.agents().stream()
                .filter(step -> !terms.without().contains(step.agent().id()))
                .forEach(steps::add);
        return measured(stretch, stays, steps);
    }

    private static Measures measured(Stretch stretch, List<Stay> stays, List<AgentStep> steps) {
        var total = new Held(stretch);
        var present = new HashMap<AgentId, AgentStep>();
        for (var step : steps) {
            var before = present.put(step.agent().id(), step);
            if (before != null) {
                total.add(had(before.agent()), before.at(), step.at());
            }
        }
        present.values().forEach(step -> total.add(had(step.agent()), step.at(), stretch.end()));
        var roles = new TreeMap<String, Tally>();
        var all = new Tally(stretch);
        for (var stay : stays) {
            roles.computeIfAbsent(stay.run().job().role(), role -> new Tally(stretch))
                    .add(stay);
            all.add(stay);
        }
        var measured = new TreeMap<String, OfRole>();
        roles.forEach((role, tally) -> measured.put(role, tally.of(total)));
        return new Measures(measured, all.of(total));
    }

    /** What an agent that takes nothing has does not count, as nobody can have it. */
    private static Amounts had(PlannerAgent agent) {
        return agent.accepting() ? agent.total() : Amounts.NONE;
    }

    /** What is counted of a role. */
    private static final class Tally {
        private final Held held;
        private final List<Duration> waits = new ArrayList<>();
        private long asked;
        private long elsewhere;

        Tally(Stretch stretch) {
            this.held = new Held(stretch);
        }

        void add(Stay stay) {
            var run = stay.run();
            stay.placedAt()
                    .ifPresent(at -> held.add(run.needs(), at, stay.endedAt().orElse(Instant.MAX)));
            if (run.isOld()) {
                return;
            }
            asked++;
            stay.waited().ifPresent(waits::add);
            if (stay.agent().isPresent()
                    && run.agent().isPresent()
                    && !stay.agent().equals(run.agent())) {
                elsewhere++;
            }
        }

        OfRole of(Held total) {
            return new OfRole(asked, waits.size(), Waiting.of(waits), elsewhere, held.share(total), held.shares(total));
        }
    }

    /** What was held over time, in thousandths times milliseconds, by part of the stretch and kind. */
    private static final class Held {
        private static final int KINDS = 4;

        private final Instant begin;
        private final long length;
        private final double[][] parts = new double[PARTS][KINDS];

        Held(Stretch stretch) {
            this.begin = stretch.begin();
            this.length =
                    Math.max(1, Duration.between(stretch.begin(), stretch.end()).toMillis());
        }

        void add(Amounts amounts, Instant from, Instant to) {
            double first = offset(from);
            double last = offset(to);
            for (int part = 0; part < PARTS; part++) {
                double low = Math.max(first, (double) length * part / PARTS);
                double high = Math.min(last, (double) length * (part + 1) / PARTS);
                if (high > low) {
                    parts[part][0] += amounts.cpusMilli() * (high - low);
                    parts[part][1] += amounts.memMilli() * (high - low);
                    parts[part][2] += amounts.diskMilli() * (high - low);
                    parts[part][3] += amounts.gpusMilli() * (high - low);
                }
            }
        }

        private double offset(Instant at) {
            return at.isAfter(begin.plusMillis(length))
                    ? length
                    : Math.max(0, Duration.between(begin, at).toMillis());
        }

        double share(Held total) {
            return largest(sum(parts), sum(total.parts));
        }

        List<Double> shares(Held total) {
            var shares = new ArrayList<Double>();
            for (int part = 0; part < PARTS; part++) {
                shares.add(largest(parts[part], total.parts[part]));
            }
            return shares;
        }

        private static double[] sum(double[][] parts) {
            var sum = new double[KINDS];
            for (var part : parts) {
                for (int kind = 0; kind < KINDS; kind++) {
                    sum[kind] += part[kind];
                }
            }
            return sum;
        }

        private static double largest(double[] held, double[] total) {
            double largest = 0;
            for (int kind = 0; kind < KINDS; kind++) {
                if (total[kind] > 0) {
                    largest = Math.max(largest, held[kind] / total[kind]);
                }
            }
            return largest;
        }
    }
}
