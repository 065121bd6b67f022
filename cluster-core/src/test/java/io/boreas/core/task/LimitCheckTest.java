package io.boreas.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.job.Specs;
import io.boreas.core.task.ResourceLimits.Limit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tasks here are promised half a core and 128 MB. */
class LimitCheckTest {
    private static List<String> check(Optional<Limit> cpus, Optional<Limit> mem) {
        var task = Specs.task(ProcessSpec.of("main", "true")).within(new ResourceLimits(cpus, mem));
        return TaskSpecCheck.check(task, "task").stream().map(Problem::toString).toList();
    }

    @Test
    void limitsAreWhatIsPromisedOrMoreOrNone() {
        assertThat(check(Optional.of(new Limit(500)), Optional.of(new Limit(128_001))))
                .isEmpty();
        assertThat(check(Optional.of(Limit.UNLIMITED), Optional.empty())).isEmpty();
        assertThat(check(Optional.empty(), Optional.of(Limit.UNLIMITED))).isEmpty();
    }

    @Test
    void lessThanIsPromisedIsRefused() {
        assertThat(check(Optional.of(new Limit(499)), Optional.of(new Limit(0))))
                .containsExactly(
                        "task.limits.cpus is no less than the task's resources, which are 0.5; not 0.499",
                        "task.limits.mem is no less than the task's resources, which are 128; not 0");
    }

    @Test
    void limitsOfNothingAreRefused() {
        assertThat(check(Optional.empty(), Optional.empty())).containsExactly("task.limits has cpus, mem or both");
    }
}
