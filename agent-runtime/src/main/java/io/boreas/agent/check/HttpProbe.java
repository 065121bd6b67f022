package io.boreas.agent.check;

import io.boreas.core.check.Finding;
import io.boreas.core.check.Probe;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Asks over HTTP. Each probe has a connection of its own, as with curl: one kept open would occupy a server that serves one
 * after the other.
 */
final class HttpProbe {
    private static final int BODY_BYTES_MAX = 16 * 1024;
    private static final int SHOWN_MAX = 100;
    private static final int CODE_LEAST = 200;
    private static final int CODE_MOST = 399;

    private final Executor threads;
    private final SSLContext trusting;

    HttpProbe(Executor threads) {
        this.threads = threads;
        this.trusting = trusting();
    }

    static String loopback(boolean ipv6) {
        return ipv6 ? "::1" : "127.0.0.1";
    }

    /** Asks once; it ends when the thread is interrupted. */
    Finding get(Probe.Http probe) throws IOException, InterruptedException {
        var host = probe.ipv6() ? "[" + loopback(true) + "]" : loopback(false);
        URI uri;
        try {
            uri = URI.create((probe.tls() ? "https://" : "http://") + host + ":" + probe.port() + probe.path());
        } catch (IllegalArgumentException e) {
            return Finding.none("There is no path " + probe.path());
        }
        var client = client(HttpClient.Redirect.ALWAYS);
        try {
            var response =
                    client.send(HttpRequest.newBuilder(uri).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            try (var body = response.body()) {
                return judge(
                        probe,
                        response.statusCode(),
                        probe.body().isEmpty()
                                ? ""
                                : new String(body.readNBytes(BODY_BYTES_MAX), StandardCharsets.UTF_8));
            }
        } finally {
            client.shutdownNow();
        }
    }

    /** Whether somebody takes an empty POST, at the loopback address; what is said is not looked at, and nowhere else is asked. */
    boolean post(int port, String path) throws IOException, InterruptedException {
        URI uri;
        try {
            uri = URI.create("http://" + loopback(false) + ":" + port + path);
        } catch (IllegalArgumentException noPath) {
            return false;
        }
        var client = client(HttpClient.Redirect.NEVER);
        try {
            var request = HttpRequest.newBuilder(uri)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            int code =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return code >= CODE_LEAST && code <= CODE_MOST;
        } finally {
            client.shutdownNow();
        }
    }

    private HttpClient client(HttpClient.Redirect redirect) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .proxy(HttpClient.Builder.NO_PROXY)
                .followRedirects(redirect)
                .sslContext(trusting)
                .executor(threads)
                .build();
    }

    private static Finding judge(Probe.Http probe, int code, String said) {
        boolean good = probe.code() == 0 ? code >= CODE_LEAST && code <= CODE_MOST : code == probe.code();
        if (!good) {
            return Finding.bad(
                    code,
                    probe.code() == 0
                            ? "Unexpected HTTP response code: " + code
                            : "Response code differs from expected response (expected " + probe.code() + ", got " + code
                                    + ")");
        }
        if (!probe.body().isEmpty() && !plain(said).equals(plain(probe.body()))) {
            var shown = plain(said);
            return Finding.bad(
                    code,
                    "Response differs from expected response (expected \"" + probe.body() + "\", got \""
                            + (shown.length() > SHOWN_MAX ? shown.substring(0, SHOWN_MAX) + "…" : shown) + "\")");
        }
        return Finding.good(code);
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    /** It is the task that is asked, at the loopback address: who else could answer holds its port. Source: Mesos, {@code curl -k}. */
    private static SSLContext trusting() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
