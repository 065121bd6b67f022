package io.boreas.core.allocator;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Who is next? A policy of fairness among clients that compete at one level: roles below one parent, or frameworks of one
 * role. It knows nothing of offers or agents; a tree of roles is a sorter at each of its inner nodes.
 *
 * <p>Amounts are arrays of thousandths by resource kind; which kind is at which index is the caller's matter, and a
 * shorter array has none of the rest. Not thread-safe.
 *
 * <p>Source: Mesos, {@code master/allocator/mesos/sorter/sorter.hpp}.
 */
public interface Sorter<C extends Comparable<? super C>> {
    /**
     * A new client, which competes and holds nothing.
     *
     * @throws IllegalArgumentException if it is known already, or the weight is not a positive number
     */
    void add(C client, double weight);

    /** Forgets the client and all it holds. */
    void remove(C client);

    boolean contains(C client);

    /**
     * How much more than others the client may have.
     *
     * @throws IllegalArgumentException if the weight is not a positive number
     */
    void setWeight(C client, double weight);

    /** The client competes from now on. */
    void activate(C client);

    /** The client keeps what it holds, but is not in the order until it is activated. */
    void deactivate(C client);

    /** All there is to share; a kind absent here does not count. */
    void setTotal(long[] totalMilli);

    /** The client was given this. */
    void allocated(C client, long[] milli);

    /** The client gave back what it was given at once. */
    default void released(C client, long[] milli) {
        released(client, milli, 1);
    }

    /** The client gave back what it was given in so many allocations. */
    void released(C client, long[] milli, long allocations);

    /** Competing clients, the next one first, found as far as asked for; any change ends the iterator's use. */
    Iterator<C> inOrder();

    /** The competing client that is next. */
    default Optional<C> first() {
        var order = inOrder();
        return order.hasNext() ? Optional.of(order.next()) : Optional.empty();
    }

    /** All competing clients, the next one first. */
    default List<C> order() {
        var all = new ArrayList<C>();
        inOrder().forEachRemaining(all::add);
        return List.copyOf(all);
    }
}
