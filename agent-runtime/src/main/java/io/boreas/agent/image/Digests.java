package io.boreas.agent.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Digests of contents: {@code sha256:} and 64 hexadecimal digits. */
final class Digests {
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final String ALGORITHM = "sha256:";

    private Digests() {}

    static boolean isDigest(String text) {
        return DIGEST.matcher(text).matches();
    }

    /** The hexadecimal digits. */
    static String hex(String digest) {
        return digest.substring(ALGORITHM.length());
    }

    static String of(byte[] bytes) {
        return text(sha256().digest(bytes));
    }

    /** The digest of all that was written to a stream of {@link #written}. */
    static String of(DigestOutputStream written) {
        return text(written.getMessageDigest().digest());
    }

    /** What is written to it is counted. */
    static DigestOutputStream written(OutputStream out) {
        return new DigestOutputStream(out, sha256());
    }

    private static String text(byte[] digest) {
        return ALGORITHM + HexFormat.of().formatHex(digest);
    }

    /** What was read of it is counted. */
    static Checked checked(InputStream in) {
        return new Checked(in, sha256());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    /** A stream whose content has a digest. */
    static final class Checked extends DigestInputStream {
        private Checked(InputStream in, MessageDigest digest) {
            super(in, digest);
        }

        /** Reads to the end, which must come now with this digest. */
        void expect(String digest, String what) throws ImageException, IOException {
            transferTo(OutputStream.nullOutputStream());
            var is = text(getMessageDigest().digest());
            if (!is.equals(digest)) {
                throw new ImageException(what + " is not what it is to be: its digest is " + is + ", not " + digest);
            }
        }
    }
}
