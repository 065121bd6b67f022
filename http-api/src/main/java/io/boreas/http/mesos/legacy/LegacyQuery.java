package io.boreas.http.mesos.legacy;

import io.boreas.http.server.TextCall;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The query of a request, or a form in its body. Unknown parameters and numbers that are none are as if they were not there: so it is in
 * Mesos, and clients count on it.
 */
public record LegacyQuery(Map<String, String> values) {
    public static LegacyQuery of(TextCall call) throws LegacyRefusal {
        return of(call.target());
    }

    /** The query of a request target. */
    public static LegacyQuery of(String target) throws LegacyRefusal {
        int start = target.indexOf('?');
        return parse(start < 0 ? "" : target.substring(start + 1));
    }

    public static LegacyQuery parse(String text) throws LegacyRefusal {
        var values = new TreeMap<String, String>();
        for (var pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            try {
                var name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
                var value = equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
                values.put(name, value);
            } catch (IllegalArgumentException e) {
                throw new LegacyRefusal(400, "Failed to decode '" + pair + "': " + e.getMessage());
            }
        }
        return new LegacyQuery(values);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
    }

    public int number(String name, int otherwise) {
        try {
            return text(name).map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }
}
