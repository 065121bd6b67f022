package io.boreas.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates a client believes. */
final class Authorities {
    private Authorities() {}

    /**
     * Those in a file, and nobody else.
     *
     * @param file certificates in PEM
     * @throws CliException if it cannot be read, or holds none
     */
    static SSLContext believed(Path file) {
        try (var in = Files.newInputStream(file)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
            if (store.size() == 0) {
                throw new CliException(Exit.INVALID_PARAMETER, "--authorities: " + file + " holds no certificate");
            }
            var believed = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            believed.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, believed.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new CliException(
                    Exit.INVALID_PARAMETER,
                    "--authorities: " + file + " is no PEM file that can be read: " + e.getMessage());
        }
    }
}
