package io.boreas.agent.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose word on certificates of registries is believed. */
final class Authorities {
    private Authorities() {}

    /**
     * The end of connections that believes those in a file and nobody else.
     *
     * @param file certificates in PEM
     */
    static SSLContext believed(Path file) throws ImageException {
        try (var in = Files.newInputStream(file)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry(Integer.toString(store.size()), certificate);
            }
            if (store.size() == 0) {
                throw new ImageException(
                        "boreas.agent.images.authorities names " + file + ", which has no certificate");
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new ImageException(
                    "boreas.agent.images.authorities names " + file + ", which cannot be used: " + e.getMessage(), e);
        }
    }
}
