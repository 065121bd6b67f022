package io.boreas.agent.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How a registry wants to be asked. Source: RFC 9110, 11.6.1, and the token authentication of Docker's registry.
 *
 * @param scheme in lower case
 * @param parameters by their names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
    static final String BEARER = "bearer";
    static final String BASIC = "basic";

    private static final int LENGTH_MAX = 8_192;
    /** A scheme, or a parameter with its value in quotes or without; what is in quotes of itself is neither. */
    private static final Pattern PART =
            Pattern.compile("\"[^\"]*+\"?+|([A-Za-z0-9_-]++)(?:=(?:\"([^\"]*+)\"|([^\\s,\"]*+)))?+");

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** The one that is answered: for a token if there is such a one, else for a password; empty if there is neither. */
    static Optional<Challenge> of(List<String> headers) {
        var all = headers.stream()
                .filter(header -> header.length() <= LENGTH_MAX)
                .flatMap(header -> all(header).stream())
                .toList();
        return all.stream().filter(one -> one.scheme.equals(BEARER)).findFirst().or(() -> all.stream()
                .filter(one -> one.scheme.equals(BASIC))
                .findFirst());
    }

    private static List<Challenge> all(String header) {
        var all = new ArrayList<Challenge>();
        var scheme = "";
        var parameters = new TreeMap<String, String>();
        var parts = PART.matcher(header);
        while (parts.find()) {
            if (parts.group(1) == null) {
                continue;
            }
            var name = parts.group(1).toLowerCase(Locale.ROOT);
            if (parts.end() > parts.end(1)) {
                parameters.put(name, parts.group(2) != null ? parts.group(2) : parts.group(3));
            } else {
                all.add(new Challenge(scheme, parameters));
                scheme = name;
                parameters.clear();
            }
        }
        all.add(new Challenge(scheme, parameters));
        return all;
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }
}
