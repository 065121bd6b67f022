package io.boreas.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.boreas.core.gen.Gen;
import io.boreas.core.machine.GroupKind;
import io.boreas.core.machine.GroupSnapshot;
import io.boreas.persistence.proto.GroupJournal;
import io.boreas.persistence.proto.Link;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written by hand is what the .proto files say: classes made from them read it all, and write the same bytes. */
final class GeneratedClassesTest {
    private static final GroupCodec CODEC = new GroupCodec();

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void generatedClassesReadBatchesAndWriteTheSameBytes(long seed) throws Exception {
        var gen = EventGen.seeded(seed);
        assertIsTheSame(CODEC.encode(gen.agentBatch()), GroupJournal.Batch.parser());
        assertIsTheSame(CODEC.encode(gen.jobBatch()), GroupJournal.Batch.parser());
        assertIsTheSame(CODEC.encode(gen.registryBatch()), GroupJournal.Batch.parser());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void generatedClassesReadSnapshotsAndWriteTheSameBytes(long seed) throws Exception {
        var gen = new StateGen(Gen.seeded(seed));
        assertIsTheSame(CODEC.encode(gen.agents()), GroupJournal.Snapshot.parser());
        assertIsTheSame(CODEC.encode(gen.jobs()), GroupJournal.Snapshot.parser());
        // Commands, field 7, are written last: generated classes would write a later field behind them.
        var registries =
                new GroupSnapshot<>(GroupKind.REGISTRY, gen.registries().aggregates(), List.of());
        assertIsTheSame(CODEC.encode(registries), GroupJournal.Snapshot.parser());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void generatedClassesReadFramesAndWriteTheSameBytes(long seed) throws Exception {
        var link = new ProtobufLinkCodec();
        for (var maker : EventGen.inOrder(new LinkGen(Gen.seeded(seed)).messages)) {
            assertIsTheSame(link.encode(maker.get()), Link.Frame.parser());
        }
    }

    private static void assertIsTheSame(byte[] written, Parser<? extends Message> parser) throws Exception {
        var message = parser.parseFrom(written);
        assertNothingUnknown(message);
        assertThat(message.toByteArray()).isEqualTo(written);
    }

    private static void assertNothingUnknown(Message message) {
        assertThat(message.getUnknownFields().asMap())
                .as(message.getDescriptorForType().getFullName())
                .isEmpty();
        message.getAllFields().values().forEach(value -> {
            if (value instanceof Message inner) {
                assertNothingUnknown(inner);
            } else if (value instanceof List<?> list) {
                list.forEach(element -> {
                    if (element instanceof Message inner) {
                        assertNothingUnknown(inner);
                    }
                });
            }
        });
    }
}
