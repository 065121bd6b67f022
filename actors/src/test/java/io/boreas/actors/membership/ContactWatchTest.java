package io.boreas.actors.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.stage.PortPairs;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a connection tells of the process at its other end, on real sockets. */
class ContactWatchTest {
    private final BlockingQueue<Contact> heard = new LinkedBlockingQueue<>();

    private Contact next() throws InterruptedException {
        var contact = heard.poll(10, TimeUnit.SECONDS);
        assertThat(contact).as("nothing was heard").isNotNull();
        return contact;
    }

    @Test
    void aProcessThatEndsIsGoneAndOneThatComesBackIsThere() throws Exception {
        int port;
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
        }
        try (var watch = ContactWatch.start("127.0.0.1:" + (port - 1), heard::add)) {
            assertThat(next()).isEqualTo(Contact.GONE);
            for (int life = 0; life < 2; life++) {
                try (var server = new ServerSocket(port, 5, InetAddress.getLoopbackAddress());
                        Socket accepted = server.accept()) {
                    assertThat(accepted.isConnected()).isTrue();
                    assertThat(next()).isEqualTo(Contact.THERE);
                }
                assertThat(next()).isEqualTo(Contact.GONE);
            }
        }
    }

    @Test
    void aMasterHoldsTheConnectionsOfWhoeverWatchesIt() throws Exception {
        int clusterPort = PortPairs.free();
        var server = ContactServer.open("127.0.0.1", clusterPort);
        try (var watch = ContactWatch.start("127.0.0.1:" + clusterPort, heard::add);
                var another = ContactWatch.start("127.0.0.1:" + clusterPort, heard::add)) {
            assertThat(next()).isEqualTo(Contact.THERE);
            assertThat(next()).isEqualTo(Contact.THERE);
            server.close();
            assertThat(next()).isEqualTo(Contact.GONE);
            assertThat(next()).isEqualTo(Contact.GONE);
        }
    }

    @Test
    void aConnectionThatBreaksIsMadeAgainWithoutAWord() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var watch = ContactWatch.start("127.0.0.1:" + (server.getLocalPort() - 1), heard::add)) {
            server.accept().close();
            try (Socket again = server.accept()) {
                assertThat(next()).isEqualTo(Contact.THERE);
                assertThat(again.isConnected()).isTrue();
                assertThat(heard).isEmpty();
            }
        }
    }
}
