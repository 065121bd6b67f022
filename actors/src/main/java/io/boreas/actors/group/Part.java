package io.boreas.actors.group;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
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

    /**
     * What there is room for in one part.
     *
     * @param more whether something was left
     */
    record Cut<T>(List<T> list, boolean more) {}

    /**
     * All of it, part by part; what changes meanwhile is seen or not.
     *
     * @param question asks for what is behind the last of the part before, or for the first
     */
    static <T, P extends Part<T>> CompletionStage<List<T>> all(Function<Optional<T>, CompletionStage<P>> question) {
        return rest(question, List.of());
    }

    private static <T, P extends Part<T>> CompletionStage<List<T>> rest(
            Function<Optional<T>, CompletionStage<P>> question, List<T> before) {
        var last = before.isEmpty() ? Optional.<T>empty() : Optional.of(before.getLast());
        return question.apply(last).thenCompose(part -> {
            if (before.isEmpty() && !part.more()) {
                return CompletableFuture.completedStage(part.list());
            }
            var all = new ArrayList<>(before);
            all.addAll(part.list());
            return part.more() && !part.list().isEmpty() ? rest(question, all) : CompletableFuture.completedStage(all);
        });
    }

    /** The first of these, as many as are not too much for one part, and one at least if there is one. */
    static <T> Cut<T> cut(Iterator<T> all, ToIntFunction<T> weight) {
        var list = new ArrayList<T>();
        long sum = 0;
        while (all.hasNext()) {
            var one = all.next();
            sum += weight.applyAsInt(one);
            if (sum > WEIGHT_MAX && !list.isEmpty()) {
                return new Cut<>(list, true);
            }
            list.add(one);
        }
        return new Cut<>(list, false);
    }
}
