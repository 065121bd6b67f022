package io.boreas.actors.gateway;

import io.boreas.actors.group.BetweenMasters;
import java.util.List;

/**
 * What frameworks are asked to leave, and have not answered. Not kept over a change of masters.
 *
 * @param list by framework and agent; the first 100,000
 */
public record InverseOffers(List<FrameworkPush.InverseOffer> list) implements BetweenMasters {
    public InverseOffers {
        list = List.copyOf(list);
    }
}
