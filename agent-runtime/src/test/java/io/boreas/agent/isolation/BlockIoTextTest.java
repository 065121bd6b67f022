package io.boreas.agent.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.agent.gateway.BlockIo;
import io.boreas.agent.gateway.BlockIo.Device;
import io.boreas.agent.gateway.BlockIo.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BlockIoTextTest {
    private static final String SERVICED = """
            8:0 Read 1
            8:0 Write 2
            8:0 Sync 3
            8:0 Async 0
            8:0 Discard 4
            8:0 Total 7
            7:1 Read 5
            7:1 Total 5
            Total 12
            """;

    private static Device device(long major, long minor, Map<Kind, Long> operations, Map<Kind, Long> bytes) {
        return new Device(major, minor, new TreeMap<>(operations), new TreeMap<>(bytes));
    }

    @Test
    void versionOneHasALineForEachKind() {
        var io = BlockIoText.separate(SERVICED, "8:0 Write 4096\n8:0 Total 4096\nTotal 4096\n");

        assertThat(io)
                .isEqualTo(new BlockIo(
                        List.of(
                                device(
                                        8,
                                        0,
                                        Map.of(
                                                Kind.READ,
                                                1L,
                                                Kind.WRITE,
                                                2L,
                                                Kind.SYNC,
                                                3L,
                                                Kind.ASYNC,
                                                0L,
                                                Kind.DISCARD,
                                                4L,
                                                Kind.TOTAL,
                                                7L),
                                        Map.of(Kind.WRITE, 4_096L, Kind.TOTAL, 4_096L)),
                                device(7, 1, Map.of(Kind.READ, 5L, Kind.TOTAL, 5L), Map.of())),
                        12,
                        4_096));
    }

    @Test
    void versionTwoHasALineForEachDevice() {
        var io = BlockIoText.unified("8:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=5 dios=3 cost.usage=9\n");

        assertThat(io)
                .isEqualTo(new BlockIo(
                        List.of(device(
                                8,
                                0,
                                Map.of(Kind.READ, 1L, Kind.WRITE, 2L, Kind.DISCARD, 3L, Kind.TOTAL, 6L),
                                Map.of(Kind.READ, 10L, Kind.WRITE, 20L, Kind.DISCARD, 5L, Kind.TOTAL, 35L))),
                        6,
                        35));
    }

    @Test
    void aDeviceOfWhichNothingIsSaidIsNone() {
        var io = BlockIoText.unified("7:0 8:16 rbytes=10 rios=1\n254:0\n");

        assertThat(io.devices()).singleElement().satisfies(device -> assertThat(device.minor())
                .isEqualTo(16));
    }

    @Test
    void whatIsNotKnownIsPassedOver() {
        assertThat(BlockIoText.separate("8:0 Frobnicate 9\n8:0 Read x\nfoo\n\n8:0 Read 1\nTotal 1\n", "")
                        .devices())
                .containsExactly(device(8, 0, Map.of(Kind.READ, 1L), Map.of()));
        assertThat(BlockIoText.unified("some words rbytes= =5 8:0 rbytes=99999999999999999999 rios=2 wait=3"))
                .isEqualTo(new BlockIo(List.of(device(8, 0, Map.of(Kind.READ, 2L, Kind.TOTAL, 2L), Map.of())), 2, 0));
        assertThat(BlockIoText.unified("")).isEqualTo(new BlockIo(List.of(), 0, 0));
    }

    @Test
    void moreDevicesThanAreToldOfCountAllTheSame() {
        var one = new StringBuilder();
        var two = new StringBuilder();
        for (int minor = 0; minor < 1_000; minor++) {
            one.append("8:").append(minor).append(" Total 2\n");
            two.append("8:").append(minor).append(" rbytes=2 rios=1\n");
        }

        for (var io : List.of(
                BlockIoText.separate(one.toString(), one.toString()),
                BlockIoText.separate(one + "Total 2000\n", one + "Total 2000\n"),
                BlockIoText.unified(two.toString()))) {
            assertThat(io.devices()).hasSize(BlockIo.DEVICES_MAX);
            assertThat(io.bytes()).isEqualTo(2_000);
        }
    }

    @Test
    void tasksAreAddedUpByDevice() {
        var some = BlockIoText.unified("8:0 rbytes=10 rios=1");
        var more = BlockIoText.unified("8:0 wbytes=5 wios=2 8:16 rbytes=1 rios=1");

        assertThat(some.plus(more))
                .isEqualTo(new BlockIo(
                        List.of(
                                device(
                                        8,
                                        0,
                                        Map.of(Kind.READ, 1L, Kind.WRITE, 2L, Kind.TOTAL, 3L),
                                        Map.of(Kind.READ, 10L, Kind.WRITE, 5L, Kind.TOTAL, 15L)),
                                device(
                                        8,
                                        16,
                                        Map.of(Kind.READ, 1L, Kind.TOTAL, 1L),
                                        Map.of(Kind.READ, 1L, Kind.TOTAL, 1L))),
                        4,
                        16));
    }
}
