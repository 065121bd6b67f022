package io.boreas.actors.gateway;

import java.util.ArrayDeque;

/**
 * How much a regular expression says when its counted repetitions are written out, roughly: characters and classes count one each. What
 * is no expression has some size, too.
 */
final class ExpressionSize {
    /** Beyond it nobody asks. */
    private static final long SIZE_MAX = 1L << 40;

    private final String regex;
    private final ArrayDeque<Long> outer = new ArrayDeque<>();
    private int at;
    private long size;
    private long last;

    private ExpressionSize(String regex) {
        this.regex = regex;
    }

    static long of(String regex) {
        return new ExpressionSize(regex).count();
    }

    private long count() {
        while (at < regex.length()) {
            char c = regex.charAt(at++);
            switch (c) {
                case '(' -> {
                    outer.push(size);
                    size = 0;
                    last = 0;
                }
                case ')' -> {
                    last = size + 1;
                    size = Math.min(SIZE_MAX, last + (outer.isEmpty() ? 0 : outer.pop()));
                }
                case '{' -> repeat();
                case '\\' -> escape();
                case '[' -> {
                    skipClass();
                    one();
                }
                default -> one();
            }
        }
        while (!outer.isEmpty()) {
            size = Math.min(SIZE_MAX, size + outer.pop());
        }
        return size;
    }

    private void one() {
        last = 1;
        size++;
    }

    /** Behind a brace: a count, or nothing but a brace. */
    private void repeat() {
        int end = regex.indexOf('}', at);
        var counts = end < 0 ? "" : regex.substring(at, end);
        if (!counts.matches("[0-9]{1,9}(,[0-9]{0,9})?")) {
            one();
            return;
        }
        at = end + 1;
        long times = 1;
        for (var count : counts.split(",", -1)) {
            times = count.isEmpty() ? times : Math.max(times, Long.parseLong(count));
        }
        long repeated = Math.min(SIZE_MAX, last * times);
        size = Math.min(SIZE_MAX, size - last + repeated);
        last = repeated;
    }

    private void escape() {
        if (at == regex.length()) {
            return;
        }
        char c = regex.charAt(at++);
        if (c == 'Q') {
            int end = regex.indexOf("\\E", at);
            size += (end < 0 ? regex.length() : end) - at;
            at = end < 0 ? regex.length() : end + 2;
            last = 1;
            return;
        }
        boolean named = c == 'p' || c == 'P' || c == 'x';
        if (named && at < regex.length() && regex.charAt(at) == '{') {
            int end = regex.indexOf('}', at);
            at = end < 0 ? regex.length() : end + 1;
        }
        one();
    }

    /** Behind a bracket. */
    private void skipClass() {
        if (at < regex.length() && regex.charAt(at) == '^') {
            at++;
        }
        int first = at;
        while (at < regex.length()) {
            char c = regex.charAt(at++);
            if (c == '\\') {
                at++;
            } else if (c == '[' && at < regex.length() && regex.charAt(at) == ':' && regex.indexOf(":]", at) > 0) {
                at = regex.indexOf(":]", at) + 2;
            } else if (c == ']' && at > first + 1) {
                return;
            }
        }
    }
}
