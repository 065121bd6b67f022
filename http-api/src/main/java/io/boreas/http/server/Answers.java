package io.boreas.http.server;

import io.boreas.http.json.Json;
import io.boreas.http.json.JsonBody;
import io.boreas.http.problem.Problem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Responses as the native doors give them. */
public final class Answers {
    private static final ContentType PROBLEM =
            MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8)
                    .toContentType();
    private static final HttpResponse EMPTY = HttpResponse.create();

    private Answers() {}

    /** A JSON answer. */
    public static HttpResponse json(int status, JsonBody body) {
        return EMPTY.withStatus(status).withEntity(HttpEntities.create(ContentTypes.APPLICATION_JSON, Json.bytes(body)));
    }

    /** A refusal. Those that may pass by themselves say when to try again. */
    public static HttpResponse problem(Problem problem, String instance) {
        var response = EMPTY.withStatus(problem.status())
                .withEntity(HttpEntities.create(PROBLEM, problem.body(instance)));
        return problem.status() == 503 ? response.addHeader(RawHeader.create("Retry-After", "1")) : response;
    }
}
