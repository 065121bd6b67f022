package io.boreas.agent.fetch;

import io.boreas.agent.process.Account;
import io.boreas.agent.process.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Gets the bytes of one artifact, over HTTP or from the machine itself, with the rights of the task's account. */
final class Download {
    private static final int BUFFER_BYTES = 128 * 1_024;
    private static final List<Integer> REDIRECTS = List.of(301, 302, 303, 307, 308);

    private final FetchSettings settings;

    Download(FetchSettings settings) {
        this.settings = settings;
    }

    /** Hears how far it is: bytes so far, and in all if that is known, otherwise -1. */
    @FunctionalInterface
    interface Progress {
        void at(long bytes, long total);
    }

    /** An open source: its bytes, and how many the server says they are; -1 if it does not. */
    private record Source(InputStream in, long length) {}

    /**
     * Copies an artifact.
     *
     * @param bytesMax how many it may have
     * @return its SHA-256 in lower-case hexadecimal digits
     * @throws FetchException if it cannot be had
     * @throws IOException if it cannot be written
     */
    String copy(String value, Account account, OutputStream out, long bytesMax, Progress progress)
            throws FetchException, IOException {
        var uri = uri(value);
        if (uri.isEmpty()) {
            return copy(() -> file(value, account), out, bytesMax, progress);
        }
        // One for each: whatever a server does to its connections, they end with the fetch.
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        try {
            return copy(() -> http(client, uri.get()), out, bytesMax, progress);
        } finally {
            client.shutdownNow();
        }
    }

    /** Opens a source. */
    private interface Opening {
        Source open() throws FetchException, InterruptedException;
    }

    private String copy(Opening opening, OutputStream out, long bytesMax, Progress progress)
            throws FetchException, IOException {
        var digest = sha256();
        try {
            var source = opening.open();
            if (source.length() > bytesMax) {
                source.in().close();
                throw new FetchException("it has " + source.length() + " bytes, and may have " + bytesMax);
            }
            var copied = new DigestOutputStream(out, digest);
            try (var in = source.in()) {
                long got = copy(in, copied, bytesMax, source.length(), progress);
                if (source.length() >= 0 && got != source.length()) {
                    throw new FetchException("only " + got + " of its " + source.length() + " bytes came");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FetchException.CalledOff(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private long copy(InputStream in, OutputStream out, long bytesMax, long total, Progress progress)
            throws FetchException, IOException, InterruptedException {
        var buffer = new byte[BUFFER_BYTES];
        long copied = 0;
        long began = System.nanoTime();
        try (var watch = new StallWatch(in, settings.stallTimeout())) {
            while (true) {
                int got = watch.read(buffer);
                if (got < 0) {
                    return copied;
                }
                copied += got;
                if (copied > bytesMax) {
                    throw new FetchException("it has more than the " + bytesMax + " bytes it may have");
                }
                if (System.nanoTime() - began > settings.timeout().toNanos()) {
                    throw new FetchException("it did not come within " + text(settings.timeout()));
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                out.write(buffer, 0, got);
                progress.at(copied, total);
            }
        }
    }

    /** The source of an HTTP address, wherever servers send; credentials go to none but the first. */
    private Source http(HttpClient client, URI first) throws FetchException, InterruptedException {
        var uri = first;
        for (int redirects = 0; ; redirects++) {
            boolean own = uri.getHost().equals(first.getHost())
                    && uri.getPort() == first.getPort()
                    && uri.getScheme().equals(first.getScheme());
            var response = ask(client, uri, own ? Optional.ofNullable(first.getUserInfo()) : Optional.empty());
            int status = response.statusCode();
            if (status == 200) {
                return new Source(
                        response.body(),
                        response.headers().firstValueAsLong("Content-Length").orElse(-1));
            }
            close(response.body());
            if (!REDIRECTS.contains(status)) {
                throw new FetchException("the server answers " + status);
            }
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

    private HttpResponse<InputStream> ask(HttpClient client, URI uri, Optional<String> user)
            throws FetchException, InterruptedException {
        try {
            var request = HttpRequest.newBuilder(withoutUser(uri)).timeout(settings.stallTimeout());
            user.ifPresent(info -> request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(info.getBytes(StandardCharsets.UTF_8))));
            return client.send(request.GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (HttpTimeoutException e) {
            throw new FetchException("the server did not answer within " + text(settings.stallTimeout()), e);
        } catch (IOException | IllegalArgumentException | URISyntaxException e) {
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

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
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
