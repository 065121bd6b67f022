package io.boreas.persistence.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Collection;
import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;
import org.apache.pekko.persistence.japi.snapshot.JavaSnapshotStoreSpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Pekko's own contract for journals and snapshot stores, run in full. */
class PluginContractTest {
    /** Large enough for several chunks. */
    private static final int LARGE_SNAPSHOT_BYTES = 5_000_000;

    @TestFactory
    Collection<DynamicTest> journal(@TempDir Path directory) {
        var tests = ScalaSpec.run(new JournalContract(config(directory)));
        assertThat(tests).hasSizeGreaterThanOrEqualTo(16);
        return tests;
    }

    @TestFactory
    Collection<DynamicTest> snapshotStore(@TempDir Path directory) {
        var tests = ScalaSpec.run(new SnapshotContract(config(directory)));
        assertThat(tests).hasSizeGreaterThanOrEqualTo(10);
        return tests;
    }

    private static Config config(Path directory) {
        return ConfigFactory.parseString("boreas.persistence.rocksdb.dir = \"" + directory + "\"")
                .withFallback(TestSystem.plugins())
                .withFallback(ConfigFactory.load());
    }

    /** The journal rejects what it cannot serialise, serialises, and stores no metadata. */
    private static final class JournalContract extends JavaJournalSpec {
        JournalContract(Config config) {
            super(config);
        }

        @Override
        public CapabilityFlag supportsRejectingNonSerializableObjects() {
            return CapabilityFlag.on();
        }

        @Override
        public CapabilityFlag supportsSerialization() {
            return CapabilityFlag.on();
        }

        @Override
        public CapabilityFlag supportsMetadata() {
            return CapabilityFlag.off();
        }
    }

    /** The snapshot store serialises, and stores no metadata. */
    private static final class SnapshotContract extends JavaSnapshotStoreSpec {
        SnapshotContract(Config config) {
            super(config);
        }

        @Override
        public CapabilityFlag supportsSerialization() {
            return CapabilityFlag.on();
        }

        @Override
        public CapabilityFlag supportsMetadata() {
            return CapabilityFlag.off();
        }

        @Override
        public int snapshotByteSizeLimit() {
            return LARGE_SNAPSHOT_BYTES;
        }
    }
}
