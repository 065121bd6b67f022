package io.boreas.core.scheduler;

import io.boreas.core.job.Constraint;
import io.boreas.core.resource.FaultDomain;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What makes two waiting instances equal: where one fits, so does the other, and where one does not, neither does the
 * other. Jobs without limits share shapes.
 */
final class Shape {
    /**
     * Equal keys, equal shapes.
     *
     * @param scope the job, if there are limits, because they count its tasks; else the role, if a dedicated agent is asked
     *     for; else empty
     * @param hash the hash of the rest, computed once: constraints are deep
     */
    record Key(Amounts needs, SortedMap<String, Constraint> constraints, String scope, int hash) {
        static Key of(Amounts needs, SortedMap<String, Constraint> constraints, JobState job) {
            var scope = scope(constraints, job);
            int hash = 31 * needs.hashCode() + scope.hashCode();
            return new Key(
                    needs, constraints, scope, constraints.isEmpty() ? hash : 31 * hash + constraints.hashCode());
        }

        private static String scope(SortedMap<String, Constraint> constraints, JobState job) {
            if (constraints.isEmpty()) {
                return "";
            }
            if (JobState.hasLimits(constraints)) {
                return job.key.toString();
            }
            return constraints.containsKey(AgentTable.DEDICATED) ? job.key.role() : "";
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** A constraint on values, by their numbers. */
    record Asked(String name, boolean negated, int[] values) {}

    /** A limit. */
    record Capped(String name, int max) {}

    final Key key;
    final Amounts needs;
    final List<Asked> asked = new ArrayList<>();
    final List<Capped> capped = new ArrayList<>();

    /** Counts of the job that has the limits; null without limits. */
    final @Nullable LimitCounts counts;

    /** Whether only dedicated agents can do. */
    final boolean dedicated;

    /** Whether it may go to other regions than the masters': it says to which. */
    final boolean travels;

    /** Whether it asks for a dedicated agent in a way that no agent grants. */
    final boolean hopeless;

    /** Those of it that wait until an agent changes. */
    final LinkedHashSet<PendingQueue> blocked = new LinkedHashSet<>();

    /** How many queues have this shape. */
    int holders;

    /** In which round and where the last search with limits ended: what comes before is full for this shape. */
    long cursorRound;

    long cursorKey;
    long cursorLabel;

    Shape(Key key, @Nullable LimitCounts counts, AgentTable agents, String role) {
        this.key = key;
        this.needs = key.needs();
        this.counts = counts;
        var wish = key.constraints().get(AgentTable.DEDICATED);
        this.dedicated = wish != null;
        this.hopeless = wish != null && !mayAskFor(wish, role);
        this.travels = key.constraints().keySet().stream().anyMatch(FaultDomain::isRegion);
        key.constraints().forEach((name, constraint) -> {
            switch (constraint) {
                case Constraint.Values wanted ->
                    asked.add(new Asked(
                            name,
                            wanted.negated(),
                            wanted.values().stream()
                                    .mapToInt(value -> agents.acquire(new AgentTable.Named(name, value)))
                                    .toArray()));
                case Constraint.Limit limit -> capped.add(new Capped(name, limit.max()));
            }
        });
    }

    boolean isBlocked() {
        return !blocked.isEmpty();
    }

    /** Gives back what was acquired of the agents' table. */
    void dispose(AgentTable agents) {
        key.constraints().forEach((name, constraint) -> {
            if (constraint instanceof Constraint.Values wanted) {
                wanted.values().forEach(value -> agents.release(new AgentTable.Named(name, value)));
            }
        });
    }

    /** One value, {@code role}, {@code role/anything} or {@code * /anything}. Source: Aurora, {@code ConfigurationManager}. */
    private static boolean mayAskFor(Constraint wish, String role) {
        if (!(wish instanceof Constraint.Values wanted)
                || wanted.negated()
                || wanted.values().size() != 1) {
            return false;
        }
        String whose = wanted.values().first();
        int slash = whose.indexOf('/');
        String first = slash < 0 ? whose : whose.substring(0, slash);
        return first.equals(role) || slash > 0 && first.equals("*");
    }
}
