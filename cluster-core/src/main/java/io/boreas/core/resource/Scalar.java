package io.boreas.core.resource;

/**
 * An amount in thousandths of a unit, in [0, {@value #MAX_MILLI}].
 *
 * <p>Fixed point, so that 0.1 + 0.2 is 0.3. A decimal number becomes the nearest thousandth, halves upwards, by the
 * same floating-point steps as in Mesos 1.11. The bound keeps that conversion exact in both directions; an amount
 * outside of it is an {@link IllegalArgumentException}.
 */
public record Scalar(long milli) implements Value, AttributeValue, Comparable<Scalar> {

    /** A million million units. */
    public static final long MAX_MILLI = 1_000_000_000_000_000L;

    private static final String EXPECTED = "a number from 0 to 1000000000000, and at least 0.001 unless it is 0";
    private static final int DIGITS_MAX = 64;

    public Scalar {
        if (milli < 0 || milli > MAX_MILLI) {
            throw new IllegalArgumentException("amount of " + milli + " thousandths is not in [0, " + MAX_MILLI + "]");
        }
    }

    /**
     * The nearest thousandth to a decimal number.
     *
     * @throws ResourceSyntaxException if it is negative, not finite, too large, or not zero but rounded to zero
     */
    public static Scalar of(double units) {
        return new Scalar(toMilli(units, "amount", Double.toString(units)));
    }

    /**
     * The amount a text such as {@code 4}, {@code 0.5} or {@code 1e3} stands for.
     *
     * @throws ResourceSyntaxException as {@link #of}, or if the text is not a number
     */
    public static Scalar parse(String text) {
        return parse(text, "amount");
    }

    static Scalar parse(String text, String where) {
        if (!isNumber(text)) {
            throw new ResourceSyntaxException(where, text, EXPECTED);
        }
        return new Scalar(toMilli(Double.parseDouble(text), where, text));
    }

    static Scalar of(double units, String where, String found) {
        return new Scalar(toMilli(units, where, found));
    }

    /** Whether a text is a plain decimal number without a sign; {@code NaN}, hexadecimal and suffixes are none. */
    static boolean isNumber(String text) {
        int length = text.length();
        int i = skipDigits(text, 0);
        int digits = i;
        if (i < length && text.charAt(i) == '.') {
            int end = skipDigits(text, i + 1);
            digits += end - i - 1;
            i = end;
        }
        if (digits == 0 || length > DIGITS_MAX) {
            return false;
        }
        if (i < length && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            int sign = i + 1 < length && (text.charAt(i + 1) == '-' || text.charAt(i + 1) == '+') ? 1 : 0;
            int end = skipDigits(text, i + 1 + sign);
            return end == length && end > i + 1 + sign;
        }
        return i == length;
    }

    /** Writes thousandths as the shortest decimal number: {@code 4}, {@code 0.5}, {@code 1.125}. */
    public static String format(long milli) {
        long fraction = milli % 1_000;
        if (fraction == 0) {
            return Long.toString(milli / 1_000);
        }
        var text = new StringBuilder(24).append(milli / 1_000).append('.');
        for (long scale = 100; fraction > 0; scale /= 10) {
            text.append((char) ('0' + fraction / scale));
            fraction %= scale;
        }
        return text.toString();
    }

    /** The amount in units. */
    public double units() {
        return milli / 1_000.0;
    }

    @Override
    public boolean isEmpty() {
        return milli == 0;
    }

    @Override
    public int compareTo(Scalar other) {
        return Long.compare(milli, other.milli);
    }

    @Override
    public String toString() {
        return format(milli);
    }

    static long sum(long a, long b) {
        long sum = a + b;
        if (sum > MAX_MILLI) {
            throw new ArithmeticException(format(a) + " + " + format(b) + " exceeds " + format(MAX_MILLI));
        }
        return sum;
    }

    private static long toMilli(double units, String where, String found) {
        // Written so that NaN fails it too.
        if (!(units >= 0 && units <= MAX_MILLI / 1_000.0)) {
            throw new ResourceSyntaxException(where, found, EXPECTED);
        }
        long milli = Math.round(units * 1_000);
        if (milli == 0 && units > 0) {
            throw new ResourceSyntaxException(where, found, EXPECTED);
        }
        return milli;
    }

    private static int skipDigits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
