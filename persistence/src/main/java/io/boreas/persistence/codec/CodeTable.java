package io.boreas.persistence.codec;

import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The constants of an enumeration by the codes they are stored under; its own search is linear. */
final class CodeTable<E extends Enum<E>> {
    private final String name;
    private final int lowest;
    private final @Nullable Object[] constants;

    CodeTable(Class<E> type, ToIntFunction<E> code) {
        int low = Integer.MAX_VALUE;
        int high = Integer.MIN_VALUE;
        for (var constant : type.getEnumConstants()) {
            low = Math.min(low, code.applyAsInt(constant));
            high = Math.max(high, code.applyAsInt(constant));
        }
        name = type.getSimpleName();
        lowest = low;
        constants = new Object[high - low + 1];
        for (var constant : type.getEnumConstants()) {
            constants[code.applyAsInt(constant) - low] = constant;
        }
    }

    /**
     * The constant of a code.
     *
     * @throws IllegalArgumentException if there is none
     */
    @SuppressWarnings("unchecked") // only constants of the type are put in
    E of(int code) {
        int index = code - lowest;
        Object constant = index >= 0 && index < constants.length ? constants[index] : null;
        if (constant == null) {
            throw new IllegalArgumentException("no " + name + " has the code " + code);
        }
        return (E) constant;
    }
}
