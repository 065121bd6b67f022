package io.boreas.http.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.http.json.InputProblem;
import io.boreas.http.json.Json;
import java.util.List;

/** How a body that cannot be used is refused. */
public final class JsonRefusal {
    private JsonRefusal() {}

    /**
     * The JSON object that a body is.
     *
     * @throws ProblemException if it is none, with the line and column where it goes wrong
     */
    public static ObjectNode object(byte[] body) {
        try {
            if (Json.parse(body) instanceof ObjectNode object) {
                return object;
            }
            throw new ProblemException(Problem.badRequest(
                    "malformed-json",
                    "The body is not a JSON object",
                    "The body is not a JSON object; send one between { and }."));
        } catch (JsonProcessingException e) {
            throw new ProblemException(malformed(e));
        }
    }

    /** Tells every fault of an input, the first one in the detail. */
    public static Problem invalid(String type, String title, List<InputProblem> problems) {
        var first = problems.getFirst();
        var more = problems.size() == 1 ? "." : " (and " + (problems.size() - 1) + " more, see problems).";
        var where = first.path().isEmpty() ? "It" : first.path();
        return Problem.badRequest(type, title, where + " " + first.message() + more)
                .with(problems);
    }

    private static Problem malformed(JsonProcessingException e) {
        var at = e.getLocation();
        int line = at == null ? 1 : at.getLineNr();
        int column = at == null ? 1 : at.getColumnNr();
        return Problem.badRequest(
                        "malformed-json",
                        "The body is not JSON",
                        "At line " + line + ", column " + column + ": " + e.getOriginalMessage())
                .with("line", line)
                .with("column", column);
    }
}
