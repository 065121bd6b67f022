package io.boreas.core.whatif;

import io.boreas.core.scheduler.Planner;
import io.boreas.core.scheduler.Ranking;
import io.boreas.core.scheduler.RoleTerms;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * By what the planner decides.
 *
 * @param weights how much more than others a role may have of which operators said nothing; a role that is not named has 1
 * @param decisionsMax tasks placed in one go, at least 1
 * @param region where the masters are, if they say so
 */
public record Policy(Ranking ranking, SortedMap<String, Double> weights, int decisionsMax, Optional<String> region) {
    public Policy {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    }

    Planner planner() {
        var planner = new Planner(ranking, region);
        tell(planner, RoleTerms.NONE);
        return planner;
    }

    /** Operators have said this of roles. */
    void tell(Planner planner, RoleTerms said) {
        weights.forEach(planner::setWeight);
        said.weights().forEach(planner::setWeight);
        planner.setRooms(said.limits());
    }
}
