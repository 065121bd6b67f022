package io.boreas.core.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Who resources are for: a path such as {@code ads/serving/eu}, or {@code *} for everyone.
 *
 * <p>Source: Mesos, roles. No component is empty, {@code .}, {@code ..} or {@code *}, starts with a dash, or contains
 * white space or DEL. At most 255 characters, which Mesos does not bound. Other names are refused with a
 * {@link ResourceSyntaxException}.
 */
public record Role(String name) implements Comparable<Role> {
    private static final int LENGTH_MAX = 255;

    /** Everyone: what nobody has reserved. */
    public static final Role STAR = new Role("*");

    public Role {
        if (!name.equals("*")) {
            check(name);
        }
    }

    /** The role that a job names; empty if it is none, for a job's may start with a dash: then nothing can be said of it. */
    public static Optional<Role> ofJob(String name) {
        return name.startsWith("-") ? Optional.empty() : Optional.of(new Role(name));
    }

    /** Whether this is {@code *}. */
    public boolean isStar() {
        return name.equals("*");
    }

    /** Whether this role lies below the other: {@code a/b} is a strict child of {@code a}, and so is {@code a/b/c}. */
    public boolean isStrictChildOf(Role other) {
        int length = other.name.length();
        return name.length() > length + 1 && name.charAt(length) == '/' && name.startsWith(other.name);
    }

    /** The role one level up; none for a role of one component. */
    public Optional<Role> parent() {
        int slash = name.lastIndexOf('/');
        return slash < 0 ? Optional.empty() : Optional.of(new Role(name.substring(0, slash)));
    }

    /** All roles above this one, nearest first. */
    public List<Role> ancestors() {
        var ancestors = new ArrayList<Role>();
        for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
            ancestors.add(new Role(name.substring(0, slash)));
        }
        return List.copyOf(ancestors);
    }

    @Override
    public int compareTo(Role other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }

    private static void check(String name) {
        if (name.isEmpty() || name.length() > LENGTH_MAX) {
            throw new ResourceSyntaxException("role", name, "1 to 255 characters");
        }
        for (String component : name.split("/", -1)) {
            checkComponent(name, component);
        }
    }

    private static void checkComponent(String name, String component) {
        switch (component) {
            case "" -> throw new ResourceSyntaxException("role", name, "no slash at an end, nor two in a row");
            case ".", "..", "*" ->
                throw new ResourceSyntaxException("role", name, "no component that is '.', '..' or '*'");
            default -> {
                if (component.charAt(0) == '-') {
                    throw new ResourceSyntaxException("role", name, "no component that starts with '-'");
                }
                if (component.chars().anyMatch(c -> c <= ' ' || c == 0x7f || Character.isWhitespace(c))) {
                    throw new ResourceSyntaxException("role", name, "no white space or control characters");
                }
            }
        }
    }
}
