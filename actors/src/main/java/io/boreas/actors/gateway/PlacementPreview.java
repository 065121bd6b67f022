package io.boreas.actors.gateway;

import java.util.List;
import java.util.SortedMap;

/**
 * Where instances would go.
 *
 * @param places one for each instance that has a place, in the order they would be placed
 * @param unplaced how many have none
 * @param reasons why they have none: a refusal's reason and how many agents gave it
 */
public record PlacementPreview(List<Place> places, int unplaced, SortedMap<String, Integer> reasons) {
    public PlacementPreview {
        places = List.copyOf(places);
    }

    /** One instance's place. */
    public record Place(String agent, String host) {}
}
