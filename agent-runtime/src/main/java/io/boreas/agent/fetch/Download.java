package io.boreas.agent.fetch;

import io.boreas.agent.process.Account;
import io.boreas.agent.process.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets the bytes of one artifact, over HTTP or from the machine itself, with the rights of the task's account. What breaks off on its way from a
 * server is asked for again, and only the rest of it if that is sure to be of the same.
 */
final class Download {
    static final int TRIES_MAX = 5;
    /** After the first try; after each other twice as long. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);
    private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);

    private final FetchSettings settings;
    private final Pause pause;

    Download(FetchSettings settings, Pause pause) {
        this.settings = settings;
        this.pause = pause;
    }

    /** Hears how far it is: bytes so far, and in all if that is known, otherwise -1. */
    @FunctionalInterface
    interface Progress {
        void at(long bytes, long total);
    }

    /** Waits between two tries; whoever calls the fetch off interrupts it. */
    @FunctionalInterface
    interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /** An open source: its bytes, and how many there are to be. */
    private record Source(InputStream in, long length) {}

    /**
     * Copies an artifact.
     *
     * @param out an empty file
     * @param bytesMax how many it may have
     * @return its SHA-256 in lower-case hexadecimal digits
     * @throws FetchException if it cannot be had
     * @throws IOException if it cannot be written
     */
    String copy(String value, Account account, FileChannel out, long bytesMax, Progress progress)
            throws FetchException, IOException {
        var arrival = new Arrival(out, bytesMax, settings, progress);
        try {
            var uri = uri(value);
            if (uri.isPresent()) {
                copy(uri.get(), arrival);
            } else {
                var source = file(value, account);
                arrival.add(source.in(), source.length(), source.length());
            }
        } catch (InterruptedException | ClosedByInterruptException e) {
            Thread.currentThread().interrupt();
            throw new FetchException.CalledOff(e);
        } catch (FetchException.CalledOff e) {
            // The interruption that a stream has noticed is for all that this thread would do yet.
            Thread.currentThread().interrupt();
            throw e;
        }
        return arrival.digest();
    }

    private void copy(URI uri, Arrival arrival) throws FetchException, IOException, InterruptedException {
        // One for each: whatever a server does to its connections, they end with the fetch.
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        try {
            new Tries(client, uri, arrival).run();
        } finally {
            client.shutdownNow();
        }
    }

    /** One artifact of a server, until all of it has come. */
    private final class Tries {
        private final HttpClient client;
        private final URI uri;
        private final Arrival arrival;
        /** Of what has come; none if nothing can be added to that. */
        private Optional<Version> version = Optional.empty();

        private boolean hasBegun;
        private boolean wasMisled;

        Tries(HttpClient client, URI uri, Arrival arrival) {
            this.client = client;
            this.uri = uri;
            this.arrival = arrival;
        }

        void run() throws FetchException, IOException, InterruptedException {
            for (int tries = 1; ; tries++) {
                try {
                    next();
                    return;
                } catch (FetchException.BrokenOff e) {
                    if (!hasBegun) {
                        throw e;
                    }
                    var time = PAUSE.multipliedBy(1L << (tries - 1));
                    if (tries == TRIES_MAX || arrival.isLate(time)) {
                        throw new FetchException(
                                e.why() + "; it was tried " + (tries == 1 ? "once" : tries + " times") + ", and "
                                        + arrival.came(),
                                e);
                    }
                    LOG.info(
                            "an artifact broke off and is asked for again artifact={} try={} bytes={} why={}",
                            plain(uri.toString()),
                            tries,
                            arrival.bytes(),
                            e.why());
                    pause.of(time);
                }
            }
        }

        private void next() throws FetchException, IOException, InterruptedException {
            if (version.isPresent() && arrival.bytes() > 0) {
                rest(version.get());
            } else {
                all(http(client, uri, Map.of()));
            }
        }

        /** Source: RFC 9110, 13.1.5: the rest if it is this version still, otherwise all of the other. */
        private void rest(Version known) throws FetchException, IOException, InterruptedException {
            var response =
                    http(client, uri, Map.of("Range", "bytes=" + arrival.bytes() + "-", "If-Range", known.name()));
            int status = response.statusCode();
            if (status != 206 && status != 416) {
                all(response);
                return;
            }
            var part = status == 206 ? known.part(response, arrival.bytes()) : Optional.<Version.Part>empty();
            if (part.isPresent()) {
                arrival.add(response.body(), part.get().end(), part.get().total());
                return;
            }
            // Its ranges are not to be trusted: it is asked for none any more.
            close(response.body());
            wasMisled = true;
            version = Optional.empty();
            all(http(client, uri, Map.of()));
        }

        private void all(HttpResponse<InputStream> response) throws FetchException, IOException, InterruptedException {
            if (response.statusCode() != 200) {
                close(response.body());
                throw new FetchException("the server answers " + response.statusCode());
            }
            hasBegun = true;
            version = wasMisled ? Optional.empty() : Version.of(response);
            arrival.anew();
            long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            arrival.add(response.body(), length, length);
        }
    }

    /** The answer of an HTTP address, wherever servers send; credentials go to none but the first. */
    private HttpResponse<InputStream> http(HttpClient client, URI first, Map<String, String> headers)
            throws FetchException, InterruptedException {
        var uri = first;
        for (int redirects = 0; ; redirects++) {
            boolean own = uri.getHost().equals(first.getHost())
                    && uri.getPort() == first.getPort()
                    && uri.getScheme().equals(first.getScheme());
            var response = ask(client, uri, headers, own ? Optional.ofNullable(first.getUserInfo()) : Optional.empty());
            if (!REDIRECTS.contains(response.statusCode())) {
                return response;
            }
            close(response.body());
            if (redirects >= settings.redirectsMax()) {
                throw new FetchException("it was redirected more than " + settings.redirectsMax() + " times");
            }
            uri = next(uri, response);
        }
    }

    private static URI next(URI from, HttpResponse<InputStream> response) throws FetchException {
        var location = response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new FetchException("the server redirects without saying where to"));
        URI to;
        try {
            to = from.resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw new FetchException("the server redirects to what is no address", e);
        }
        boolean http = "http".equalsIgnoreCase(to.getScheme()) && !"https".equalsIgnoreCase(from.getScheme());
        if ((!http && !"https".equalsIgnoreCase(to.getScheme())) || to.getHost() == null) {
            throw new FetchException("the server redirects to " + SandboxWriter.shown(plain(to.toString()))
                    + ", where nothing is fetched from");
        }
        return to;
    }

    private HttpResponse<InputStream> ask(
            HttpClient client, URI uri, Map<String, String> headers, Optional<String> user)
            throws FetchException, InterruptedException {
        try {
            var request = HttpRequest.newBuilder(withoutUser(uri)).timeout(settings.stallTimeout());
            headers.forEach(request::header);
            user.ifPresent(info -> request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(info.getBytes(StandardCharsets.UTF_8))));
            return client.send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (HttpTimeoutException e) {
            throw new FetchException.BrokenOff("the server did not answer within " + text(settings.stallTimeout()), e);
        } catch (SSLException e) {
            throw new FetchException("the server cannot be asked: " + cause(e), e);
        } catch (IOException e) {
            throw new FetchException.BrokenOff("the server cannot be asked: " + cause(e), e);
        } catch (IllegalArgumentException | URISyntaxException e) {
            throw new FetchException("the server cannot be asked: " + cause(e), e);
        }
    }

    private static String cause(Throwable e) {
        var message = e.getMessage();
        var type = e.getClass().getSimpleName();
        return message == null ? type : type + ": " + message;
    }

    private static URI withoutUser(URI uri) throws URISyntaxException {
        if (uri.getRawUserInfo() == null) {
            return uri;
        }
        return new URI(uri.toString().replaceFirst("//[^/@]*@", "//"));
    }

    /** A file of the machine, if the task's own account may read it. */
    private static Source file(String value, Account account) throws FetchException {
        var path = path(value);
        if (!Files.isRegularFile(path)) {
            throw new FetchException("there is no such file on the agent");
        }
        try {
            if (account.isSelf()) {
                return new Source(Files.newInputStream(path), Files.size(path));
            }
            var setpriv = Machine.program("setpriv")
                    .orElseThrow(() -> new FetchException("no setpriv in /usr/bin or /bin: install util-linux"));
            var cat = Machine.program("cat").orElseThrow(() -> new FetchException("no cat in /usr/bin or /bin"));
            var process = new ProcessBuilder(
                            setpriv.toString(),
                            "--reuid=" + account.uid(),
                            "--regid=" + account.gid(),
                            "--init-groups",
                            cat.toString(),
                            "--",
                            path.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            return new Source(process.getInputStream(), Files.size(path));
        } catch (IOException e) {
            throw new FetchException("the file cannot be read: " + cause(e), e);
        }
    }

    private static Path path(String value) throws FetchException {
        try {
            if (value.regionMatches(true, 0, "file:", 0, 5)) {
                var uri = new URI(value);
                if (uri.getPath() != null
                        && (uri.getHost() == null || uri.getHost().equals("localhost"))) {
                    return Path.of(uri.getPath());
                }
            } else if (value.startsWith("/")) {
                return Path.of(value);
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new FetchException("it is no address", e);
        }
        throw new FetchException(
                "nothing is fetched from there: only http, https and file addresses and absolute paths are");
    }

    private static Optional<URI> uri(String value) throws FetchException {
        var lower = value.toLowerCase(java.util.Locale.ROOT);
        if (!lower.startsWith("http://") && !lower.startsWith("https://")) {
            return Optional.empty();
        }
        try {
            var uri = new URI(value);
            if (uri.getHost() == null) {
                throw new FetchException("it names no host");
            }
            return Optional.of(uri);
        } catch (URISyntaxException e) {
            throw new FetchException("it is no address", e);
        }
    }

    /** An address as people may see it: without what may be secret. */
    static String plain(String value) {
        var shown = value.replaceFirst("//[^/@]*@", "//");
        int query = shown.indexOf('?');
        return query < 0 ? shown : shown.substring(0, query);
    }

    static String text(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("an answer nobody reads cannot be closed", e);
        }
    }
}
