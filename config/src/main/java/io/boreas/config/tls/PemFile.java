package io.boreas.config.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Certificates and keys in files of text. Source: RFC 7468. */
final class PemFile {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final long BYTES_MAX = 1 << 20;

    private PemFile() {}

    /** All of the file, at least one. */
    static List<X509Certificate> certificates(Path file) throws IOException, GeneralSecurityException {
        requireShort(file);
        try (var in = Files.newInputStream(file)) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (certificates.isEmpty()) {
                throw new CertificateException("it is empty");
            }
            return certificates;
        }
    }

    /** The first key of the file, which has to be the other half of the public one. */
    static PrivateKey key(Path file, PublicKey kind) throws IOException, GeneralSecurityException {
        requireShort(file);
        var text = Files.readString(file, StandardCharsets.US_ASCII);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new GeneralSecurityException(
                    "it has no \"" + BEGIN
                            + "\": a key is in PKCS#8 and not encrypted; openssl pkcs8 -topk8 -nocrypt makes such a one of another");
        }
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("what it has between BEGIN and END is not Base64", e);
        }
        var key = KeyFactory.getInstance(kind.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(bytes));
        requirePair(key, kind);
        return key;
    }

    private static void requirePair(PrivateKey key, PublicKey other) throws GeneralSecurityException {
        var signature = Signature.getInstance(
                switch (other.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> other.getAlgorithm();
                });
        var said = BEGIN.getBytes(StandardCharsets.US_ASCII);
        signature.initSign(key);
        signature.update(said);
        var signed = signature.sign();
        signature.initVerify(other);
        signature.update(said);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("it is another certificate's");
        }
    }

    /** Secrets that others can read are none. */
    static void requirePrivate(String setting, Path file) {
        try {
            var permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.GROUP_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_READ)) {
                throw new IllegalArgumentException(
                        setting + " names " + file + ", which others can read: chmod 600 " + file);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + " names " + file + ", which cannot be read: " + e, e);
        }
    }

    private static void requireShort(Path file) throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            throw new IOException("it is longer than " + BYTES_MAX + " bytes");
        }
    }
}
