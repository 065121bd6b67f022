package io.boreas.core.machine;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map.Entry;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map whose changed copies share what did not change, so that an aggregate with thousands of parts
 * moves by O(log n). Iteration is by key: no hash order ever reaches a decision.
 *
 * <p>A height-balanced tree. Source: Adelson-Velsky and Landis, 1962; heights of siblings differ by at most one.
 */
public final class OrderedMap<K extends Comparable<? super K>, V> implements Iterable<Entry<K, V>> {
    private static final OrderedMap<?, ?> EMPTY = new OrderedMap<>(null, 0);

    private final @Nullable Node<K, V> root;
    private final int size;

    private OrderedMap(@Nullable Node<K, V> root, int size) {
        this.root = root;
        this.size = size;
    }

    /** The map without entries. */
    @SuppressWarnings("unchecked") // it holds neither keys nor values
    public static <K extends Comparable<? super K>, V> OrderedMap<K, V> empty() {
        return (OrderedMap<K, V>) EMPTY;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The value of a key. */
    public Optional<V> get(K key) {
        return Optional.ofNullable(find(key));
    }

    public boolean containsKey(K key) {
        return find(key) != null;
    }

    private @Nullable V find(K key) {
        var node = root;
        while (node != null) {
            int order = key.compareTo(node.key);
            if (order == 0) {
                return node.value;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    /** This map with the key at this value. */
    public OrderedMap<K, V> with(K key, V value) {
        var changed = replace(root, key, value);
        return changed == null ? new OrderedMap<>(insert(root, key, value), size + 1) : new OrderedMap<>(changed, size);
    }

    /** This map without the key; itself if it has no such key. */
    public OrderedMap<K, V> without(K key) {
        if (!containsKey(key)) {
            return this;
        }
        return size == 1 ? empty() : new OrderedMap<>(remove(root, key), size - 1);
    }

    /** Calls with each value, by key: the fastest way through, for it makes nothing on its way. */
    public void forEachValue(Consumer<? super V> consumer) {
        visit(root, consumer);
    }

    /** The recursion is as deep as the tree is high: 17 levels for 4,000 entries at worst. */
    private static <K extends Comparable<? super K>, V> void visit(
            @Nullable Node<K, V> from, Consumer<? super V> consumer) {
        for (var node = from; node != null; node = node.right) {
            visit(node.left, consumer);
            consumer.accept(node.value);
        }
    }

    /** The values, by key. */
    public Iterable<V> values() {
        return () -> {
            var entries = new Walk<>(root);
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return entries.hasNext();
                }

                @Override
                public V next() {
                    return entries.nextNode().value;
                }
            };
        };
    }

    /** The entry with the largest key. */
    public Optional<Entry<K, V>> last() {
        var node = root;
        if (node == null) {
            return Optional.empty();
        }
        while (node.right != null) {
            node = node.right;
        }
        return Optional.of(new SimpleImmutableEntry<>(node.key, node.value));
    }

    @Override
    public Iterator<Entry<K, V>> iterator() {
        var walk = new Walk<>(root);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return walk.hasNext();
            }

            @Override
            public Entry<K, V> next() {
                var node = walk.nextNode();
                return new SimpleImmutableEntry<>(node.key, node.value);
            }
        };
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof OrderedMap<?, ?> that) || that.size != size) {
            return false;
        }
        var mine = iterator();
        var theirs = that.iterator();
        while (mine.hasNext()) {
            if (!mine.next().equals(theirs.next())) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (var entry : this) {
            hash = 31 * hash + entry.hashCode();
        }
        return hash;
    }

    @Override
    public String toString() {
        var text = new StringBuilder("{");
        for (var entry : this) {
            text.append(text.length() == 1 ? "" : ", ").append(entry);
        }
        return text.append('}').toString();
    }

    /** The tree with a key that it has at another value, of the same shape; null if it has no such key. */
    private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> replace(
            @Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return new Node<>(node.key, value, node.left, node.right, node.height);
        }
        var child = replace(order < 0 ? node.left : node.right, key, value);
        if (child == null) {
            return null;
        }
        return order < 0
                ? new Node<>(node.key, node.value, child, node.right, node.height)
                : new Node<>(node.key, node.value, node.left, child, node.height);
    }

    /** The tree with a key that it has not. */
    private static <K extends Comparable<? super K>, V> Node<K, V> insert(@Nullable Node<K, V> node, K key, V value) {
        if (node == null) {
            return new Node<>(key, value, null, null);
        }
        return key.compareTo(node.key) < 0
                ? balanced(node, insert(node.left, key, value), node.right)
                : balanced(node, node.left, insert(node.right, key, value));
    }

    private static <K extends Comparable<? super K>, V> @Nullable Node<K, V> remove(@Nullable Node<K, V> node, K key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order < 0) {
            return balanced(node, remove(node.left, key), node.right);
        }
        if (order > 0) {
            return balanced(node, node.left, remove(node.right, key));
        }
        if (node.left == null) {
            return node.right;
        }
        if (node.right == null) {
            return node.left;
        }
        var next = node.right;
        while (next.left != null) {
            next = next.left;
        }
        return balanced(next, node.left, remove(node.right, next.key));
    }

    /** A node with this one's entry and these children, of which one may be two levels higher than the other. */
    private static <K extends Comparable<? super K>, V> Node<K, V> balanced(
            Node<K, V> entry, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
        int tilt = height(left) - height(right);
        if (tilt > 1 && left != null) {
            if (height(left.left) < height(left.right) && left.right != null) {
                var middle = left.right;
                return middle.with(left.with(left.left, middle.left), entry.with(middle.right, right));
            }
            return left.with(left.left, entry.with(left.right, right));
        }
        if (tilt < -1 && right != null) {
            if (height(right.right) < height(right.left) && right.left != null) {
                var middle = right.left;
                return middle.with(entry.with(left, middle.left), right.with(middle.right, right.right));
            }
            return right.with(entry.with(left, right.left), right.right);
        }
        return entry.with(left, right);
    }

    private static int height(@Nullable Node<?, ?> node) {
        return node == null ? 0 : node.height;
    }

    private static final class Node<K extends Comparable<? super K>, V> {
        final K key;
        final V value;
        final @Nullable Node<K, V> left;
        final @Nullable Node<K, V> right;
        final int height;

        Node(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
            this(key, value, left, right, 1 + Math.max(OrderedMap.height(left), OrderedMap.height(right)));
        }

        Node(K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right, int height) {
            this.key = key;
            this.value = value;
            this.left = left;
            this.right = right;
            this.height = height;
        }

        Node<K, V> with(@Nullable Node<K, V> newLeft, @Nullable Node<K, V> newRight) {
            return newLeft == left && newRight == right ? this : new Node<>(key, value, newLeft, newRight);
        }
    }

    private static final class Walk<K extends Comparable<? super K>, V> {
        private final ArrayDeque<Node<K, V>> path = new ArrayDeque<>();

        Walk(@Nullable Node<K, V> root) {
            descend(root);
        }

        boolean hasNext() {
            return !path.isEmpty();
        }

        Node<K, V> nextNode() {
            var node = path.poll();
            if (node == null) {
                throw new NoSuchElementException();
            }
            descend(node.right);
            return node;
        }

        private void descend(@Nullable Node<K, V> from) {
            for (var node = from; node != null; node = node.left) {
                path.push(node);
            }
        }
    }
}
