package io.boreas.http.agent;

import io.boreas.http.mesos.wire.Refusal;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** Answers in the forms of Mesos. */
final class Responses {
    private Responses() {}

    /** A text for people. */
    static HttpResponse text(int status, String text) {
        return HttpResponse.create()
                .withStatus(StatusCodes.get(status))
                .withEntity(HttpEntities.create(ContentTypes.TEXT_PLAIN_UTF8, text));
    }

    static HttpResponse refused(Refusal refusal) {
        var response = text(refusal.status(), refusal.text());
        for (var header : refusal.headers().entrySet()) {
            response = response.addHeader(header(header.getKey(), header.getValue()));
        }
        return response;
    }

    /** It is taken, and nothing is to be said. */
    static HttpResponse accepted() {
        return HttpResponse.create().withStatus(StatusCodes.ACCEPTED);
    }

    static ContentType contentType(String type) {
        return ContentTypes.parse(type);
    }

    private static HttpHeader header(String name, String value) {
        return RawHeader.create(name, value);
    }
}
