package io.boreas.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CapabilityCheckTest {
    private static Optional<SortedSet<String>> names(String... names) {
        return Optional.of(new TreeSet<>(List.of(names)));
    }

    private static List<String> told(Optional<SortedSet<String>> effective, Optional<SortedSet<String>> bounding) {
        return CapabilityCheck.check(new Capabilities(effective, bounding), "task.capabilities").stream()
                .map(Problem::toString)
                .toList();
    }

    @Test
    void anyThatTheKernelKnowsAreGoodAndNoneAreToo() {
        var all = Optional.<SortedSet<String>>of(new TreeSet<>(Capabilities.NAMES));
        var none = Optional.<SortedSet<String>>of(Collections.emptySortedSet());

        assertThat(told(all, all)).isEmpty();
        assertThat(told(none, all)).isEmpty();
        assertThat(told(none, Optional.empty())).isEmpty();
        assertThat(told(Optional.empty(), none)).isEmpty();
    }

    @Test
    void whatIsNoneOrSaysNothingIsTold() {
        assertThat(told(names("chown", "CAP_CHOWN"), Optional.empty()))
                .singleElement()
                .asString()
                .startsWith("task.capabilities.effective has \"CAP_CHOWN\", which is no capability; known are chown, ");
        assertThat(told(Optional.empty(), names("")))
                .singleElement()
                .asString()
                .startsWith("task.capabilities.bounding has \"\"");
        assertThat(told(Optional.empty(), Optional.empty()))
                .containsExactly("task.capabilities has effective ones, bounding ones or both");
    }

    @Test
    void whatATaskHasFromItsStartIsNoMoreThanItMayEverHave() {
        assertThat(told(names("chown", "kill", "mknod"), names("chown", "setuid")))
                .containsExactly(
                        "task.capabilities.effective is within the bounding ones, and these have no kill, mknod");
    }
}
