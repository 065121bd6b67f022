package io.boreas.persistence.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.boreas.core.gen.Gen;
import java.io.NotSerializableException;
import java.util.List;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.testkit.javadsl.TestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The serializer as Pekko finds it: by this module's configuration alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JournalSerializerTest {
    private final StateGen gen = new StateGen(Gen.seeded(11));
    private ActorSystem system;
    private Serialization serialization;

    @BeforeAll
    void start() {
        system = ActorSystem.create(
                "serializer",
                ConfigFactory.parseString("pekko.loglevel = WARNING").withFallback(ConfigFactory.load()));
        serialization = SerializationExtension.get(system);
    }

    @AfterAll
    void stop() {
        TestKit.shutdownActorSystem(system);
    }

    @Test
    void pekkoFindsItForBatchesAndSnapshots() throws Exception {
        for (Object record : List.of(gen.agentBatch(), gen.jobBatch(), gen.agents(), gen.jobs())) {
            var serializer = (SerializerWithStringManifest) serialization.findSerializerFor(record);
            assertThat(serializer).isInstanceOf(JournalSerializer.class);
            assertThat(serializer.identifier()).isEqualTo(505_101);
            var manifest = serializer.manifest(record);
            var read = serialization
                    .deserialize(serializer.toBinary(record), serializer.identifier(), manifest)
                    .get();
            assertThat(read).isEqualTo(record);
        }
    }

    @Test
    void manifestsNameTheRecordAndItsFormat() {
        var serializer = (SerializerWithStringManifest) serialization.findSerializerFor(gen.agentBatch());
        assertThat(serializer.manifest(gen.jobBatch())).isEqualTo("batch-v1");
        assertThat(serializer.manifest(gen.agents())).isEqualTo("snapshot-v1");
        assertThatThrownBy(() -> serializer.manifest("a string"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
        assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "batch-v9"))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("batch-v9");
    }
}
