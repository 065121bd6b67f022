package io.boreas.actors.group;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Part of all that a group has, in its order: one message has a size that it must not exceed.
 *
 * @param <T> what it has
 */
public interface Part<T> extends BetweenMasters {
    /** How much is in one part, where a task is one; a task is some hundred bytes, a message may have some million. */
    int WEIGHT_MAX = 4_000;

    List<T> list();

    /** Whether there is more, behind the last of this list. */
    boolean more();

    /** The first of these, as many as are not too much for one part, and one at least. */
    static <T> List<T> first(Iterable<T> all, ToIntFunction<T> weight) {
        var part = new ArrayList<T>();
        long sum = 0;
        for (var one : all) {
            sum += weight.applyAsInt(one);
            if (sum > WEIGHT_MAX && !part.isEmpty()) {
                break;
            }
            part.add(one);
        }
        return List.copyOf(part);
    }
}
