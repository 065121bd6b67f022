package io.boreas.http.server;

import io.boreas.http.problem.Problem;
import io.boreas.http.problem.ProblemException;
import java.util.Locale;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Keeps other people's web pages out: a browser on this machine reaches a door on loopback, so a page from anywhere could
 * otherwise use it. A request that a foreign page caused names its origin; one that was led here by a name that
 * points to loopback (DNS rebinding) names that host.
 */
final class OriginGuard {
    private final boolean loopbackOnly;

    OriginGuard(HttpSettings settings) {
        // A page that is led here knows no secret: where all must say who they are, any name will do.
        this.loopbackOnly = !settings.insecure() && !settings.isGuarded();
    }

    /**
     * Lets a request pass.
     *
     * @throws ProblemException 403 if it comes from a foreign page
     */
    void check(HttpRequest request) {
        var host = request.getUri().getHost().address();
        if (loopbackOnly && !isLoopback(host)) {
            throw refusal("This door is for this machine only, by the name localhost or a loopback address, not \""
                    + host + "\".");
        }
        var origin = request.getHeader("Origin");
        if (origin.isPresent() && !isOurs(origin.get().value(), request)) {
            throw refusal("A page of " + origin.get().value() + " may not use this door.");
        }
    }

    private static boolean isOurs(String origin, HttpRequest request) {
        var uri = request.getUri();
        var authority = origin.substring(origin.indexOf("://") + 3);
        var host = uri.getHost().toString();
        return authority.equalsIgnoreCase(host + ":" + uri.port()) || authority.equalsIgnoreCase(host);
    }

    private static boolean isLoopback(String host) {
        return host.toLowerCase(Locale.ROOT).equals("localhost")
                || host.startsWith("127.")
                || host.equals("::1")
                || host.equals("0:0:0:0:0:0:0:1");
    }

    private static ProblemException refusal(String detail) {
        return new ProblemException(Problem.of(403, "foreign-origin", "The request comes from elsewhere", detail));
    }
}
