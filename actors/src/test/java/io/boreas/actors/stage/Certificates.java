package io.boreas.actors.stage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** An authority and what it has signed, as files in PEM; made by the JDK's own {@code keytool}. */
public final class Certificates {
    private static final String PASSWORD = "a-password-for-a-test";

    private final Path folder;
    private final String name;

    private Certificates(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** A new authority, whose files are in this folder. */
    public static Certificates authority(Path folder, String name) throws IOException, InterruptedException {
        var authority = new Certificates(folder, name);
        keytool(
                authority.store(name),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "bc:c");
        authority.export(name, authority.store(name));
        return authority;
    }

    /** The authority's own certificate. */
    public Path certificate() {
        return certificate(name);
    }

    /** Makes a key, and a certificate for it that this authority has signed: {@code of.key} and {@code of.crt}. */
    public void sign(String of) throws IOException, InterruptedException, GeneralSecurityException {
        var request = folder.resolve(of + ".csr").toString();
        keytool(store(of), "-genkeypair", "-alias", of, "-keyalg", "EC", "-dname", "CN=" + of);
        keytool(store(of), "-certreq", "-alias", of, "-file", request);
        keytool(
                store(name),
                "-gencert",
                "-alias",
                name,
                "-ext",
                "san=ip:127.0.0.1",
                "-rfc",
                "-infile",
                request,
                "-outfile",
                certificate(of).toString());
        var keys = KeyStore.getInstance(store(of).toFile(), PASSWORD.toCharArray());
        var key = keys.getKey(of, PASSWORD.toCharArray()).getEncoded();
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
        Files.writeString(
                key(of),
                "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n",
                StandardCharsets.US_ASCII);
    }

    public Path key(String of) {
        return folder.resolve(of + ".key");
    }

    public Path certificate(String of) {
        return folder.resolve(of + ".crt");
    }

    private Path store(String of) {
        return folder.resolve(of + ".p12");
    }

    private void export(String of, Path store) throws IOException, InterruptedException {
        keytool(
                store,
                "-exportcert",
                "-alias",
                of,
                "-rfc",
                "-file",
                certificate(of).toString());
    }

    private static void keytool(Path store, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + output);
        }
    }
}
