package io.boreas.http.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boreas.core.id.Cause;
import io.boreas.http.json.InputProblem;
import io.boreas.http.json.JsonInput;
import io.boreas.http.mesos.acl.Permissions;
import io.boreas.http.problem.JsonRefusal;
import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.Query;

/** One request on its way through a route. Not thread-safe. */
public final class Call {
    private static final int COMMAND_LENGTH_MAX = 255;

    private final HttpRequest request;
    private final List<String> parameters;
    private final String principal;
    private final Permissions permissions;
    private final Bodies bodies;
    private boolean bodyTaken;

    Call(HttpRequest request, List<String> parameters, String principal, Permissions permissions, Bodies bodies) {
        this.request = request;
        this.parameters = parameters;
        this.principal = principal;
        this.permissions = permissions;
        this.bodies = bodies;
    }

    public HttpRequest request() {
        return request;
    }

    /** Who asks, as it is written into the journal. */
    public String principal() {
        return principal;
    }

    /** What whoever asks may do. */
    public Permissions permissions() {
        return permissions;
    }

    /** The value of the path's parameter of this number, from 0. */
    public String parameter(int number) {
        return parameters.get(number);
    }

    public Optional<String> header(String name) {
        return request.getHeader(name).map(HttpHeader::value);
    }

    /**
     * The query, of these parameters.
     *
     * @throws ProblemException if there is another, or one twice
     */
    public QueryInput query(String... known) {
        return query(List.of(), known);
    }

    /** The same with parameters that may stand there more than once. */
    public QueryInput query(List<String> lists, String... known) {
        var query = request.getUri().rawQueryString().isEmpty() ? Query.EMPTY : parsedQuery();
        return new QueryInput(query, List.of(known), lists);
    }

    private Query parsedQuery() {
        try {
            return request.getUri().query();
        } catch (RuntimeException e) {
            throw new ProblemException(Problem.badRequest(
                    "invalid-query", "The query is not valid", "The query cannot be read: " + e.getMessage()));
        }
    }

    /**
     * Why this request is made: its own command id, or a fresh one.
     *
     * @throws ProblemException if {@code Idempotency-Key} is not 1 to 255 visible characters
     */
    public Cause cause() {
        return new Cause(header("Idempotency-Key").map(Call::command).orElseGet(Call::freshCommand), principal);
    }

    private static String command(String key) {
        boolean visible = key.chars().allMatch(c -> c > ' ' && c < 127);
        if (key.isEmpty() || key.length() > COMMAND_LENGTH_MAX || !visible) {
            throw new ProblemException(Problem.badRequest(
                    "invalid-idempotency-key",
                    "The idempotency key is not valid",
                    "The header Idempotency-Key has 1 to " + COMMAND_LENGTH_MAX + " visible ASCII characters."));
        }
        return key;
    }

    private static String freshCommand() {
        var random = ThreadLocalRandom.current();
        var id = new StringBuilder(32).append(Long.toHexString(random.nextLong()));
        return id.append(Long.toHexString(random.nextLong())).toString();
    }

    /** The JSON object in the body. Fails with 400, 408, 413 or 415. */
    public CompletionStage<ObjectNode> json() {
        bodyTaken = true;
        return bodies.json(request).thenApply(JsonRefusal::object);
    }

    /** Reads the body's JSON object, of these fields; no body stands for an empty object. */
    public <T> CompletionStage<T> fields(List<String> known, Function<JsonInput, T> reader) {
        bodyTaken = true;
        return bodies.jsonOrNothing(request).thenApply(bytes -> {
            var problems = new ArrayList<InputProblem>();
            var in = JsonInput.whole(JsonRefusal.object(bytes.length == 0 ? new byte[] {'{', '}'} : bytes), problems);
            var value = reader.apply(in.knows(known));
            if (!problems.isEmpty()) {
                throw new ProblemException(JsonRefusal.invalid("invalid-body", "The body is not valid", problems));
            }
            return value;
        });
    }

    boolean bodyTaken() {
        return bodyTaken;
    }
}
