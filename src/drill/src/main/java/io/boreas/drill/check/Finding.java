package io.boreas.drill.check;

/**
 * What a check has found.
 *
 * @param check what must hold
 * @param passed whether it does
 * @param detail what was looked at, or what was wrong
 */
public record Finding(String check, boolean passed, String detail) {
    public static Finding of(String check, boolean passed, String detail) {
        return new Finding(check, passed, detail);
    }
}
