package io.boreas.http.mesos.wire;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a client is ready to take. */
public final class Negotiation {
    /** Bodies shorter than this, in bytes, are never compressed. */
    public static final int GZIP_BYTES_MIN = 1_024;

    private Negotiation() {}

    /** Whether a body of an answer is to be compressed; streams never are. */
    public static boolean gzip(Head head, int bodyBytes) {
        var offered = head.header("Accept-Encoding");
        return bodyBytes >= GZIP_BYTES_MIN
                && offered.isPresent()
                && admits(ranges(offered.get()), List.of("gzip", "*"));
    }

    /** Whether a header such as {@code Accept} admits a media type; one that is not there admits all. */
    static boolean admits(Optional<String> header, String mediaType) {
        if (header.isEmpty() || header.get().isBlank()) {
            return true;
        }
        var main = mediaType.substring(0, mediaType.indexOf('/'));
        return admits(ranges(header.get()), List.of(mediaType, main + "/*", "*/*"));
    }

    /** JSON before protobuf, whatever the client likes better: so does Mesos. */
    static Optional<Media> preferred(Optional<String> header) {
        for (var media : Media.values()) {
            if (admits(header, media.contentType())) {
                return Optional.of(media);
            }
        }
        return Optional.empty();
    }

    /** The first of the names that is spoken of decides. */
    private static boolean admits(Map<String, Boolean> ranges, List<String> names) {
        for (var name : names) {
            if (ranges.containsKey(name)) {
                return ranges.get(name);
            }
        }
        return false;
    }

    /** The ranges of a header, and whether each is wanted: a weight of 0 says it is not. */
    private static Map<String, Boolean> ranges(String header) {
        var ranges = new HashMap<String, Boolean>();
        for (var range : header.toLowerCase(Locale.ROOT).split(",", -1)) {
            var parts = range.split(";", -1);
            boolean wanted = true;
            for (int i = 1; i < parts.length; i++) {
                wanted &= !parts[i].replace(" ", "").replace("\t", "").matches("q=0(\\.0*)?");
            }
            ranges.put(parts[0].trim(), wanted);
        }
        return ranges;
    }
}
