package io.boreas.core.resource;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Total orders over lists and options, from the order of what they hold. */
final class Order {
    private Order() {}

    /** Element by element; a list comes before those it begins. */
    static <T extends Comparable<? super T>> int lists(List<T> left, List<T> right) {
        Iterator<T> others = right.iterator();
        for (T element : left) {
            if (!others.hasNext()) {
                return 1;
            }
            int order = element.compareTo(others.next());
            if (order != 0) {
                return order;
            }
        }
        return others.hasNext() ? -1 : 0;
    }

    /** Nothing comes before something. */
    static <T extends Comparable<? super T>> int options(Optional<T> left, Optional<T> right) {
        if (left.isPresent() && right.isPresent()) {
            return left.get().compareTo(right.get());
        }
        return Boolean.compare(left.isPresent(), right.isPresent());
    }
}
