package io.boreas.http.server;

import org.apache.pekko.http.javadsl.model.HttpRequest;

/** Tells who asks. */
@FunctionalInterface
public interface Authentication {
    /** Whoever reaches the port: all that a door on loopback can know. */
    Authentication ANONYMOUS = request -> "anonymous@loopback";

    /**
     * The principal of a request, as it is written into the journal.
     *
     * @throws io.boreas.http.problem.ProblemException if the request is refused: 401
     */
    String principal(HttpRequest request);
}
