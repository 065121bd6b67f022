package io.boreas.persistence.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StoreSettingsTest {
    @Test
    void defaultsOfTheFileAndOfTheCodeAreTheSame() {
        var fromFile = StoreSettings.from(ConfigFactory.defaultReference());
        assertThat(fromFile).isEqualTo(StoreSettings.at(Path.of("var/journal")));
    }

    @Test
    void everyKeyIsReadAndEveryProblemIsNamed() {
        var config = ConfigFactory.parseString("""
                        boreas.persistence.rocksdb {
                          dir = "elsewhere"
                          write-buffer-size = 1 KiB
                          block-cache-size = 1 TiB
                          wal-size-max = 1 MiB
                          reader-threads = 0
                          waiting-max = 1
                          probe-interval = 1 ms
                        }""").withFallback(ConfigFactory.defaultReference());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StoreSettings.from(config))
                .withMessageContainingAll(
                        "boreas.persistence.rocksdb",
                        "write-buffer-size is 1024",
                        "block-cache-size is 1099511627776",
                        "wal-size-max is 1048576",
                        "reader-threads is 0",
                        "waiting-max is 1,",
                        "probe-interval (ms) is 1,");
    }
}
