package io.boreas.persistence.history;

import io.boreas.core.machine.GroupKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The name of a group's journal, such as {@code jobs-3}, taken apart. */
public record GroupName(GroupKind kind, int number) {
    private static final int DIGITS_MAX = 4;

    /** The group of a name; empty if no group is called so. */
    public static Optional<GroupName> parse(String name) {
        int dash = name.lastIndexOf('-');
        var digits = name.substring(dash + 1);
        if (dash < 0
                || digits.isEmpty()
                || digits.length() > DIGITS_MAX
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        int number = Integer.parseInt(digits);
        for (var kind : GroupKind.values()) {
            if (kind.persistenceId(number).equals(name)) {
                return Optional.of(new GroupName(kind, number));
            }
        }
        return Optional.empty();
    }

    /**
     * The names of all groups of a cell.
     *
     * @param count groups of each kind, {@code boreas.groups.count}
     */
    public static List<String> all(int count) {
        var names = new ArrayList<String>();
        for (var kind : GroupKind.values()) {
            for (int number = 0; number < kind.groups(count); number++) {
                names.add(kind.persistenceId(number));
            }
        }
        return names;
    }

    /** Whether a cell with so many groups of each kind has it. */
    boolean isOf(int count) {
        return number < kind.groups(count);
    }

    @Override
    public String toString() {
        return kind.persistenceId(number);
    }
}
