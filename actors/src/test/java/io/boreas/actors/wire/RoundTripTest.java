package io.boreas.actors.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.actors.agent.AgentGroupMessage;
import io.boreas.actors.group.BetweenMasters;
import io.boreas.actors.group.GroupMessage;
import io.boreas.actors.link.ToLink;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.gen.Gen;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobReply;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.SandboxAnswer;
import io.boreas.core.link.SandboxQuery;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.SessionStep;
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.RegistryId;
import io.boreas.core.registry.RegistryReply;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every message that travels, as Pekko's configuration has it serialized, arrives as it was. */
class RoundTripTest {
    private static final ActorSystem<Object> SYSTEM = WireSystem.start();

    private static final Serialization SERIALIZATION = SerializationExtension.get(Adapter.toClassic(SYSTEM));

    @AfterAll
    static void stop() {
        SYSTEM.terminate();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void everyMessageArrivesAsItWas(long seed) {
        var make = new Made(Gen.seeded(seed), SYSTEM);
        for (var type : Vocabulary.types()) {
            if (type != GroupMessage.Command.class && type != GroupMessage.Commands.class) {
                for (int i = 0; i < 12; i++) {
                    arrives(make.of(type));
                }
            }
        }
        // what is said in sessions and over links is deep in these, and comes up rarely
        for (int i = 0; i < 80; i++) {
            arrives(make.of(ToLink.AskSandbox.class));
            arrives(make.of(ToLink.Send.class));
            arrives(make.of(SandboxAnswer.OfSession.class));
        }
        for (int i = 0; i < 120; i++) {
            for (var generic : List.of(GroupMessage.Command.class, GroupMessage.Commands.class)) {
                arrives(make.of(generic, AgentId.class, AgentCommand.class, AgentReply.class));
                arrives(make.of(generic, JobKey.class, JobCommand.class, JobReply.class));
                arrives(make.of(generic, FrameworkId.class, FrameworkCommand.class, FrameworkReply.class));
                arrives(make.of(generic, RegistryId.class, RegistryCommand.class, RegistryReply.class));
            }
        }
        var expected = new LinkedHashSet<Class<?>>();
        make.sealed().forEach(family -> expected.addAll(Forms.leaves(family)));
        expected.removeIf(type -> !type.isRecord() && !type.isEnum());
        assertThat(make.made()).as("each type of each sealed type was tried").containsAll(expected);
    }

    private static void arrives(Object message) {
        var serializer = SERIALIZATION.findSerializerFor(message);
        assertThat(serializer).as("who writes a %s", message.getClass()).isInstanceOf(MasterMessageSerializer.class);
        var bytes = SERIALIZATION.serialize(message).get();
        var manifest = Serializers.manifestFor(serializer, message);
        var back = SERIALIZATION
                .deserialize(bytes, serializer.identifier(), manifest)
                .get();
        if (hasBytes(message)) {
            // bytes are equal only to themselves, and actors to what has their address
            assertThat(back)
                    .usingRecursiveComparison()
                    .ignoringFields("replyTo")
                    .isEqualTo(message);
        } else {
            assertThat(back).isEqualTo(message);
        }
    }

    private static boolean hasBytes(Object message) {
        return switch (message) {
            case SandboxAnswer.Data data -> true;
            case SandboxAnswer.OfSession(var answer) -> answer instanceof SessionAnswer.Output;
            case AgentGroupMessage.AskSandbox ask -> isWrite(ask.query());
            case ToLink.AskSandbox ask -> isWrite(ask.query());
            case ToLink.Send(var messages) ->
                messages.stream()
                        .anyMatch(said -> said instanceof FromMaster.SandboxQuestion asked && isWrite(asked.query()));
            default -> false;
        };
    }

    private static boolean isWrite(SandboxQuery query) {
        return query instanceof SandboxQuery.InSession(var session, SessionStep.Write write);
    }

    /** What a developer adds and forgets here would be found out by the first cell of two masters. */
    @Test
    void everyTypeThatMayTravelIsInTheVocabulary() throws IOException, URISyntaxException, ClassNotFoundException {
        var known = Set.copyOf(Vocabulary.types());
        var forgotten = new TreeSet<String>();
        for (var type : ofThisModule()) {
            if (BetweenMasters.class.isAssignableFrom(type)
                    && !type.isInterface()
                    && !NoSerializationVerificationNeeded.class.isAssignableFrom(type)
                    && !known.contains(type)) {
                forgotten.add(type.getName());
            }
        }
        assertThat(forgotten).isEmpty();
    }

    private static List<Class<?>> ofThisModule() throws IOException, URISyntaxException, ClassNotFoundException {
        var root = Path.of(BetweenMasters.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var types = new ArrayList<Class<?>>();
        try (var files = Files.walk(root)) {
            for (var file : files.filter(path -> path.toString().endsWith(".class"))
                    .filter(path -> !path.endsWith("package-info.class"))
                    .toList()) {
                var name = root.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", "");
                types.add(Class.forName(name, false, BetweenMasters.class.getClassLoader()));
            }
        }
        assertThat(types).hasSizeGreaterThan(50);
        return types;
    }
}
