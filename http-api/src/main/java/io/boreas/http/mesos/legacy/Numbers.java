package io.boreas.http.mesos.legacy;

import com.fasterxml.jackson.core.JsonGenerator;
import io.boreas.core.resource.Scalar;
import java.io.IOException;
import java.time.Instant;

/** Numbers as Mesos writes them: with a point, never with an exponent. */
public final class Numbers {
    private static final int NANOS_PER_MICRO = 1_000;
    private static final int MICRO_DIGITS = 6;

    private Numbers() {}

    /** Seconds since the epoch, to the microsecond. */
    public static void writeTime(String field, Instant at, JsonGenerator out) throws IOException {
        out.writeFieldName(field);
        out.writeNumber(seconds(at));
    }

    static String seconds(Instant at) {
        var text = new StringBuilder(24).append(at.getEpochSecond()).append('.');
        var micros = Integer.toString(at.getNano() / NANOS_PER_MICRO);
        text.append("0".repeat(MICRO_DIGITS - micros.length())).append(micros);
        int end = text.length();
        while (text.charAt(end - 1) == '0' && text.charAt(end - 2) != '.') {
            end--;
        }
        return text.substring(0, end);
    }

    /** An amount of thousandths. */
    public static void writeAmount(String field, long milli, JsonGenerator out) throws IOException {
        out.writeFieldName(field);
        out.writeNumber(amount(milli));
    }

    static String amount(long milli) {
        return milli % 1_000 == 0 ? milli / 1_000 + ".0" : Scalar.format(milli);
    }
}
