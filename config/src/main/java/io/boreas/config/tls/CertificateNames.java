package io.boreas.config.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The hosts that a certificate is for, as its subject's alternative names say; its subject itself does not count. Source: RFC 5280,
 * 4.2.1.6; RFC 6125.
 */
public final class CertificateNames {
    private static final int DNS = 2;
    private static final int IP = 7;

    private final Set<String> names;

    private CertificateNames(Set<String> names) {
        this.names = names;
    }

    /** @throws IllegalArgumentException if the certificate does not say them rightly */
    public static CertificateNames of(X509Certificate certificate) {
        try {
            var names = new TreeSet<String>();
            var all = certificate.getSubjectAlternativeNames();
            for (List<?> name : all == null ? List.<List<?>>of() : all) {
                int kind = (Integer) name.getFirst();
                if ((kind == DNS || kind == IP) && name.get(1) instanceof String text) {
                    names.add(text.toLowerCase(Locale.ROOT));
                }
            }
            return new CertificateNames(names);
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("its names cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether it is for this name or address; {@code *.} stands for one part of a name. */
    public boolean cover(String host) {
        var lower = host.toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        return names.contains(lower) || dot > 0 && names.contains("*" + lower.substring(dot));
    }

    /** The names, for people. */
    @Override
    public String toString() {
        return names.isEmpty() ? "no host" : String.join(", ", names);
    }
}
