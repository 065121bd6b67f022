package io.boreas.actors.guardian;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.stage.NumberedCodec;
import io.boreas.actors.stage.PortPairs;
import io.boreas.config.certificate.TestAuthority;
import io.boreas.config.certificate.TestAuthority.Key;
import io.boreas.config.certificate.TestCertificate;
import io.boreas.config.tls.Tls;
import io.boreas.config.tls.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who knocks at the port on which a master with a certificate hears the others. */
class MasterTlsTest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int PAUSE_MILLIS = 500;

    @TempDir
    Path folder;

    private final int port = PortPairs.free();

    @Test
    void whoHasNoCertificateOfAMasterIsHungUpOn() throws IOException {
        var authority = TestAuthority.in(folder, "cell", Key.EC);
        var own = authority.issue("master", Key.RSA);
        var agent = authority.issue("agent", Key.EC, "-ext", "san=dns:agent.example");
        var foreign = TestAuthority.in(folder, "foreign", Key.EC)
                .issue("master", Key.EC)
                .believing(authority.certificate());
        var settings = new HashMap<>(own.settings());
        settings.put("boreas.cluster.port", Integer.toString(port));
        settings.put("boreas.cluster.masters", "127.0.0.1:" + port);
        try (var master = MasterStage.start(new NumberedCodec(), settings)) {
            assertThat(isHungUpOn(own, PAUSE_MILLIS)).isFalse();
            assertThat(isHungUpOn(agent, PATIENCE_MILLIS)).isTrue();
            assertThat(isHungUpOn(foreign, PATIENCE_MILLIS)).isTrue();
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write("AKKA\u0001 and more".getBytes(StandardCharsets.US_ASCII));
                assertThat(isHungUpOn(socket, PATIENCE_MILLIS)).isTrue();
            }
            assertThat(isHungUpOn(own, PAUSE_MILLIS)).isFalse();
            MasterStage.awaitReady(master);
        }
    }

    private boolean isHungUpOn(TestCertificate shown, int withinMillis) throws IOException {
        var context = Tls.load(new TlsSettings(shown.certificate(), shown.key(), shown.authorities()))
                .context();
        try (var socket = context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            return isHungUpOn(socket, withinMillis);
        }
    }

    private static boolean isHungUpOn(Socket socket, int withinMillis) throws IOException {
        socket.setSoTimeout(withinMillis);
        try {
            socket.getInputStream().readAllBytes(); // in the clear there may be an alert
            return true;
        } catch (SocketTimeoutException stillThere) {
            return false;
        } catch (IOException refused) {
            return true;
        }
    }
}
