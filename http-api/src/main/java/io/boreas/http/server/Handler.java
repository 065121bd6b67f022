package io.boreas.http.server;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Answers the requests of one route. It may throw or fail with a {@code ProblemException}. */
@FunctionalInterface
public interface Handler {
    CompletionStage<HttpResponse> answer(Call call);
}
