package io.boreas.persistence.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryInUseTest {
    @TempDir
    Path directory;

    /** Opens a directory and keeps it until killed. */
    static final class Holder {
        public static void main(String[] arguments) {
            var store = RocksStore.open(Path.of(arguments[0]));
            store.append(Rows.of("p", 1, 3, 100)).join();
            System.out.println("open");
            while (store.refusal().isEmpty()) {
                LockSupport.parkNanos(Long.MAX_VALUE);
            }
        }
    }

    @Test
    void directoryOfAnotherProcessIsRefusedUntilThatProcessIsGone() {
        try (var child = new ChildJvm(List.of(), Holder.class, directory.toString())) {
            child.await("open");
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> RocksStore.open(directory))
                        .isInstanceOf(StoreException.InUse.class)
                        .hasMessageContaining(directory.toString())
                        .hasMessageContaining("pid " + child.pid())
                        .hasMessageContaining("Stop that process");
            }
            try (var system = new TestSystem(directory)) {
                assertThatThrownBy(system::store).isInstanceOf(StoreException.InUse.class);
            }
            child.kill();
        }
        try (var store = RocksStore.open(directory)) {
            assertThat(Rows.sequenceNrs(store, "p")).containsExactly(1L, 2L, 3L);
        }
    }

    @Test
    void directoryIsSharedWithinOneProcessAndFreedByTheLast() {
        var launcher = RocksStore.open(directory);
        try (var system = new TestSystem(directory)) {
            assertThat(system.store()).isSameAs(launcher);
            launcher.close();
            system.write(TestSystem.atomic("p", 1, "a"));
        }
        assertThatThrownBy(launcher::close).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> launcher.append(Rows.of("p", 2, 1, 1)).join())
                .hasCauseInstanceOf(StoreException.Closed.class);
        try (var again = RocksStore.open(directory)) {
            assertThat(again).isNotSameAs(launcher);
            assertThat(again.highestOrder()).isEqualTo(1);
        }
    }

    @Test
    void placeThatIsNoDirectoryIsRefusedWithItsName() throws Exception {
        var file = Files.createFile(directory.resolve("a-file"));
        assertThatThrownBy(() -> RocksStore.open(file))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining(file.toString());
    }
}
