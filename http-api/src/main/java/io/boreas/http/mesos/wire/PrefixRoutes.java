package io.boreas.http.mesos.wire;

import java.util.Map;
import java.util.Optional;

/**
 * Finds what serves a path, by the longest prefix of whole segments: what is deeper than a route falls to it, and a slash at
 * the end does not count. The first segment may name a component; without one, the default component is meant.
 *
 * @param defaultComponent such as "master"
 * @param routes by component and path, such as "master/api/v1"
 */
public record PrefixRoutes<T>(String defaultComponent, Map<String, T> routes) {
    public PrefixRoutes {
        routes = Map.copyOf(routes);
    }

    /** What serves a request target, be it a path with or without a query, or a whole URI. */
    public Optional<T> find(String target) {
        var path = path(target);
        return longest(path).or(() -> longest(path.isEmpty() ? defaultComponent : defaultComponent + "/" + path));
    }

    /** Path and query of a request target; of a whole URI, what follows its authority. */
    public static String relative(String target) {
        int scheme = target.indexOf("://");
        int query = target.indexOf('?');
        if (target.startsWith("/") || scheme < 0 || (query >= 0 && query < scheme)) {
            return target;
        }
        for (int at = scheme + 3; at < target.length(); at++) {
            if (target.charAt(at) == '/') {
                return target.substring(at);
            }
            if (target.charAt(at) == '?') {
                return "/" + target.substring(at);
            }
        }
        return "/";
    }

    /** Without query, and without slashes at its ends. */
    private static String path(String target) {
        var relative = relative(target);
        int end = relative.indexOf('?');
        end = end < 0 ? relative.length() : end;
        int start = 0;
        while (start < end && relative.charAt(start) == '/') {
            start++;
        }
        while (end > start && relative.charAt(end - 1) == '/') {
            end--;
        }
        return relative.substring(start, end);
    }

    private Optional<T> longest(String path) {
        var prefix = path;
        while (!prefix.isEmpty()) {
            var route = routes.get(prefix);
            if (route != null) {
                return Optional.of(route);
            }
            int slash = prefix.lastIndexOf('/');
            prefix = slash < 0 ? "" : prefix.substring(0, slash);
        }
        return Optional.empty();
    }
}
