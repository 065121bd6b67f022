package io.boreas.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.agent.link.MasterAddress;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentSettingsTest {
    private static final List<MasterAddress> MASTERS = List.of(new MasterAddress("localhost", 5055));

    @Test
    void someIsSparedForTheMachineItself() {
        assertThat(MachineResources.spare(16_000, 1_024)).isEqualTo(14_976);
        assertThat(MachineResources.spare(2_049, 1_024)).isEqualTo(1_025);
        assertThat(MachineResources.spare(2_048, 1_024)).isEqualTo(1_024);
        assertThat(MachineResources.spare(1_000, 1_024)).isEqualTo(500);
    }

    @Test
    void anAgentGivesWhatItsMachineHas(@TempDir Path workDir) {
        var settings = AgentSettings.detected(workDir.resolve("not/there/yet"), MASTERS, "1.0");

        assertThat(settings.resources().cpusMilli())
                .isEqualTo(Runtime.getRuntime().availableProcessors() * 1_000L);
        assertThat(settings.resources().memMilli()).isPositive();
        assertThat(settings.resources().diskMilli()).isPositive();
        assertThat(settings.resources().ports()).isEqualTo(Ranges.of(31_000, 32_000));
        assertThat(settings.hostname()).isNotBlank();
    }

    @Test
    void settingsThatCannotBeAreRefused(@TempDir Path workDir) {
        var good = AgentSettings.detected(workDir, MASTERS, "1.0");

        assertThatThrownBy(() -> good.with(Resources.parse("ports:[60000-70000]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 to 65535");
        assertThatThrownBy(() -> AgentSettings.detected(workDir, List.of(), "1.0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("masters");
    }
}
