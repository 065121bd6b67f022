package io.boreas.actors.gateway;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.boreas.core.allocator.TextPatterns;
import java.util.function.Predicate;

/**
 * Regular expressions as constraints of offers have them. They are matched by automata, in time that grows with the text and the size
 * of the expression alone, so that no framework can keep an allocator busy with one.
 *
 * @param programMax instructions that an expression may become
 */
public record RegularExpressions(int programMax) implements TextPatterns {
    /** Characters of an expression. */
    private static final int LENGTH_MAX = 1_024;

    /** What is said by repetitions may be so much more than what is left of it when it is simplified. */
    private static final int SLACK = 10;

    /** Expressions as large as any that a door may let in. Source of what doors have by default: Mesos, {@code --offer_constraints_re2_max_program_size}. */
    public static final int PROGRAM_MAX = 1_000;

    /** Of the largest size: what some door has let in is understood. */
    public RegularExpressions() {
        this(PROGRAM_MAX);
    }

    @Override
    public Predicate<String> matching(String regex) {
        return compile(regex)::matches;
    }

    /**
     * Says why an expression is not taken.
     *
     * @throws IllegalArgumentException if it is not; the message is for whoever wrote it
     */
    public void check(String regex) {
        compile(regex);
    }

    private Pattern compile(String regex) {
        // Of a{1000}{1000} and the like, the program would be made before anybody could ask how large it is.
        if (regex.length() > LENGTH_MAX || ExpressionSize.of(regex) > (long) programMax * SLACK) {
            throw new IllegalArgumentException("Regex '" + regex + "' is too complex: it is longer than " + LENGTH_MAX
                    + " characters, or its repetitions are of more than " + programMax * SLACK);
        }
        Pattern pattern;
        try {
            pattern = Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "Failed to construct regex from pattern '" + regex + "': " + e.getMessage(), e);
        }
        if (pattern.programSize() > programMax) {
            throw new IllegalArgumentException("Regex '" + regex + "' is too complex: program size of "
                    + pattern.programSize() + " is larger than maximum of " + programMax + " allowed");
        }
        return pattern;
    }
}
