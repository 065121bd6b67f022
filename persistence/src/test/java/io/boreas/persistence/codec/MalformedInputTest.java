package io.boreas.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.UnknownFieldSet;
import io.boreas.core.gen.Gen;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.TaskId;
import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.task.KillOrder;
import io.boreas.persistence.proto.AgentJournal;
import io.boreas.persistence.proto.GroupJournal;
import io.boreas.persistence.proto.Link;
import io.boreas.persistence.proto.Values;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes come, they are a message or a {@link MalformedException} that says what is wrong. */
final class MalformedInputTest {
    private static final int TRIES = 60;

    private final GroupCodec codec = new GroupCodec();
    private final LinkCodec link = new ProtobufLinkCodec();

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.boreas.core.gen.Seeds#fifty")
    void damagedBytesAreRefusedOrReadButNeverBreakTheReader(long seed) {
        var gen = Gen.seeded(seed);
        var events = new StateGen(gen.fork());
        tryDamaged(gen, codec.encode(events.agentBatch()), codec::decodeBatch);
        tryDamaged(gen, codec.encode(events.jobBatch()), codec::decodeBatch);
        tryDamaged(gen, codec.encode(events.registryBatch()), codec::decodeBatch);
        tryDamaged(gen, codec.encode(events.registries()), codec::decodeSnapshot);
        tryDamaged(gen, codec.encode(events.agents()), codec::decodeSnapshot);
        tryDamaged(gen, codec.encode(events.jobs()), codec::decodeSnapshot);
        var messages = EventGen.inOrder(new LinkGen(gen.fork()).messages);
        tryDamaged(gen, link.encode(gen.pick(messages).get()), link::decode);
    }

    private static void tryDamaged(Gen gen, byte[] good, Consumer<byte[]> decode) {
        for (int i = 0; i < TRIES; i++) {
            var failure = catchThrowable(() -> decode.accept(damaged(gen, good)));
            if (failure != null) {
                assertThat(failure).isInstanceOf(MalformedException.class).hasMessageNotContaining("null");
            }
        }
    }

    private static byte[] damaged(Gen gen, byte[] good) {
        var bad = gen.oneIn(4) ? Arrays.copyOf(good, gen.between(0, good.length + 3)) : good.clone();
        if (gen.oneIn(20)) {
            bad = gen.bytes(0, 200);
        }
        // The first bytes are structure, most others are text: so lean to the front.
        int reach = gen.flip() ? Math.min(64, bad.length) : bad.length;
        for (int flips = gen.evenly(0, 4); flips > 0 && reach > 0; flips--) {
            bad[gen.evenly(0, reach - 1)] = (byte) gen.evenly(-128, 127);
        }
        return bad;
    }

    @Test
    void unknownEventIsRefusedByItsNumber() {
        var event = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        var batch = GroupJournal.Batch.newBuilder()
                .setVersion(1)
                .setKind(1)
                .setDictionary(Values.Dictionary.newBuilder().addStrings("agent-1"))
                .addAgents(AgentJournal.AgentRecord.newBuilder().setAgent(1).setUnknownFields(event))
                .build();
        assertThatThrownBy(() -> codec.decodeBatch(batch.toByteArray()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("no agent event has the number 99 in this version");
    }

    @Test
    void unknownFieldOfAnEventIsRefusedInTheJournal() {
        var field = UnknownFieldSet.newBuilder()
                .addField(9, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        var batch = GroupJournal.Batch.newBuilder()
                .setVersion(1)
                .setKind(1)
                .setDictionary(Values.Dictionary.newBuilder().addStrings("agent-1"))
                .addAgents(AgentJournal.AgentRecord.newBuilder()
                        .setAgent(1)
                        .setBecameUnreachable(
                                AgentJournal.BecameUnreachable.newBuilder().setUnknownFields(field)))
                .build();
        assertThatThrownBy(() -> codec.decodeBatch(batch.toByteArray()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("BecameUnreachable has the unknown field 9, of a later version");
    }

    @Test
    void unknownFieldOfALinkMessageIsPassedOver() {
        var field = UnknownFieldSet.newBuilder()
                .addField(
                        9,
                        UnknownFieldSet.Field.newBuilder()
                                .addVarint(1)
                                .addFixed32(2)
                                .build())
                .build();
        var frame = Link.Frame.newBuilder()
                .setVersion(1)
                .setPing(Link.Ping.newBuilder().setNonce(5).setUnknownFields(field))
                .build();
        assertThat(link.decode(frame.toByteArray())).isEqualTo(new FromMaster.Ping(5));
    }

    @Test
    void laterFormatsAreRefusedByTheirNumber() {
        var batch = GroupJournal.Batch.newBuilder().setVersion(2).setKind(1).build();
        assertThatThrownBy(() -> codec.decodeBatch(batch.toByteArray()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("a batch of format 2");
        var snapshot =
                GroupJournal.Snapshot.newBuilder().setVersion(7).setKind(1).build();
        assertThatThrownBy(() -> codec.decodeSnapshot(snapshot.toByteArray()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("a snapshot of format 7");
        var frame = Link.Frame.newBuilder().setVersion(2).build();
        assertThatThrownBy(() -> link.decode(frame.toByteArray()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("a frame of version 2");
    }

    @Test
    void whatIsMissingIsNamed() {
        var frame = Link.Frame.newBuilder()
                .setVersion(1)
                .setHello(Link.Hello.getDefaultInstance())
                .build();
        assertThatThrownBy(() -> link.decode(frame.toByteArray()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("Hello.agent is missing");
        assertThatThrownBy(() -> link.decode(new byte[0]))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("a frame starts with its version");
    }

    @Test
    void impossibleValuesAreRefusedAsSuch() {
        var kill = new FromMaster.Kill(new KillOrder(new TaskId("task"), Duration.ofHours(1), ""));
        var frame = link.encode(kill);
        var text = new String(frame, StandardCharsets.ISO_8859_1);
        frame[text.indexOf("task")] = '/';
        assertThatThrownBy(() -> link.decode(frame))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("a frame has an impossible value: a task id has no slash");
    }

    @Test
    void dictionaryThatWouldGrowFarBeyondItsFrameIsRefused() {
        var dictionary = Values.Dictionary.newBuilder()
                .addAllCauses(Collections.nCopies(500_001, Values.Cause.getDefaultInstance()));
        var frame =
                Link.Frame.newBuilder().setVersion(1).setDictionary(dictionary).build();
        assertThatThrownBy(() -> link.decode(frame.toByteArray()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("more than 500000 entries");
    }

    @Test
    void frameBeyondTheLimitIsNeitherWrittenNorRead() {
        var huge = new FromAgent.Hello(
                new AgentId("agent"),
                "x".repeat(LinkCodec.FRAME_BYTES_MAX),
                new ValueGen(Gen.seeded(1)).agentInfo(),
                List.of());
        assertThatThrownBy(() -> link.encode(huge)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> link.decode(new byte[LinkCodec.FRAME_BYTES_MAX + 1]))
                .isInstanceOf(MalformedException.class);
    }
}
