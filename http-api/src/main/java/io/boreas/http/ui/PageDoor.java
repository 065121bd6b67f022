package io.boreas.http.ui;

import io.boreas.http.server.Answers;
import io.boreas.http.server.Call;
import io.boreas.http.server.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** {@code /} and the files the page consists of, and the two documents that describe the native API. */
public final class PageDoor {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final ContentType JAVASCRIPT = ContentTypes.parse("text/javascript; charset=utf-8");
    private static final ContentType CSS = ContentTypes.parse("text/css; charset=utf-8");
    private static final ContentType SVG = ContentTypes.parse("image/svg+xml");
    private static final ContentType SCHEMA = ContentTypes.parse("application/schema+json");

    public List<Route> routes() {
        return List.of(
                file("/", "page/index.html", ContentTypes.TEXT_HTML_UTF8),
                file("/ui/page.css", "page/page.css", CSS),
                file("/ui/page.js", "page/page.js", JAVASCRIPT),
                file("/ui/api.js", "page/api.js", JAVASCRIPT),
                file("/ui/dom.js", "page/dom.js", JAVASCRIPT),
                file("/ui/icon.svg", "page/icon.svg", SVG),
                file("/boreas/openapi.json", "openapi.json", ContentTypes.APPLICATION_JSON),
                file("/boreas/job.schema.json", "job.schema.json", SCHEMA));
    }

    private Route file(String path, String resource, ContentType type) {
        var response = Answers.bytes(type, read("/io/boreas/http/" + resource))
                .addHeaders(List.of(
                        RawHeader.create("Content-Security-Policy", POLICY),
                        RawHeader.create("X-Content-Type-Options", "nosniff"),
                        RawHeader.create("Referrer-Policy", "no-referrer"),
                        RawHeader.create("Cache-Control", "no-cache")));
        return Route.get(path, call -> answer(call, response));
    }

    private static CompletionStage<HttpResponse> answer(Call call, HttpResponse response) {
        call.query();
        return CompletableFuture.completedFuture(response);
    }

    private static ByteString read(String resource) {
        try (var in = PageDoor.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("this build lacks its file " + resource);
            }
            return ByteString.fromArrayUnsafe(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("this build's file " + resource + " cannot be read", e);
        }
    }
}
