package io.boreas.actors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.typesafe.config.ConfigFactory;
import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.group.ReplyTo;
import io.boreas.actors.planner.PlannerMessage;
import io.boreas.actors.stage.Samples;
import io.boreas.core.agent.Admission;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.gen.Gen;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.Cause;
import io.boreas.core.id.Owner;
import io.boreas.core.machine.Envelope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What another master might say, of another version or by mistake. */
class ForeignBytesTest {
    private static final CBORMapper CBOR = new CBORMapper();
    private static final ActorSystem<Object> SYSTEM =
            ActorSystem.create(Behaviors.ignore(), "foreign", ConfigFactory.load());
    private static final MasterMessageSerializer SERIALIZER =
            new MasterMessageSerializer((ExtendedActorSystem) Adapter.toClassic(SYSTEM));

    @AfterAll
    static void stop() {
        SYSTEM.terminate();
    }

    /** Two jobs' tasks on one agent, all of one specification. */
    private static GroupMessage.Commands<AgentId, AgentCommand, AgentReply> admissions(int count) {
        var spec = Samples.spec(Samples.TASK_RESOURCES);
        var commands = new ArrayList<GroupMessage.Command<AgentId, AgentCommand, AgentReply>>();
        for (int i = 0; i < count; i++) {
            var job = i % 2 == 0 ? Samples.JOB : Samples.OTHER_JOB;
            var admission = new Admission(Samples.task(i), new Owner.JobInstance(job, i), spec);
            commands.add(new GroupMessage.Command<>(
                    new Envelope<>(Samples.AGENT, new AgentCommand.Admit(List.of(admission)), Cause.SYSTEM),
                    new ReplyTo.OfJob<>(job)));
        }
        return new GroupMessage.Commands<>(commands);
    }

    @Test
    void aCutOffMessageIsRefusedWhereverItIsCut() throws NotSerializableException {
        var message = admissions(3);
        var bytes = SERIALIZER.toBinary(message);
        var manifest = SERIALIZER.manifest(message);

        for (int length = 0; length < bytes.length; length++) {
            var cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SERIALIZER.fromBinary(cut, manifest))
                    .isInstanceOf(NotSerializableException.class)
                    .hasMessageContaining("\"Commands.agent\" of " + length + " bytes that this one cannot read");
        }
        assertThat(SERIALIZER.fromBinary(bytes, manifest)).isEqualTo(message);
        var longer = Arrays.copyOf(bytes, bytes.length + 1);
        assertThatThrownBy(() -> SERIALIZER.fromBinary(longer, manifest)).hasMessageContaining("something follows");
    }

    @Test
    void aDamagedMessageIsAnotherOrNone() {
        var message = admissions(3);
        var bytes = SERIALIZER.toBinary(message);
        var gen = Gen.seeded(5);
        int refused = 0;

        for (int i = 0; i < 20_000; i++) {
            var damaged = bytes.clone();
            damaged[gen.evenly(0, bytes.length - 1)] = (byte) gen.evenly(0, 255);
            try {
                assertThat(SERIALIZER.fromBinary(damaged, "Commands.agent")).isInstanceOf(GroupMessage.Commands.class);
            } catch (NotSerializableException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    @Test
    void whatNoMasterSaysIsRefused() {
        assertThatThrownBy(() -> SERIALIZER.fromBinary(new byte[0], "java.lang.Runtime"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("\"java.lang.Runtime\", which this one does not know");
        assertThatThrownBy(() -> SERIALIZER.manifest("a text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String does not travel");
    }

    @Test
    void aTypeThatAFamilyDoesNotHaveIsRefusedByItsName() {
        var tree = CBOR.createArrayNode().add("Runtime").add(CBOR.createObjectNode());
        assertThatThrownBy(() -> SERIALIZER.fromBinary(bytes(tree), "ToScheduler"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("\"Runtime\" is no ToScheduler that this master knows");
    }

    @Test
    void aFaultSaysWhereItIs() throws IOException {
        var tree = tree(SERIALIZER.toBinary(admissions(1)));
        ((ArrayNode) tree.at("/commands")).insert(0, CBOR.createObjectNode());
        assertThatThrownBy(() -> SERIALIZER.fromBinary(bytes(tree), "Commands.agent"))
                .hasMessageContaining("at commands: a Command without its envelope");

        var bad = tree(SERIALIZER.toBinary(new AgentGroupMessage.TakeBackOffers(Samples.AGENT)));
        ((ObjectNode) bad.get(1)).put("agent", "a/b");
        assertThatThrownBy(() -> SERIALIZER.fromBinary(bytes(bad), "AgentGroupMessage"))
                .hasMessageContaining("at TakeBackOffers.agent: an agent id has no slash");
    }

    @Test
    void whatANewerMasterSaysBesideIsPassedOver() throws IOException {
        var message = new AgentGroupMessage.TakeBackOffers(Samples.AGENT);
        var tree = tree(SERIALIZER.toBinary(message));
        ((ObjectNode) tree.get(1))
                .putObject("urgency")
                .putArray("levels")
                .add(3)
                .addObject();
        ((ArrayNode) tree).addObject().put("more", 1);

        assertThat(SERIALIZER.fromBinary(bytes(tree), "AgentGroupMessage")).isEqualTo(message);
    }

    @Test
    void whatAnOlderMasterDoesNotSayIsEmpty() throws IOException {
        var tree = CBOR.createObjectNode().put("createdAt", 1_000).put("round", 7);
        tree.putObject("job").put("role", "www").put("environment", "prod").put("name", "web");

        assertThat(SERIALIZER.fromBinary(bytes(tree), "PlannerMessage.JobChanged"))
                .isEqualTo(new PlannerMessage.JobChanged(
                        Samples.JOB, Optional.empty(), Instant.ofEpochSecond(1), List.of(), 7));
    }

    @Test
    void aSharedValueThatIsNotThereIsRefused() throws IOException {
        var tree = tree(SERIALIZER.toBinary(admissions(1)));
        assertThatThrownBy(() -> SERIALIZER.fromBinary(bytes(tree), "Commands.agent"))
                .hasMessageContaining("the message shares 0 values, and none of number 0");
    }

    @Test
    void whatAThousandTasksShareIsWrittenOnce() throws NotSerializableException {
        var few = SERIALIZER.toBinary(admissions(10)).length;
        var message = admissions(1_010);
        var bytes = SERIALIZER.toBinary(message);

        assertThat((bytes.length - few) / 1_000).as("bytes for each task").isLessThan(300);
        var back = (GroupMessage.Commands<?, ?, ?>) SERIALIZER.fromBinary(bytes, "Commands.agent");
        assertThat(back).isEqualTo(message);
        assertThat(spec(back, 0)).as("the very same object").isSameAs(spec(back, 1_009));
    }

    private static Object spec(GroupMessage.Commands<?, ?, ?> commands, int number) {
        var command = commands.commands().get(number).envelope().command();
        return ((AgentCommand.Admit) command).admissions().getFirst().spec();
    }

    /** The message of these bytes without what it shares, which comes first. */
    private static JsonNode tree(byte[] bytes) throws IOException {
        try (var parser = CBOR.createParser(bytes);
                var items = CBOR.readerFor(JsonNode.class).<JsonNode>readValues(parser)) {
            items.next();
            return items.next();
        }
    }

    /** A message that shares nothing. */
    private static byte[] bytes(JsonNode tree) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(CBOR.writeValueAsBytes(CBOR.createArrayNode()));
        bytes.write(CBOR.writeValueAsBytes(tree));
        return bytes.toByteArray();
    }
}
