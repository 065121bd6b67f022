package io.boreas.launcher.journal;

import io.boreas.cli.CliException;
import io.boreas.cli.Exit;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** A moment as people type it. */
final class Moment {
    private static final Pattern AGO = Pattern.compile("-([0-9]{1,9})([smhd])");

    private Moment() {}

    /**
     * {@code 2026-03-01T08:00:00Z}, with any offset; {@code -90s}, {@code -15m}, {@code -1h} or {@code -2d} before now; {@code now}.
     *
     * @throws CliException if it is nothing of these
     */
    static Instant parse(String option, String text, Instant now) {
        if (text.equals("now")) {
            return now;
        }
        var ago = AGO.matcher(text);
        if (ago.matches()) {
            long count = Long.parseLong(ago.group(1));
            return now.minus(
                    switch (ago.group(2)) {
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    });
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new CliException(
                    Exit.INVALID_PARAMETER,
                    option
                            + " is a time such as 2026-03-01T08:00:00Z, or -90s, -15m, -1h, -2d before now, or now; not \""
                            + text + "\"");
        }
    }
}
