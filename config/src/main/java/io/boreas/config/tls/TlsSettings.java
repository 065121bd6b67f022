package io.boreas.config.tls;

import io.boreas.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code boreas.tls}.
 *
 * @param certificate PEM file: this machine's certificate, and after it those between it and an authority
 * @param key PEM file: its private key, in PKCS#8
 * @param authorities PEM file: whose certificates are believed
 */
public record TlsSettings(Path certificate, Path key, Path authorities) {
    /**
     * What is set; empty for no TLS.
     *
     * @throws IllegalArgumentException if some of it is set and some is not
     */
    public static Optional<TlsSettings> from(Settings settings) {
        var certificate = settings.text("certificate");
        var key = settings.text("key");
        var authorities = settings.text("authorities");
        long set = List.of(certificate, key, authorities).stream()
                .filter(name -> !name.isEmpty())
                .count();
        if (set == 0) {
            return Optional.empty();
        }
        if (set < 3) {
            throw new IllegalArgumentException(
                    "boreas.tls needs all of certificate, key and authorities, or none; it has certificate \""
                            + certificate + "\", key \"" + key + "\", authorities \"" + authorities + "\"");
        }
        return Optional.of(new TlsSettings(Path.of(certificate), Path.of(key), Path.of(authorities)));
    }
}
