package io.boreas.config.certificate;

import java.nio.file.Path;
import java.util.Map;

/**
 * PEM files for one end of connections.
 *
 * @param authorities whom it believes
 */
public record TestCertificate(Path certificate, Path key, Path authorities) {
    /** The same end, believing others. */
    public TestCertificate believing(Path others) {
        return new TestCertificate(certificate, key, others);
    }

    /** What a process is told to use it, by full keys. */
    public Map<String, String> settings() {
        return Map.of(
                "boreas.tls.certificate",
                certificate.toString(),
                "boreas.tls.key",
                key.toString(),
                "boreas.tls.authorities",
                authorities.toString());
    }
}
