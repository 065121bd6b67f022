package io.boreas.http.server;

import io.boreas.http.security.Realm;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * What is served at a path by every method, and whose refusals are text: so are the routes of Mesos.
 *
 * @param path as meters name it
 */
public record TextRoute(String path, Realm realm, Handler handler) {
    /** Answers the requests of one route. It may throw or fail with a {@code ProblemException}. */
    @FunctionalInterface
    public interface Handler {
        CompletionStage<HttpResponse> answer(TextCall call);
    }

    /** Finds the text routes of paths that no {@link Route} has. */
    @FunctionalInterface
    public interface Finder {
        Finder NONE = target -> Optional.empty();

        /**
         * The route that serves a request.
         *
         * @param target path and query
         */
        Optional<TextRoute> find(String target);
    }
}
