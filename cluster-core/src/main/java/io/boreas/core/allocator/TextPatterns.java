package io.boreas.core.allocator;

import java.util.function.Predicate;

/** Regular expressions in the syntax of RE2, as constraints of offers have them. */
@FunctionalInterface
public interface TextPatterns {
    /**
     * Whether a whole text matches. It must take time in proportion to the text, whatever the expression.
     *
     * @throws IllegalArgumentException if the expression is none, or is larger than it may be
     */
    Predicate<String> matching(String regex);
}
