package io.boreas.agent.image;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A registry that may be asked.
 *
 * @param name host, and port if it has one, as names of images say it; in lower case
 * @param isPlain whether it is asked without TLS
 */
record Registry(String name, boolean isPlain) {
    private static final String PLAIN = "http://";
    private static final String TLS = "https://";
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]+(?:\\.[a-z0-9-]+)*(?::[0-9]{1,5})?");
    private static final Pattern LOOPBACK = Pattern.compile("(?:localhost|127(?:\\.[0-9]{1,3}){3})(?::[0-9]{1,5})?");

    /**
     * Reads {@code [http://|https://]HOST[:PORT]}; without the scheme it is plain if it is on this machine.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static Registry parse(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        var name = lower.substring(lower.startsWith(PLAIN) ? PLAIN.length() : lower.startsWith(TLS) ? TLS.length() : 0);
        var registry = new Registry(name, lower.startsWith(PLAIN) || (!lower.startsWith(TLS) && isLoopback(name)));
        if (!NAME.matcher(name).matches() || registry.uri("/").getHost() == null) {
            throw new IllegalArgumentException("a registry is [http://|https://]HOST[:PORT], not " + text);
        }
        return registry;
    }

    /** Whether a host, with or without a port, is this machine by its name alone. */
    static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }

    /** @param path what comes after the host, from its slash on */
    URI uri(String path) {
        return URI.create((isPlain ? PLAIN : TLS) + name + path);
    }

    /** Whether a file of credentials means it by this key. Source: Docker's {@code config.json}. */
    boolean isMeantBy(String key) {
        var host = key.toLowerCase(Locale.ROOT).replaceFirst("^https?://", "").replaceFirst("/(?:v[12]/?)?$", "");
        return host.equals(name);
    }
}
