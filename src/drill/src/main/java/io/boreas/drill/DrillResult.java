package io.boreas.drill;

import io.boreas.drill.check.Finding;
import java.util.List;

/**
 * How one drill went.
 *
 * @param name as it is typed
 * @param summary a line for people: what was done
 * @param steps what was done and seen, in the order it happened
 * @param findings what the checks found; one that did not pass fails the drill
 * @param seconds how long it took, checks included
 */
record DrillResult(String name, String summary, List<Step> steps, List<Finding> findings, double seconds) {
    /**
     * Something happened.
     *
     * @param millis since the harm was done
     * @param done whether the drill did it; otherwise it is what was seen
     */
    record Step(String what, long millis, boolean done) {}

    DrillResult {
        steps = List.copyOf(steps);
        findings = List.copyOf(findings);
    }

    boolean passed() {
        return findings.stream().allMatch(Finding::passed);
    }
}
