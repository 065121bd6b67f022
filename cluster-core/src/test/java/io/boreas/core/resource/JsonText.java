package io.boreas.core.resource;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** Reads JSON written by hand in tests; strings have no escapes. */
final class JsonText {
    private final String text;
    private int at;

    private JsonText(String text) {
        this.text = text;
    }

    static Tree read(String text) {
        return new JsonText(text.replace('\'', '"')).value();
    }

    private Tree value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new Tree.Str(string());
            default -> word();
        };
    }

    private Tree object() {
        var fields = new LinkedHashMap<String, Tree>();
        at++;
        while (peek() != '}') {
            String name = string();
            take(':');
            fields.put(name, value());
            skipComma();
        }
        at++;
        return new Tree.Obj(fields);
    }

    private Tree array() {
        var items = new ArrayList<Tree>();
        at++;
        while (peek() != ']') {
            items.add(value());
            skipComma();
        }
        at++;
        return new Tree.Arr(items);
    }

    private String string() {
        take('"');
        int from = at;
        at = text.indexOf('"', from) + 1;
        return text.substring(from, at - 1);
    }

    private Tree word() {
        int from = at;
        while (at < text.length() && ",]} \n".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(from, at);
        return switch (word) {
            case "null" -> new Tree.Nil();
            case "true", "false" -> new Tree.Bool(Boolean.parseBoolean(word));
            default -> new Tree.Num(new BigDecimal(word));
        };
    }

    private void skipComma() {
        if (peek() == ',') {
            at++;
        }
    }

    private void take(char c) {
        if (peek() != c) {
            throw new IllegalArgumentException("expected " + c + " at " + at + " of " + text);
        }
        at++;
    }

    private char peek() {
        while (Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.charAt(at);
    }
}
