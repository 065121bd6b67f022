package io.boreas.http.server;

import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.japi.Pair;

/** The query of a request, read strictly. */
public final class QueryInput {
    private final Query query;

    /** @param lists those that may stand there more than once */
    QueryInput(Query query, List<String> known, List<String> lists) {
        this.query = query;
        var seen = new HashSet<String>();
        for (var pair : query.toList()) {
            boolean isList = lists.contains(pair.first());
            if (!isList && !known.contains(pair.first())) {
                var all = Stream.concat(lists.stream(), known.stream()).toList();
                throw refusal("there is no parameter \"" + pair.first() + "\" here; known are "
                        + (all.isEmpty() ? "none" : String.join(", ", all)));
            }
            if (!seen.add(pair.first()) && !isList) {
                throw refusal("the parameter \"" + pair.first() + "\" stands there twice");
            }
        }
    }

    public Optional<String> text(String name) {
        return query.get(name);
    }

    /** All values of a parameter, in their order. */
    public List<String> texts(String name) {
        return query.toList().stream()
                .filter(pair -> pair.first().equals(name))
                .map(Pair::second)
                .toList();
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
