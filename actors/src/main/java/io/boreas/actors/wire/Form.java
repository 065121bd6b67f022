package io.boreas.actors.wire;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How values of one type are written and read.
 *
 * @param <T> the type; forms are found by reflection, so that nobody but their book knows it
 */
interface Form<T> {
    void write(T value, Writing out) throws IOException;

    /** Reads a value whose first token is the current one; its last one is, afterwards. */
    T read(Reading in) throws IOException;

    /**
     * What a part of this type is that is not written, because it is empty, or because the writer is an older master that knows
     * nothing of it; null if it must be there.
     */
    default @Nullable T absent() {
        return null;
    }
}
