package io.boreas.http.ui;

import io.boreas.http.security.Realm;
import io.boreas.http.server.Answers;
import io.boreas.http.server.Call;
import io.boreas.http.server.Handler;
import io.boreas.http.server.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/**
 * {@code /mesos/}: the web UI of Mesos, from the folder in which operators have it. It asks the endpoints of old, those of agents among them.
 *
 * <p>The files are read once, when the doors open: no request reaches the file system.
 */
public final class MesosPageDoor {
    private static final String HOME = "/mesos";
    private static final String INDEX = "index.html";
    private static final int FILES_MAX = 1_000;
    private static final long BYTES_MAX = 32L << 20;
    private static final ContentType UNKNOWN = ContentTypes.APPLICATION_OCTET_STREAM;

    private static final Map<String, ContentType> TYPES = Map.ofEntries(
            type("html", "text/html; charset=utf-8"),
            type("css", "text/css; charset=utf-8"),
            type("js", "text/javascript; charset=utf-8"),
            type("json", "application/json"),
            type("png", "image/png"),
            type("gif", "image/gif"),
            type("ico", "image/x-icon"),
            type("svg", "image/svg+xml"),
            type("ttf", "font/ttf"),
            type("woff", "font/woff"),
            type("woff2", "font/woff2"));

    private final List<Route> routes = new ArrayList<>();

    /**
     * Reads the page.
     *
     * @throws IllegalArgumentException if the folder has no page, or more than a page has: over 1,000 files, or 32 MiB
     */
    public MesosPageDoor(Path folder) {
        if (!Files.isRegularFile(folder.resolve(INDEX))) {
            throw refused(folder, "has no " + INDEX);
        }
        try (var all = Files.walk(folder)) {
            var files = all.filter(Files::isRegularFile).limit(FILES_MAX + 1).toList();
            if (files.size() > FILES_MAX) {
                throw refused(folder, "has more than " + FILES_MAX + " files");
            }
            long bytes = 0;
            for (var file : files) {
                bytes += Files.size(file);
                if (bytes > BYTES_MAX) {
                    throw refused(folder, "has more than " + (BYTES_MAX >> 20) + " MiB");
                }
                add(folder.relativize(file), file);
            }
        } catch (IOException | UncheckedIOException e) {
            throw refused(folder, "cannot be read: " + e);
        }
    }

    private static IllegalArgumentException refused(Path folder, String why) {
        return new IllegalArgumentException("boreas.http.mesos.web-ui is " + folder + ", which " + why
                + "; it is the folder of Mesos's web UI, such as /usr/share/mesos/webui");
    }

    private void add(Path name, Path file) throws IOException {
        var response = Answers.bytes(type(name), ByteString.fromArrayUnsafe(Files.readAllBytes(file)))
                .addHeaders(List.of(
                        RawHeader.create("X-Content-Type-Options", "nosniff"),
                        RawHeader.create("X-Frame-Options", "SAMEORIGIN"),
                        // agents have to see that this page asks them
                        RawHeader.create("Referrer-Policy", "strict-origin-when-cross-origin"),
                        RawHeader.create("Cache-Control", "no-cache")));
        var path = HOME + "/" + name;
        routes.add(route(path, call -> CompletableFuture.completedFuture(response)));
        if (name.toString().equals(INDEX)) {
            routes.add(route(HOME, call -> home(call, response)));
        }
    }

    private static Route route(String path, Handler handler) {
        return new Route("GET", path, Realm.MASTER_READONLY, handler);
    }

    /** Its addresses are relative: they want the slash. */
    private static CompletionStage<HttpResponse> home(Call call, HttpResponse index) {
        var response = call.request().getUri().path().endsWith("/")
                ? index
                : Answers.withHeaders(Answers.text(307, ""), Map.of("Location", HOME + "/"));
        return CompletableFuture.completedFuture(response);
    }

    private static Map.Entry<String, ContentType> type(String ending, String type) {
        return Map.entry(ending, ContentTypes.parse(type));
    }

    private static ContentType type(Path name) {
        var text = name.toString().toLowerCase(Locale.ROOT);
        return TYPES.getOrDefault(text.substring(text.lastIndexOf('.') + 1), UNKNOWN);
    }

    public List<Route> routes() {
        return List.copyOf(routes);
    }
}
