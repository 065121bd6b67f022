package io.boreas.config.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Certificates or a key in a file of text, which a setting names. Whatever is wrong with it is an {@link IllegalArgumentException} that
 * says which setting and file, what, and what to do; it never says what is in a file with a key. Source: RFC 7468.
 */
record PemFile(String setting, Path file) {
    private static final int BYTES_MAX = 1 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----", Pattern.DOTALL);

    /** What stands between a BEGIN and its END. */
    private record Block(String label, String text) {}

    /** All that are in it, at least one, in their order. */
    List<X509Certificate> certificates() {
        var certificates = new ArrayList<X509Certificate>();
        for (var block : blocks()) {
            if (block.label.equals("CERTIFICATE")) {
                certificates.add(certificate(block));
            }
        }
        if (certificates.isEmpty()) {
            throw bad("has no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----: if it is one in DER,"
                    + " openssl x509 -inform der -in " + file + " makes one in PEM of it");
        }
        return certificates;
    }

    /**
     * The key in it.
     *
     * @param other the public half, which it has to fit
     * @param certificate where that is from
     */
    PrivateKey key(PublicKey other, Path certificate) {
        requirePrivate();
        var labels = new ArrayList<String>();
        for (var block : blocks()) {
            if (block.label.equals("PRIVATE KEY")) {
                return fitting(bytes(block), other, certificate);
            }
            labels.add(block.label);
        }
        if (labels.contains("ENCRYPTED PRIVATE KEY")) {
            throw bad(
                    "has a key that is encrypted, and nobody is there to say its password: openssl pkcs8 -topk8 -nocrypt"
                            + " -in " + file + " makes one that is not; run chmod 600 on it");
        }
        if (labels.stream().anyMatch(label -> label.endsWith("PRIVATE KEY"))) {
            throw bad(
                    "has a key, but not in PKCS#8, which begins with -----BEGIN PRIVATE KEY-----: openssl pkcs8 -topk8"
                            + " -nocrypt -in " + file + " makes such a one of it; run chmod 600 on it");
        }
        throw bad(
                "has no private key in PEM, which begins with -----BEGIN PRIVATE KEY-----: name the file with the key of the"
                        + " certificate in " + certificate);
    }

    private PrivateKey fitting(byte[] encoded, PublicKey other, Path certificate) {
        try {
            var key = KeyFactory.getInstance(other.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            requirePair(key, other);
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    named() + ", which does not hold the key of the certificate in " + certificate + ", a key of "
                            + other.getAlgorithm() + ": name the two that were made together",
                    e);
        }
    }

    private static void requirePair(PrivateKey key, PublicKey other) throws GeneralSecurityException {
        var signature = Signature.getInstance(
                switch (other.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> other.getAlgorithm();
                });
        var said = "anything".getBytes(StandardCharsets.US_ASCII);
        signature.initSign(key);
        signature.update(said);
        var signed = signature.sign();
        signature.initVerify(other);
        signature.update(said);
        if (!signature.verify(signed)) {
            throw new SignatureException("what the key signs is not what the certificate verifies");
        }
    }

    private X509Certificate certificate(Block block) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes(block)));
        } catch (CertificateException e) {
            throw new IllegalArgumentException(
                    named() + ", which has a certificate that cannot be read: " + e.getMessage()
                            + "; it may be cut off: copy it again",
                    e);
        }
    }

    private byte[] bytes(Block block) {
        try {
            return Base64.getMimeDecoder().decode(block.text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    named() + ", which between BEGIN and END of " + block.label
                            + " has no Base64; it may be cut off: copy it again",
                    e);
        }
    }

    private List<Block> blocks() {
        var found = BLOCK.matcher(text());
        var blocks = new ArrayList<Block>();
        while (found.find()) {
            blocks.add(new Block(found.group(1), found.group(2)));
        }
        return blocks;
    }

    /** Any bytes are a text in this encoding: a file in DER is one without a BEGIN. */
    private String text() {
        try (var in = Files.newInputStream(file)) {
            var bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw bad("has more than " + BYTES_MAX + " bytes: name a PEM file");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Secrets that everybody can read are none. */
    private void requirePrivate() {
        try {
            var permissions = Files.getPosixFilePermissions(file);
            var others = EnumSet.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
            others.retainAll(permissions);
            if (!others.isEmpty()) {
                throw bad("everybody on this machine may read or change (" + PosixFilePermissions.toString(permissions)
                        + "): it holds a secret, so run chmod 600 " + file);
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private IllegalArgumentException unreadable(IOException why) {
        return new IllegalArgumentException(
                named()
                        + (why instanceof NoSuchFileException
                                ? ", which does not exist: name a PEM file"
                                : ", which cannot be read: " + why + "; name a PEM file that this user may read"),
                why);
    }

    private IllegalArgumentException bad(String what) {
        return new IllegalArgumentException(named() + ", which " + what);
    }

    String named() {
        return setting + " names " + file;
    }
}
