package io.boreas.core.link;

/**
 * How much a terminal shows.
 *
 * @param rows 1 to {@link #MAX}
 * @param columns 1 to {@link #MAX}
 */
public record TerminalSize(int rows, int columns) {
    public static final int MAX = 10_000;

    public TerminalSize {
        if (rows < 1 || rows > MAX || columns < 1 || columns > MAX) {
            throw new IllegalArgumentException(
                    "a terminal has 1 to " + MAX + " rows and columns, not " + rows + " and " + columns);
        }
    }
}
