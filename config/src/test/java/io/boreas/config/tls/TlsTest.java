package io.boreas.config.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.config.certificate.TestAuthority;
import io.boreas.config.certificate.TestAuthority.Key;
import io.boreas.config.certificate.TestCertificate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that can be used, and every way in which one cannot. */
class TlsTest {
    private static final int ROUNDS_MAX = 100;

    @TempDir
    static Path made;

    private static TestAuthority authority;
    private static TestCertificate rsa;
    private static TestCertificate ec;

    @TempDir
    Path folder;

    @BeforeAll
    static void make() {
        authority = TestAuthority.in(made, "cell", Key.EC);
        rsa = authority.issue("rsa", Key.RSA);
        ec = authority.issue(
                "ec", Key.EC, "-ext", "san=dns:a.example,dns:*.b.example", "-ext", "eku=serverAuth,clientAuth");
    }

    private static Tls load(TestCertificate from) {
        return Tls.load(new TlsSettings(from.certificate(), from.key(), from.authorities()));
    }

    private Path file(String text) throws IOException {
        var file = Files.writeString(folder.resolve("file.pem"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** It says which setting and file. */
    private static AbstractThrowableAssert<?, ?> assertRefused(String setting, Path file, TestCertificate from) {
        return assertThatThrownBy(() -> load(from))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("boreas.tls." + setting + " names " + file + ", wh");
    }

    private static TestCertificate with(TestCertificate from, String setting, Path file) {
        return switch (setting) {
            case "certificate" -> new TestCertificate(file, from.key(), from.authorities());
            case "key" -> new TestCertificate(from.certificate(), file, from.authorities());
            case "authorities" -> from.believing(file);
            default -> throw new IllegalArgumentException(setting);
        };
    }

    @Test
    void endsWithKeysOfDifferentKindsOfOneAuthorityMeet() throws Exception {
        var listening = load(rsa).listening();
        var dialling = load(ec).dialling("127.0.0.1", 1);

        meet(listening, dialling);

        assertThat(dialling.getSession().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(((X509Certificate) listening.getSession().getPeerCertificates()[0])
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=ec");
    }

    @Test
    void whoDialsAsksForTheNameThatItDialled() {
        assertThatThrownBy(() -> meet(load(ec).listening(), load(rsa).dialling("127.0.0.1", 1)))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("127.0.0.1");
    }

    @Test
    void noEndBelievesAnotherAuthorityEvenOfTheSameName() {
        var foreign = TestAuthority.in(folder, "cell", Key.EC).issue("one", Key.EC);
        assertThatThrownBy(() -> meet(load(rsa).listening(), load(foreign).dialling("127.0.0.1", 1)))
                .isInstanceOf(SSLException.class);
        var credulous = foreign.believing(rsa.authorities());
        assertThatThrownBy(() -> meet(load(rsa).listening(), load(credulous).dialling("127.0.0.1", 1)))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("PKIX path");
    }

    @Test
    void textAroundACertificateAndAKeyBesideItAreNoMatter() throws Exception {
        var both = file("subject=me\n" + Files.readString(rsa.certificate()) + Files.readString(rsa.key()));

        assertThat(load(new TestCertificate(both, both, rsa.authorities())).context())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificate", "key", "authorities"})
    void aFileThatIsMissingIsNamed(String setting) {
        var missing = folder.resolve("missing.pem");
        assertRefused(setting, missing, with(rsa, setting, missing)).hasMessageContaining("does not exist: name a");
    }

    @ParameterizedTest
    @CsvSource({
        "certificate, openssl x509 -inform der -in",
        "key, name the file with the key of the certificate in",
        "authorities, openssl x509 -inform der -in"
    })
    void aFileThatIsNotPemIsRefused(String setting, String advice) throws Exception {
        var der = file("\u00300\u0082anything");
        assertRefused(setting, der, with(rsa, setting, der))
                .hasMessageContaining("in PEM, which begins with")
                .hasMessageContaining(advice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificate", "authorities"})
    void aCertificateThatIsCutOffIsRefused(String setting) throws Exception {
        var text = Files.readString(rsa.certificate());
        var cut = file(text.substring(0, 200) + "\n-----END CERTIFICATE-----\n");
        assertRefused(setting, cut, with(rsa, setting, cut)).hasMessageContaining("copy it again");
    }

    @Test
    void aKeyThatIsEncryptedIsRefused() throws Exception {
        var key = file(TestAuthority.pem("ENCRYPTED PRIVATE KEY", "secret".getBytes(UTF_8)));
        assertRefused("key", key, with(rsa, "key", key))
                .hasMessageContaining("is encrypted")
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt -in " + key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY"})
    void aKeyInTheFormOfOldIsRefused(String label) throws Exception {
        var key = file(TestAuthority.pem(label, "secret".getBytes(UTF_8)));
        assertRefused("key", key, with(rsa, "key", key))
                .hasMessageContaining("not in PKCS#8")
                .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt -in " + key);
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() {
        var other = authority.issue("other", Key.RSA);
        for (var key : new Path[] {ec.key(), other.key()}) {
            assertRefused("key", key, with(rsa, "key", key))
                    .hasMessageContaining("does not hold the key of the certificate in " + rsa.certificate())
                    .hasMessageContaining("name the two that were made together");
        }
    }

    @Test
    void aKeyThatIsCutOffIsRefusedAndNotShown() throws Exception {
        var text = Files.readString(rsa.key());
        var key = file(text.substring(0, 200) + "=\n-----END PRIVATE KEY-----\n");
        assertRefused("key", key, with(rsa, "key", key))
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain(text.substring(40, 60)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw----rw-"})
    void aKeyThatEverybodyReadsIsRefused(String permissions) throws Exception {
        var key = file(Files.readString(rsa.key()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));
        assertRefused("key", key, with(rsa, "key", key))
                .hasMessageContaining(permissions)
                .hasMessageContaining("run chmod 600 " + key);
    }

    @Test
    void aCertificateThatIsNotValidNowIsRefused() {
        var expired = authority.issue("expired", Key.EC, "-startdate", "-3d", "-validity", "1");
        assertRefused("certificate", expired.certificate(), expired)
                .hasMessageContaining("was valid until 2")
                .hasMessageContaining("put a new one there");
        var early = authority.issue("early", Key.EC, "-startdate", "+3d");
        assertRefused("certificate", early.certificate(), early).hasMessageContaining("set this machine's clock");
    }

    @Test
    void aCertificateForOneEndAloneIsRefused() {
        var server = authority.issue("server", Key.EC, "-ext", "eku=serverAuth");
        assertRefused("certificate", server.certificate(), server)
                .hasMessageContaining("extendedKeyUsage = serverAuth, clientAuth");
    }

    @Test
    void namesOfACertificateAreOfHostsAndAddresses() {
        var names = CertificateNames.of(certificate(ec));
        assertThat(names.cover("A.example")).isTrue();
        assertThat(names.cover("x.b.example")).isTrue();
        assertThat(names.cover("x.y.b.example")).isFalse();
        assertThat(names.cover("b.example")).isFalse();
        assertThat(names.cover("ec")).isFalse();
        assertThat(names).hasToString("*.b.example, a.example");
        assertThat(CertificateNames.of(certificate(rsa)).cover("127.0.0.1")).isTrue();
        assertThat(CertificateNames.of(
                        new PemFile("", authority.certificate()).certificates().getFirst()))
                .hasToString("no host");
    }

    private static X509Certificate certificate(TestCertificate of) {
        return new PemFile("", of.certificate()).certificates().getFirst();
    }

    /** Lets two ends shake hands, as if there were a wire between them. */
    private static void meet(SSLEngine listening, SSLEngine dialling) throws SSLException {
        var ends = new SSLEngine[] {listening, dialling};
        int size = dialling.getSession().getPacketBufferSize() * 4;
        var sent = new ByteBuffer[] {ByteBuffer.allocate(size), ByteBuffer.allocate(size)};
        var nothing = ByteBuffer.allocate(0);
        var heard = ByteBuffer.allocate(size);
        dialling.beginHandshake();
        for (int round = 0; round < ROUNDS_MAX; round++) {
            int self = round % 2;
            var end = ends[self];
            for (var task = end.getDelegatedTask(); task != null; task = end.getDelegatedTask()) {
                task.run();
            }
            if (end.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                end.wrap(nothing, sent[self]);
            } else {
                var wire = sent[1 - self].flip();
                if (wire.hasRemaining()) {
                    end.unwrap(wire, heard);
                }
                wire.compact();
            }
            if (round > 1
                    && listening.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                    && dialling.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
                return;
            }
        }
        throw new AssertionError("not shaken after " + ROUNDS_MAX + " rounds");
    }
}
