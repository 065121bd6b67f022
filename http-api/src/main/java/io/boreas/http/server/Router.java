package io.boreas.http.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the route of a request: a tree of path segments, in which a literal goes before a parameter. */
final class Router {
    private final Node root = new Node();

    Router(List<Route> routes) {
        for (var route : routes) {
            var node = root;
            for (var segment : segments(route.path())) {
                node = segment.startsWith("{") ? node.parameterNode() : node.literalNode(segment);
            }
            if (node.routes.put(route.method(), route) != null) {
                throw new IllegalArgumentException("two routes for " + route.method() + " " + route.path());
            }
        }
    }

    /** What was found. */
    sealed interface Found {}

    record Match(Route route, List<String> parameters) implements Found {}

    /** The path is there, but not for this method. */
    record OtherMethods(List<String> methods) implements Found {}

    record Nothing() implements Found {}

    /** Looks up a decoded path. */
    Found find(String method, Iterable<String> path) {
        var node = root;
        var parameters = new ArrayList<String>(4);
        for (var segment : path) {
            var next = node.literals.get(segment);
            if (next == null) {
                next = node.parameter;
                parameters.add(segment);
            }
            if (next == null) {
                return new Nothing();
            }
            node = next;
        }
        var route = node.routes.get(method);
        if (route != null) {
            return new Match(route, parameters);
        }
        return node.routes.isEmpty() ? new Nothing() : new OtherMethods(List.copyOf(node.routes.keySet()));
    }

    private static List<String> segments(String path) {
        return path.equals("/") ? List.of() : List.of(path.substring(1).split("/"));
    }

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();
        final SortedMap<String, Route> routes = new TreeMap<>();

        @Nullable
        Node parameter;

        Node literalNode(String segment) {
            return literals.computeIfAbsent(segment, any -> new Node());
        }

        Node parameterNode() {
            var known = parameter;
            if (known == null) {
                known = new Node();
                parameter = known;
            }
            return known;
        }
    }
}
