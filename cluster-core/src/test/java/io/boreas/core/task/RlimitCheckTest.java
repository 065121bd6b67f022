package io.boreas.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RlimitCheckTest {
    private static final long UNLIMITED = Rlimit.UNLIMITED;

    @Test
    void limitsThatTheKernelKnowsAreGood() {
        var all = new TreeMap<String, Rlimit>();
        Rlimit.NAMES.forEach(name -> all.put(name, new Rlimit(0, UNLIMITED)));
        all.put("core", new Rlimit(UNLIMITED, UNLIMITED));

        assertThat(RlimitCheck.check(all, "task.rlimits")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "files, 1, 1, is nothing to limit",
        "NOFILE, 1, 1, is nothing to limit",
        "nofile, 2, 1, 'a soft limit of 2, above its hard limit of 1'",
        "nofile, 9223372036854775807, 1, 'a soft limit of unlimited, above its hard limit of 1'",
        "nofile, -1, 1, is 0 or more"
    })
    void whatItDoesNotKnowOrTakeIsTold(String name, long soft, long hard, String message) {
        var problems = RlimitCheck.check(new TreeMap<>(Map.of(name, new Rlimit(soft, hard))), "task.rlimits");

        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().path()).isEqualTo("task.rlimits." + name);
        assertThat(problems.getFirst().message()).contains(message);
    }
}
