package io.boreas.actors.guardian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.actors.stage.NumberedCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The end of a master. */
class MasterStopTest {
    @Test
    void aMasterStopsWithinSecondsAndLeavesItsPort() throws IOException {
        var master = MasterStage.start(new NumberedCodec(), Map.of());
        MasterStage.awaitReady(master);
        int port = master.cell().info().linkPort();
        long start = System.nanoTime();

        master.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        assertThat(master.system().getWhenTerminated().toCompletableFuture()).isCompleted();
        try (var free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(free.isBound()).isTrue();
        }
    }

    @Test
    void aMasterThatCannotBindDoesNotStart() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = "" + taken.getLocalPort();

            assertThatThrownBy(() -> MasterStage.start(new NumberedCodec(), Map.of("boreas.link.port", port)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("boreas.link.port");
        }
    }
}
