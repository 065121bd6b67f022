package io.boreas.http.mesos.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the value at which a parser stands, and says what is wrong with it. Not thread-safe. */
final class ScalarReader {
    private static final int QUOTED_LENGTH_MAX = 40;
    private static final Pattern BLANK = Pattern.compile("[ \t\r\n\f\u000b]+");
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,20}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,400}(\\.[0-9]{1,400})?([eE][-+]?[0-9]{1,4})?");

    private final JsonParser parser;

    ScalarReader(JsonParser parser) {
        this.parser = parser;
    }

    /** The value as protobuf has it; null if it is an enum value that nobody knows, which counts as not set. */
    @Nullable
    Object value(FieldDescriptor field, JsonToken token) throws IOException, JsonFault {
        return switch (field.getJavaType()) {
            case INT -> integer(field, token).intValue();
            case LONG -> integer(field, token).longValue();
            case FLOAT -> (float) number(token);
            case DOUBLE -> number(token);
            case BOOLEAN -> flag(token);
            case STRING -> text(token);
            case BYTE_STRING -> bytes(token);
            case ENUM -> constant(field, token);
            case MESSAGE -> throw new IllegalStateException(field.getFullName() + " is no scalar");
        };
    }

    /** A fault of the value at which the parser stands. */
    JsonFault unexpected(String wanted) throws IOException {
        return fault("", "is " + found() + ", where " + wanted + " belongs");
    }

    /** A fault of a field of the object that the parser has just left, or of its own value if the name is empty. */
    JsonFault fault(String name, String what) {
        var path = path();
        var separator = path.isEmpty() || name.isEmpty() ? "" : ".";
        return new JsonFault(path + separator + name, what);
    }

    /** The text itself, which protobuf must be able to carry. */
    String wellFormed(String text) throws JsonFault {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int point = text.codePointAt(i);
            if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                throw fault("", "has half of a surrogate pair at character " + i);
            }
        }
        return text;
    }

    private BigInteger integer(FieldDescriptor field, JsonToken token) throws IOException, JsonFault {
        var value =
                switch (token) {
                    case VALUE_NUMBER_INT -> parser.getBigIntegerValue();
                    case VALUE_NUMBER_FLOAT -> truncated(parser.getDoubleValue());
                    case VALUE_STRING -> spelledInteger(parser.getText());
                    default -> throw unexpected("an integer");
                };
        if (!fits(value, field.getType())) {
            var type = field.getType().name().toLowerCase(Locale.ROOT);
            throw fault("", "is " + found() + ", which is no " + type);
        }
        return value;
    }

    private BigInteger spelledInteger(String text) throws IOException, JsonFault {
        if (INTEGER.matcher(text).matches()) {
            return new BigInteger(text);
        }
        if (!NUMBER.matcher(text).matches()) {
            throw unexpected("an integer");
        }
        return truncated(Double.parseDouble(text));
    }

    /** Mesos reads every number that has a fraction or exponent as a double, and cuts it off. */
    private BigInteger truncated(double value) throws IOException, JsonFault {
        if (!Double.isFinite(value)) {
            throw unexpected("an integer");
        }
        return new BigDecimal(value).toBigInteger();
    }

    private static boolean fits(BigInteger value, FieldDescriptor.Type type) {
        return switch (type) {
            case INT32, SINT32, SFIXED32 -> value.bitLength() <= 31;
            case INT64, SINT64, SFIXED64 -> value.bitLength() <= 63;
            case UINT32, FIXED32 -> value.signum() >= 0 && value.bitLength() <= 32;
            case UINT64, FIXED64 -> value.signum() >= 0 && value.bitLength() <= 64;
            case DOUBLE, FLOAT, BOOL, STRING, BYTES, ENUM, MESSAGE, GROUP -> false;
        };
    }

    private double number(JsonToken token) throws IOException, JsonFault {
        double value =
                switch (token) {
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
                    case VALUE_STRING -> spelledNumber(parser.getText());
                    default -> throw unexpected("a number");
                };
        return value;
    }

    private double spelledNumber(String text) throws IOException, JsonFault {
        if (text.equals("Infinity")) {
            return Double.POSITIVE_INFINITY;
        }
        if (text.equals("-Infinity")) {
            return Double.NEGATIVE_INFINITY;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw unexpected("a number");
        }
        return finite(Double.parseDouble(text));
    }

    private double finite(double value) throws IOException, JsonFault {
        if (!Double.isFinite(value)) {
            throw fault("", "is " + found() + ", which is too large for a double");
        }
        return value;
    }

    private boolean flag(JsonToken token) throws IOException, JsonFault {
        var spelled = token == JsonToken.VALUE_STRING ? parser.getText() : "";
        if (token == JsonToken.VALUE_TRUE || spelled.equals("true")) {
            return true;
        }
        if (token == JsonToken.VALUE_FALSE || spelled.equals("false")) {
            return false;
        }
        throw unexpected("true or false");
    }

    private String text(JsonToken token) throws IOException, JsonFault {
        if (token != JsonToken.VALUE_STRING) {
            throw unexpected("a string");
        }
        return wellFormed(parser.getText());
    }

    private ByteString bytes(JsonToken token) throws IOException, JsonFault {
        if (token != JsonToken.VALUE_STRING) {
            throw unexpected("a string of base64");
        }
        try {
            // encoders that break their lines are in use
            return ByteString.copyFrom(
                    Base64.getDecoder().decode(BLANK.matcher(parser.getText()).replaceAll("")));
        } catch (IllegalArgumentException e) {
            throw fault("", "is no base64: " + e.getMessage());
        }
    }

    private @Nullable Object constant(FieldDescriptor field, JsonToken token) throws IOException, JsonFault {
        var type = field.getEnumType();
        if (token != JsonToken.VALUE_STRING) {
            throw unexpected("the name of a " + type.getName());
        }
        var value = type.findValueByName(parser.getText());
        if (value == null && field.isRequired()) {
            throw fault("", "is " + found() + ", which is no " + type.getName());
        }
        return value;
    }

    private String found() throws IOException {
        var token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "the string \"" + shortened(parser.getText()) + "\"";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "the number " + shortened(parser.getText());
            case VALUE_TRUE, VALUE_FALSE, VALUE_NULL -> parser.getText();
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT -> token.name();
        };
    }

    private static String shortened(String text) {
        return text.length() <= QUOTED_LENGTH_MAX ? text : text.substring(0, QUOTED_LENGTH_MAX - 1) + "…";
    }

    /** The value at which the parser stands; how deep that is, the parser bounds. */
    private String path() {
        var segments = new ArrayDeque<String>();
        boolean entered = parser.hasToken(JsonToken.START_OBJECT) || parser.hasToken(JsonToken.START_ARRAY);
        var here = parser.getParsingContext();
        for (var at = entered ? here.getParent() : here; at != null && !at.inRoot(); at = at.getParent()) {
            if (at.inArray()) {
                segments.push("[" + at.getCurrentIndex() + "]");
            } else if (at.getCurrentName() != null) {
                segments.push("." + shortened(at.getCurrentName()));
            }
        }
        var path = String.join("", segments);
        return path.startsWith(".") ? path.substring(1) : path;
    }
}
