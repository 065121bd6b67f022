package io.boreas.core.id;

import java.util.regex.Pattern;

/**
 * The name of a job in its cell: {@code role/environment/name}.
 *
 * <p>Each part is non-empty, at most 128 characters, of letters, digits, {@code _}, {@code -} and {@code .}, and is
 * neither {@code .} nor {@code ..}. Source: Aurora's identifier rule {@code ^[\w\-.]+$}; the bound is ours.
 */
public record JobKey(String role, String environment, String name) implements Comparable<JobKey> {
    /** Characters a part may have. */
    public static final int PART_LENGTH_MAX = 128;

    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_.-]{1," + PART_LENGTH_MAX + "}");

    public JobKey {
        checkPart("role", role);
        checkPart("environment", environment);
        checkPart("name", name);
    }

    /**
     * Reads {@code role/environment/name}.
     *
     * @throws IllegalArgumentException if there are not exactly three valid parts
     */
    public static JobKey parse(String text) {
        var parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a job key is role/environment/name, not \"" + text + "\"");
        }
        return new JobKey(parts[0], parts[1], parts[2]);
    }

    private static void checkPart(String part, String value) {
        if (!PART.matcher(value).matches() || value.equals(".") || value.equals("..")) {
            throw new IllegalArgumentException("the " + part + " of a job key is 1 to " + PART_LENGTH_MAX
                    + " letters, digits, '_', '-' and '.', not \"" + value + "\"");
        }
    }

    @Override
    public int compareTo(JobKey other) {
        // By hand: every look into a group is a dozen of these.
        int byRole = role.compareTo(other.role);
        if (byRole != 0) {
            return byRole;
        }
        int byEnvironment = environment.compareTo(other.environment);
        return byEnvironment != 0 ? byEnvironment : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return role + "/" + environment + "/" + name;
    }
}
