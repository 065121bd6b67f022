package io.boreas.http.server;

import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.Query;

/** The query of a request, read strictly. */
public final class QueryInput {
    private final Query query;

    QueryInput(Query query, List<String> known) {
        this.query = query;
        var seen = new HashSet<String>();
        for (var pair : query.toList()) {
            if (!known.contains(pair.first())) {
                throw refusal("there is no parameter \"" + pair.first() + "\" here; known are "
                        + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
            if (!seen.add(pair.first())) {
                throw refusal("the parameter \"" + pair.first() + "\" stands there twice");
            }
        }
    }

    public Optional<String> text(String name) {
        return query.get(name);
    }

    /** A whole number within bounds. */
    public long number(String name, long otherwise, long min, long max) {
        var text = query.get(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, like a number out of bounds
        }
        throw refusal("the parameter \"" + name + "\" is a whole number from " + min + " to " + max + ", not \""
                + text.get() + "\"");
    }

    public boolean flag(String name, boolean otherwise) {
        var text = query.getOrElse(name, Boolean.toString(otherwise));
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refusal("the parameter \"" + name + "\" is true or false, not \"" + text + "\"");
        };
    }

    /** Refuses the query. */
    public static ProblemException refusal(String detail) {
        return new ProblemException(Problem.badRequest(
                "invalid-query",
                "The query is not valid",
                Character.toUpperCase(detail.charAt(0)) + detail.substring(1) + "."));
    }
}
