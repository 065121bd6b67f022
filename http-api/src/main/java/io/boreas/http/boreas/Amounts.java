package io.boreas.http.boreas;

import com.fasterxml.jackson.databind.JsonNode;
import io.boreas.core.resource.Scalar;
import io.boreas.http.json.JsonInput;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Sizes, times and numbers as a job file may write them: a bare number, or a text with a unit. A KB is 1,024 bytes and so
 * on, as in Aurora.
 */
final class Amounts {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,9})?) ?([A-Za-z]*)");
    private static final Map<String, Long> BYTES =
            Map.of("B", 1L, "KB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30, "TB", 1L << 40);
    private static final Map<String, Long> MILLIS =
            Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
    private static final BigDecimal MB = BigDecimal.valueOf(1L << 20);
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

    private Amounts() {}

    /** A plain number in thousandths; what it cannot be is a problem of the field. */
    static long milli(JsonInput in, String field) {
        return in.any(field)
                .map(value -> inThousandths(in, field, number(in, field, value, Map.of("", 1L), "", "a number")))
                .orElse(0L);
    }

    /** A size in thousandths of a MB: {@code 128} and {@code "128MB"} are the same. */
    static long megabytesMilli(JsonInput in, String field) {
        return in.any(field)
                .map(value -> number(in, field, value, BYTES, "MB", "a number of MB, or a text such as \"128MB\""))
                .map(bytes -> inThousandths(in, field, bytes.divide(MB, 12, RoundingMode.HALF_UP)))
                .orElse(0L);
    }

    /** A size in bytes: {@code 1048576} and {@code "1MB"} are the same. */
    static long bytes(JsonInput in, String field, long otherwise) {
        return in.any(field)
                .map(value -> number(in, field, value, BYTES, "B", "a number of bytes, or a text such as \"100MB\""))
                .map(bytes -> whole(in, field, bytes))
                .orElse(otherwise);
    }

    /** A time: {@code 5} and {@code "5s"} are the same. */
    static Duration time(JsonInput in, String field, Duration otherwise) {
        return in.any(field)
                .map(value -> number(in, field, value, MILLIS, "s", "a number of seconds, or a text such as \"5s\""))
                .map(millis -> Duration.ofMillis(whole(in, field, millis)))
                .orElse(otherwise);
    }

    private static BigDecimal number(
            JsonInput in, String field, JsonNode value, Map<String, Long> units, String unitIfBare, String expected) {
        var text = value.isNumber() ? value.decimalValue().toPlainString() : value.isTextual() ? value.textValue() : "";
        var match = NUMBER_AND_UNIT.matcher(text);
        if (!match.matches()) {
            in.problem(field, "is " + expected + ", not negative, not " + JsonInput.kind(value));
            return BigDecimal.ZERO;
        }
        var unit = match.group(2).isEmpty() ? unitIfBare : match.group(2);
        var factor = units.get(unit);
        if (factor == null) {
            in.problem(field, "is " + expected + "; there is no unit \"" + unit + "\" for it");
            return BigDecimal.ZERO;
        }
        return new BigDecimal(match.group(1)).multiply(BigDecimal.valueOf(factor));
    }

    private static long inThousandths(JsonInput in, String field, BigDecimal number) {
        var milli = number.multiply(THOUSAND).setScale(0, RoundingMode.HALF_UP);
        if (milli.signum() == 0 && number.signum() != 0) {
            in.problem(field, "is at least 0.001 unless it is 0");
        }
        if (milli.compareTo(BigDecimal.valueOf(Scalar.MAX_MILLI)) > 0) {
            in.problem(field, "is at most " + Scalar.format(Scalar.MAX_MILLI));
            return 0;
        }
        return milli.longValueExact();
    }

    private static long whole(JsonInput in, String field, BigDecimal number) {
        if (number.stripTrailingZeros().scale() > 0) {
            in.problem(field, "has too many decimals");
            return 0;
        }
        if (number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            in.problem(field, "is too large");
            return 0;
        }
        return number.longValueExact();
    }
}
