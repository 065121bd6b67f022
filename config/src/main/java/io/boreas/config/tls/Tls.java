package io.boreas.config.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;

/** Ends of TLS connections, with one certificate and one set of authorities. Immutable. */
public final class Tls {
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final char[] NO_PASSWORD = new char[0];

    /** What a certificate that says what it is for has to be for. Source: RFC 5280, 4.2.1.12. */
    private static final Map<String, String> USES =
            Map.of("1.3.6.1.5.5.7.3.1", "serverAuth", "1.3.6.1.5.5.7.3.2", "clientAuth");

    private static final String ANY_USE = "2.5.29.37.0";

    private final SSLContext context;

    private Tls(SSLContext context) {
        this.context = context;
    }

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException if one of them cannot be read or used, the key is not the certificate's, or that is not valid now;
     *     says which file, why, and what to do
     */
    public static Tls load(TlsSettings settings) {
        var certificate = new PemFile("boreas.tls.certificate", settings.certificate());
        var chain = certificate.certificates();
        requireUsable(chain.getFirst(), certificate);
        var key = new PemFile("boreas.tls.key", settings.key())
                .key(chain.getFirst().getPublicKey(), settings.certificate());
        var authorities = new PemFile("boreas.tls.authorities", settings.authorities()).certificates();
        try {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(null, NO_PASSWORD);
            keys.setKeyEntry("self", key, NO_PASSWORD, chain.toArray(Certificate[]::new));
            var mine = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            mine.init(keys, NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(mine.getKeyManagers(), believed(authorities).getTrustManagers(), null);
            return new Tls(context);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    "boreas.tls cannot be used with the certificates in " + settings.certificate() + " and "
                            + settings.authorities() + ": " + e.getMessage(),
                    e);
        }
    }

    private static TrustManagerFactory believed(List<X509Certificate> authorities)
            throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        int number = 0;
        for (var authority : authorities) {
            store.setCertificateEntry("authority-" + number++, authority);
        }
        var believed = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        believed.init(store);
        return believed;
    }

    /** What every other end would refuse is refused here, where somebody reads why. */
    private static void requireUsable(X509Certificate certificate, PemFile from) {
        try {
            certificate.checkValidity();
            var uses = certificate.getExtendedKeyUsage();
            if (uses != null && !uses.contains(ANY_USE) && !uses.containsAll(USES.keySet())) {
                throw new IllegalArgumentException(
                        from.named() + ", whose certificate is not for both ends of a connection: have one made with"
                                + " extendedKeyUsage = serverAuth, clientAuth, or without that extension");
            }
        } catch (CertificateExpiredException e) {
            throw new IllegalArgumentException(
                    from.named() + ", whose certificate was valid until "
                            + certificate.getNotAfter().toInstant() + ": put a new one there",
                    e);
        } catch (CertificateNotYetValidException e) {
            throw new IllegalArgumentException(
                    from.named() + ", whose certificate is valid from "
                            + certificate.getNotBefore().toInstant()
                            + " only: set this machine's clock, or have a new one made",
                    e);
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException(
                    from.named() + ", whose certificate does not say rightly what it is for: " + e.getMessage()
                            + "; have a new one made",
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
        engine.setEnabledProtocols(PROTOCOLS);
        return engine;
    }

    /** The end of whoever dials; the other's certificate has to be for this host. */
    public SSLEngine dialling(String host, int port) {
        var engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(PROTOCOLS);
        var parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }
}
