package io.boreas.launcher.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;

/** How the answers of journal commands look. */
final class JournalText {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private JournalText() {}

    /** In one line. */
    static String line(JsonNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree could not be written", e);
        }
    }

    /** For people. */
    static String pretty(JsonNode node) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree could not be written", e);
        }
    }

    /** {@code 3.4 MiB}. */
    static String bytes(long count) {
        double value = count;
        int unit = 0;
        for (; value >= 1_024 && unit < UNITS.length - 1; unit++) {
            value /= 1_024;
        }
        return unit == 0 ? count + " B" : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }

    /** Text of others without what would steer the terminal. */
    static String printable(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints().map(c -> Character.isISOControl(c) ? ' ' : c).forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
