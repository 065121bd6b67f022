package io.boreas.agent.image;

import io.boreas.agent.fetch.FetchException;
import io.boreas.agent.fetch.StallWatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;

/**
 * Asks a registry for the parts of one image. Nothing that it says is believed: what comes is bounded in bytes and in time, its credentials go
 * to it and to whom it has tokens from, and nobody is asked without TLS who was not to be. Source: OCI distribution specification 1.1, "pull".
 * Used by one thread, whose interruption calls it off.
 */
final class RegistryClient implements AutoCloseable {
    static final int TEXT_BYTES_MAX = 4 << 20;

    private static final int TOKEN_BYTES_MAX = 1 << 20;
    private static final int BUFFER_BYTES = 128 * 1_024;
    private static final int REDIRECTS_MAX = 10;
    private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,65536}");
    private static final String ANYTHING = "*/*";
    private static final String MANIFESTS = String.join(
            ", ",
            OciLayout.INDEX,
            OciLayout.LIST,
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v2+json");

    private final Registry registry;
    private final String path;
    private final RegistrySettings settings;
    private final Optional<RegistryLogin> login;
    private final HttpClient client;
    private final long began = System.nanoTime();
    private String authorization = "";

    /** @param path the image's name there */
    RegistryClient(Registry registry, String path, RegistrySettings settings) throws ImageException {
        this.registry = registry;
        this.path = path;
        this.settings = settings;
        this.login = settings.credentials().isPresent()
                ? RegistryLogin.read(settings.credentials().get(), registry)
                : Optional.empty();
        var building = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER);
        if (settings.authorities().isPresent()) {
            building.sslContext(Authorities.believed(settings.authorities().get()));
        }
        this.client = building.build();
    }

    /**
     * A manifest, of so many bytes that it may have.
     *
     * @param reference a tag or a digest
     */
    byte[] manifest(String reference) throws ImageException, IOException, InterruptedException {
        var response = get(registry.uri("/v2/" + path + "/manifests/" + reference), MANIFESTS, reference);
        return text(response, TEXT_BYTES_MAX, "its manifest");
    }

    /**
     * Copies a part of the image, which is to have so many bytes.
     *
     * @param progress hears of bytes as they come
     */
    void blob(String digest, long size, OutputStream out, LongConsumer progress)
            throws ImageException, IOException, InterruptedException {
        var response = get(registry.uri("/v2/" + path + "/blobs/" + digest), ANYTHING, digest);
        long got = copy(response, out, size, digest, progress);
        if (got != size) {
            throw new ImageException("only " + got + " of the " + size + " bytes of " + digest + " came");
        }
    }

    private HttpResponse<InputStream> get(URI first, String accept, String what)
            throws ImageException, InterruptedException {
        var uri = first;
        boolean answered = false;
        for (int redirects = 0; ; ) {
            boolean isOwn = uri.getScheme().equals(first.getScheme())
                    && uri.getHost().equals(first.getHost())
                    && uri.getPort() == first.getPort();
            var response = send(uri, accept, isOwn ? authorization : "");
            int status = response.statusCode();
            if (status == 200) {
                return response;
            }
            close(response);
            if (status == 401 && isOwn && !answered) {
                answered = true;
                authorization = answer(response.headers());
            } else if (!REDIRECTS.contains(status)) {
                throw refused(uri, status, what);
            } else if (++redirects > REDIRECTS_MAX) {
                throw new ImageException(named(first) + " redirects more than " + REDIRECTS_MAX + " times");
            } else {
                uri = next(uri, response.headers());
            }
        }
    }

    private ImageException refused(URI by, int status, String what) {
        if (status == 404) {
            return new ImageException(named(by) + " has no " + what + " of " + path);
        }
        if (status == 401 || status == 403) {
            return new ImageException(named(by) + " does not give " + path + " to whom asks "
                    + (login.isPresent() ? "with the credentials of it" : "without credentials of it")
                    + " in boreas.agent.images.credentials: it answers " + status);
        }
        return new ImageException(named(by) + " answers " + status);
    }

    private static URI next(URI from, HttpHeaders headers) throws ImageException {
        var location = headers.firstValue("Location").orElse("");
        if (location.isEmpty()) {
            throw new ImageException(named(from) + " redirects without saying where to");
        }
        try {
            var to = from.resolve(new URI(location));
            boolean isPlain =
                    "http".equalsIgnoreCase(to.getScheme()) && from.getScheme().equals("http");
            if ((isPlain || "https".equalsIgnoreCase(to.getScheme())) && to.getHost() != null) {
                return to;
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new ImageException(named(from) + " redirects to what is no address", e);
        }
        throw new ImageException(named(from) + " redirects to where nothing is got from");
    }

    /** What to say to be let in. */
    private String answer(HttpHeaders headers) throws ImageException, InterruptedException {
        var wanted = Challenge.of(headers.allValues("WWW-Authenticate"))
                .orElseThrow(() -> new ImageException(registry.name() + " says not how it is to be asked"));
        if (wanted.scheme().equals(Challenge.BEARER)) {
            return "Bearer " + token(wanted);
        }
        return login.orElseThrow(() -> new ImageException(registry.name()
                        + " wants a user and a password, and boreas.agent.images.credentials has none of it"))
                .basic();
    }

    /** Whatever the registry wants, the token is to read this image and no more. */
    private String token(Challenge wanted) throws ImageException, InterruptedException {
        var realm = realm(wanted.parameter("realm"));
        var query =
                "service=" + encoded(wanted.parameter("service")) + "&scope=" + encoded("repository:" + path + ":pull");
        var uri = URI.create(realm + (realm.getRawQuery() == null ? "?" : "&") + query);
        var response = send(uri, ANYTHING, login.map(RegistryLogin::basic).orElse(""));
        if (response.statusCode() != 200) {
            close(response);
            throw refused(uri, response.statusCode(), "token");
        }
        try {
            var said = ImageConfig.tree(text(response, TOKEN_BYTES_MAX, "its token"), "its token");
            var token = said.path("token").asText(said.path("access_token").asText(""));
            if (TOKEN.matcher(token).matches()) {
                return token;
            }
        } catch (IOException | ImageException e) {
            // whose message may have some of the token
            throw new ImageException("the token of " + named(uri) + " cannot be read");
        }
        throw new ImageException(named(uri) + " gives no token");
    }

    private URI realm(String said) throws ImageException {
        try {
            var realm = new URI(said);
            var host = String.valueOf(realm.getRawAuthority());
            boolean isPlain = "http".equalsIgnoreCase(realm.getScheme())
                    && registry.isPlain()
                    && ((Registry.isLoopback(host) && Registry.isLoopback(registry.name()))
                            || settings.find(host).filter(Registry::isPlain).isPresent());
            if ((isPlain || "https".equalsIgnoreCase(realm.getScheme()))
                    && realm.getHost() != null
                    && realm.getRawUserInfo() == null
                    && realm.getRawFragment() == null) {
                return realm;
            }
        } catch (URISyntaxException e) {
            throw new ImageException(registry.name() + " has tokens where there is no address", e);
        }
        throw new ImageException(
                registry.name() + " has tokens from where nobody is asked without TLS, or from no address");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpResponse<InputStream> send(URI uri, String accept, String authorized)
            throws ImageException, InterruptedException {
        var request = HttpRequest.newBuilder().header("Accept", accept);
        if (!authorized.isEmpty()) {
            request.header("Authorization", authorized);
        }
        try {
            request.uri(uri);
        } catch (IllegalArgumentException e) {
            throw new ImageException(named(uri) + " is no address", e);
        }
        var wait = settings.stallTimeout().compareTo(left()) < 0 ? settings.stallTimeout() : left();
        var answer = client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try {
            return answer.get(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw left().isPositive()
                    ? new ImageException(named(uri) + " did not answer within " + text(wait), e)
                    : late();
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw new ImageException(
                    named(uri) + " cannot be asked: " + cause(Objects.requireNonNullElse(e.getCause(), e)), e);
        }
    }

    private byte[] text(HttpResponse<InputStream> response, int bytesMax, String what)
            throws ImageException, IOException, InterruptedException {
        var text = new ByteArrayOutputStream();
        copy(response, text, bytesMax, what, bytes -> {});
        return text.toByteArray();
    }

    private long copy(
            HttpResponse<InputStream> response, OutputStream out, long bytesMax, String what, LongConsumer progress)
            throws ImageException, IOException, InterruptedException {
        var buffer = new byte[BUFFER_BYTES];
        long copied = 0;
        try (var in = response.body();
                var watch = new StallWatch(in, settings.stallTimeout())) {
            for (int got = watch.read(buffer); got >= 0; got = watch.read(buffer)) {
                copied += got;
                if (copied > bytesMax) {
                    throw new ImageException(what + " has more than the " + bytesMax + " bytes it may have");
                }
                if (left().isNegative()) {
                    throw late();
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                out.write(buffer, 0, got);
                progress.accept(got);
            }
            return copied;
        } catch (FetchException.CalledOff e) {
            throw (InterruptedException) new InterruptedException().initCause(e);
        } catch (FetchException e) {
            throw new ImageException(what + " did not come from " + named(response.uri()) + ": " + e.why(), e);
        }
    }

    private Duration left() {
        return settings.timeout().minusNanos(System.nanoTime() - began);
    }

    private ImageException late() {
        return new ImageException("it did not come within " + text(settings.timeout()));
    }

    private static void close(HttpResponse<InputStream> response) throws ImageException {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new ImageException("an answer of " + named(response.uri()) + " cannot be closed", e);
        }
    }

    /** Without what may be secret. */
    private static String named(URI uri) {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    private static String text(Duration time) {
        return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private static String cause(Throwable e) {
        var message = e.getMessage();
        var type = e.getClass().getSimpleName();
        return message == null ? type : type + ": " + message;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
