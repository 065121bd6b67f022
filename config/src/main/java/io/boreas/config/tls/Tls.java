package io.boreas.config.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;

/** Ends of TLS connections, with one certificate and one set of authorities. Immutable. */
public final class Tls {
    private static final String PROTOCOL = "TLSv1.3";
    private static final char[] NO_PASSWORD = new char[0];

    private final SSLContext context;

    private Tls(SSLContext context) {
        this.context = context;
    }

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException if one of them cannot be read or used, or the key is not the certificate's; says which, and why
     */
    public static Tls load(TlsSettings settings) {
        var chain = certificates("boreas.tls.certificate", settings.certificate());
        PemFile.requirePrivate("boreas.tls.key", settings.key());
        try {
            var key = PemFile.key(settings.key(), chain.getFirst().getPublicKey());
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(null, NO_PASSWORD);
            keys.setKeyEntry("self", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
            var mine = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            mine.init(keys, NO_PASSWORD);
            var context = SSLContext.getInstance(PROTOCOL);
            context.init(mine.getKeyManagers(), trusted(settings.authorities()).getTrustManagers(), null);
            return new Tls(context);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "boreas.tls.key names " + settings.key() + ", which cannot be used with the certificate in "
                            + settings.certificate() + ": " + e.getMessage(),
                    e);
        }
    }

    private static TrustManagerFactory trusted(Path authorities) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        int number = 0;
        for (var authority : certificates("boreas.tls.authorities", authorities)) {
            store.setCertificateEntry("authority-" + number++, authority);
        }
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        return trusted;
    }

    private static List<X509Certificate> certificates(String setting, Path file) {
        try {
            return PemFile.certificates(file);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    setting + " names " + file + ", which holds no certificates in PEM that can be read: "
                            + e.getMessage(),
                    e);
        }
    }

    /** For doors whose clients show who they are in other ways, and for clients of such doors. */
    public SSLContext context() {
        return context;
    }

    /** The end of whoever listens; the other one has to show a certificate. */
    public SSLEngine listening() {
        var engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(true);
        return engine;
    }

    /** The end of whoever dials; the other's certificate has to be for this host. */
    public SSLEngine dialling(String host, int port) {
        var engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }
}
