package io.boreas.actors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.boreas.actors.group.GroupMessage;
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
import io.boreas.core.registry.RegistryCommand;
import io.boreas.core.registry.RegistryId;
import io.boreas.core.registry.RegistryReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Masters of two versions work side by side while a cell is upgraded: what an earlier one has said, kept as bytes, is read whole by this
 * one. A component that got another name, or that must be there and was not, would be found here.
 *
 * <p>{@code -Dtest.golden=write} writes the missing files. Those that are there are never changed: a message that cannot be read any
 * more wants another name, and its former one stays until no master says it.
 */
class EarlierMastersTest {
    private static final Path FOLDER = Path.of("src/test/resources/wire/v1");
    private static final int KEPT = 3;
    private static final int MADE = 24;
    private static final int BYTES_MAX = 3_000;

    private static final ActorSystem<Object> SYSTEM = WireSystem.start();

    private final MasterMessageSerializer serializer =
            new MasterMessageSerializer((ExtendedActorSystem) Adapter.toClassic(SYSTEM));
    private final ObjectMapper trees = new ObjectMapper(new CBORFactory());

    @AfterAll
    static void stop() {
        SYSTEM.terminate();
    }

    @TestFactory
    List<DynamicTest> whatEarlierMastersSayIsReadWhole() {
        var asker = ActorRefResolver.get(SYSTEM).<Object>resolveActorRef("pekko://boreas@10.0.0.1:5053/user/asker#42");
        var samples = new TreeMap<String, Supplier<Object>>();
        for (var type : Vocabulary.types()) {
            var name = type.getName().replaceAll(".*\\.", "").replace('$', '.');
            var make = new Made(Gen.seeded(name.hashCode()), asker);
            if (type == GroupMessage.Command.class || type == GroupMessage.Commands.class) {
                samples.put(name + "-agent", () -> make.of(type, AgentId.class, AgentCommand.class, AgentReply.class));
                samples.put(name + "-job", () -> make.of(type, JobKey.class, JobCommand.class, JobReply.class));
                samples.put(
                        name + "-framework",
                        () -> make.of(type, FrameworkId.class, FrameworkCommand.class, FrameworkReply.class));
                samples.put(
                        name + "-registry",
                        () -> make.of(type, RegistryId.class, RegistryCommand.class, RegistryReply.class));
            } else {
                samples.put(name, () -> make.of(type));
            }
        }
        return samples.entrySet().stream()
                .map(sample -> DynamicTest.dynamicTest(sample.getKey(), () -> {
                    var file = FOLDER.resolve(sample.getKey() + ".txt");
                    if (!Files.exists(file)) {
                        write(file, sample.getValue());
                    }
                    var lines = Files.readAllLines(file);
                    assertThat(lines).isNotEmpty();
                    for (var line : lines) {
                        isReadWhole(line);
                    }
                }))
                .toList();
    }

    private void isReadWhole(String line) throws IOException {
        var manifest = line.substring(0, line.indexOf(' '));
        var bytes = Base64.getDecoder().decode(line.substring(manifest.length() + 1));
        var message = serializer.fromBinary(bytes, manifest);
        assertThat(serializer.manifest(message)).isEqualTo(manifest);
        assertThat(tree(serializer.toBinary(message))).as(manifest).isEqualTo(tree(bytes));
    }

    private JsonNode tree(byte[] bytes) throws IOException {
        return trees.readTree(bytes);
    }

    /** Some that say much and are short enough to be kept. */
    private void write(Path file, Supplier<Object> make) throws IOException {
        if (!"write".equals(System.getProperty("test.golden"))) {
            fail("no golden file " + file + "; -Dtest.golden=write writes it, and then it is kept");
        }
        var said = new ArrayList<String>();
        for (int i = 0; i < MADE; i++) {
            var message = make.get();
            said.add(serializer.manifest(message) + " "
                    + Base64.getEncoder().encodeToString(serializer.toBinary(message)));
        }
        var kept = said.stream()
                .distinct()
                .sorted(Comparator.comparing((String line) -> line.length() > BYTES_MAX)
                        .thenComparing(line -> line.length() > BYTES_MAX ? line.length() : -line.length()))
                .limit(KEPT)
                .toList();
        Files.createDirectories(FOLDER);
        Files.write(file, kept);
    }
}
