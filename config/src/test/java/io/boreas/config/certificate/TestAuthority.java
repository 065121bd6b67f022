package io.boreas.config.certificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority with its own key, whose certificates are files in a folder. They are valid for days. */
public final class TestAuthority {
    /** Nothing that it keeps is a secret. */
    private static final String PASSWORD = "password";

    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private final Path folder;
    private final String name;
    private final Path certificate;

    /** Kinds of keys; all of one certificate's chain may differ. */
    public enum Key {
        EC("-groupname", "secp256r1"),
        RSA("-keysize", "2048");

        private final List<String> options;

        Key(String... options) {
            this.options = List.of(options);
        }
    }

    private TestAuthority(Path folder, String name) {
        this.folder = folder;
        this.name = name;
        this.certificate = folder.resolve(name + ".pem");
    }

    /** A new authority; its files begin with its name. */
    public static TestAuthority in(Path folder, String name, Key kind) {
        var authority = new TestAuthority(folder, name);
        authority.make(name, kind, List.of("-ext", "bc:c", "-ext", "ku:c=keyCertSign"));
        authority.write(authority.certificate, "CERTIFICATE", authority.read(name).certificate);
        return authority;
    }

    /** The file with its own certificate. */
    public Path certificate() {
        return certificate;
    }

    /** A certificate for this machine's loopback address. */
    public TestCertificate issue(String subject, Key kind) {
        return issue(subject, kind, "-ext", "san=ip:127.0.0.1");
    }

    /**
     * A certificate, and its key.
     *
     * @param options of keytool, such as {@code -ext san=dns:a.example}
     */
    public TestCertificate issue(String subject, Key kind, String... options) {
        var all = new ArrayList<>(List.of("-signer", name));
        all.addAll(List.of(options));
        make(subject, kind, all);
        var made = read(subject);
        var issued = new TestCertificate(
                folder.resolve(name + "-" + subject + ".pem"),
                folder.resolve(name + "-" + subject + ".key"),
                certificate);
        write(issued.certificate(), "CERTIFICATE", made.certificate);
        write(issued.key(), "PRIVATE KEY", made.key);
        return issued;
    }

    private record Made(byte[] certificate, byte[] key) {}

    private Path store() {
        return folder.resolve(name + ".p12");
    }

    private void make(String subject, Key kind, List<String> more) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                subject,
                "-dname",
                "CN=" + subject,
                "-keyalg",
                kind.name(),
                "-validity",
                "7",
                "-storetype",
                "PKCS12",
                "-keystore",
                store().toString(),
                "-storepass",
                PASSWORD,
                "-J-XX:TieredStopAtLevel=1"));
        command.addAll(kind.options);
        command.addAll(more);
        var output = folder.resolve(name + "-" + subject + ".out");
        try {
            int code = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("keytool ended with " + code + ": " + Files.readString(output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a certificate was made", e);
        }
    }

    private Made read(String subject) {
        try {
            var store = KeyStore.getInstance(store().toFile(), PASSWORD.toCharArray());
            return new Made(
                    store.getCertificate(subject).getEncoded(),
                    store.getKey(subject, PASSWORD.toCharArray()).getEncoded());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("what keytool made cannot be read", e);
        }
    }

    private void write(Path file, String label, byte[] encoded) {
        try {
            Files.writeString(file, pem(label, encoded));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes as a part of a PEM file. */
    public static String pem(String label, byte[] encoded) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(encoded) + "\n-----END " + label + "-----\n";
    }
}
