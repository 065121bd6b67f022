package io.boreas.agent.task;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts what only the agent knows into command lines and variables: {@code {{thermos.ports[http]}}} and its kin.
 *
 * <p>{@code {{&x}}} stands for {@code {{x}}} itself. Source: Pystachio, Aurora's templates.
 *
 * @param values what each reference becomes
 * @param literal whether there are no references, whatever looks like one
 */
record Template(Map<String, String> values, boolean literal) {
    /** Leaves all as it is. */
    static final Template LITERAL = new Template(Map.of(), true);

    private static final Pattern REFERENCE = Pattern.compile("\\{\\{(&?)([^{}]*)\\}\\}");

    Template {
        values = Map.copyOf(values);
    }

    /** Replaces these. */
    Template(Map<String, String> values) {
        this(values, false);
    }

    /**
     * The text with its references replaced.
     *
     * @param where for the error
     * @throws BadTaskException if a reference means nothing here
     */
    String fill(String where, String text) throws BadTaskException {
        if (literal) {
            return text;
        }
        var matcher = REFERENCE.matcher(text);
        var filled = new StringBuilder(text.length() + 32);
        while (matcher.find()) {
            var name = matcher.group(2);
            String value = matcher.group(1).isEmpty() ? values.get(name) : "{{" + name + "}}";
            if (value == null) {
                throw new BadTaskException(where + " refers to {{" + name + "}}, which this task does not have");
            }
            matcher.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(filled).toString();
    }
}
