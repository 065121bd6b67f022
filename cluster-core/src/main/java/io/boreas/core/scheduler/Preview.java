package io.boreas.core.scheduler;

import io.boreas.core.id.AgentId;
import java.util.List;

/**
 * Where instances would go now.
 *
 * @param places in the order they would be placed
 * @param unplaced how many would have to wait
 * @param refusals why, once the others had their places; without reasons if all have one
 */
public record Preview(List<Place> places, int unplaced, Refusals refusals) {
    public Preview {
        places = List.copyOf(places);
    }

    /** One instance's place. */
    public record Place(AgentId agent, String host) {}
}
