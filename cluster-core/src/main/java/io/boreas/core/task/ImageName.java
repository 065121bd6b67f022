package io.boreas.core.task;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an image is called: {@code [HOST[:PORT]/]PATH[:TAG][@sha256:DIGEST]}, of at most 512 characters. Source: OCI distribution
 * specification 1.1, and Docker for the host.
 *
 * @param repository host and path
 * @param tag empty if none is said
 * @param digest of what it must be, {@code sha256:} and 64 hexadecimal digits; empty for any
 */
public record ImageName(String repository, String tag, String digest) {
    public static final int LENGTH_MAX = 512;

    /** How a name looks, in words. */
    public static final String RULE =
            "[HOST[:PORT]/]PATH[:TAG][@sha256:DIGEST], of which the path is in lower case, of at most " + LENGTH_MAX
                    + " characters";

    private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern NAME = Pattern.compile("((?:(?:localhost|[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+|"
            + "[A-Za-z0-9-]+(?=:[0-9]+/))(?::[0-9]{1,5})?/)?" + PART + "(?:/" + PART + ")*)"
            + "(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127}))?" + "(?:@(sha256:[0-9a-f]{64}))?");

    /** Reads a name; empty if it is none. */
    public static Optional<ImageName> parse(String text) {
        if (text.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        var match = NAME.matcher(text);
        return match.matches()
                ? Optional.of(new ImageName(match.group(1), orEmpty(match.group(2)), orEmpty(match.group(3))))
                : Optional.empty();
    }

    /**
     * The host and its port, if the first part of the name is one: it has a dot or a colon, or is {@code localhost}. Source: Docker.
     */
    public Optional<String> registry() {
        var first = repository.substring(0, Math.max(0, repository.indexOf('/')));
        return first.contains(".") || first.contains(":") || first.equals("localhost")
                ? Optional.of(first)
                : Optional.empty();
    }

    /** The name without the registry, the tag and the digest. */
    public String path() {
        return repository.substring(registry().map(host -> host.length() + 1).orElse(0));
    }

    private static String orEmpty(@Nullable String group) {
        return group == null ? "" : group;
    }

    @Override
    public String toString() {
        return repository + (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest);
    }
}
