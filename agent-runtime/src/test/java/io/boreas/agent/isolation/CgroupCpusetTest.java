package io.boreas.agent.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boreas.core.resource.Ranges;
import io.boreas.core.task.ResourceLimits.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written to the kernel, looked at in plain files; that it heeds it is in {@code CpusetTest}. */
class CgroupCpusetTest {
    @TempDir
    Path folder;

    private static Limits cpus(long milli) {
        return cpus(milli, false, Optional.empty());
    }

    private static Limits cpus(long milli, boolean revocable, Optional<Limit> most) {
        return new Limits(milli, revocable, most, 0, 0, 0, 0, Ranges.empty());
    }

    private Hierarchy tree(boolean unified) throws IOException {
        var home = folder.resolve("boreas/agent");
        group(folder, "0-3", "0-1");
        group(home.getParent(), "", "");
        group(home, "", "");
        Files.writeString(home.resolve("cpuset.cpus.effective"), "0-3\n");
        return new Hierarchy(folder, unified, home, List.of());
    }

    private static void group(Path group, String cpus, String mems) throws IOException {
        Files.createDirectories(group);
        Files.writeString(group.resolve("cpuset.cpus"), cpus + "\n");
        Files.writeString(group.resolve("cpuset.mems"), mems + "\n");
        Files.writeString(group.resolve("cgroup.procs"), "");
    }

    /** As the kernel shows it: what was longer before is not. */
    private static String shown(Hierarchy tree, String task) throws IOException {
        return tree.read(task, "cpuset.cpus").lines().findFirst().orElse("");
    }

    private static void come(CgroupCpuset cpuset, Hierarchy tree, String task, Limits limits) throws IOException {
        group(tree.group(task), "", "");
        cpuset.limit(task, limits);
    }

    @Test
    void inVersionOneGroupsGetCoresAndMemoryFromTheOneAbove() throws IOException {
        var tree = tree(false);

        come(CgroupCpuset.opened(tree, false), tree, "t", cpus(1_000));

        for (var group : List.of(tree.home().getParent(), tree.home(), tree.group("t"))) {
            assertThat(Files.readString(group.resolve("cpuset.cpus"))).startsWith("0-3");
            assertThat(Files.readString(group.resolve("cpuset.mems"))).startsWith("0-1");
        }
    }

    @Test
    void inVersionTwoTheyHaveThem() throws IOException {
        var tree = tree(true);

        come(CgroupCpuset.opened(tree, true), tree, "t", cpus(2_000));

        assertThat(shown(tree, "t")).isEqualTo("2-3");
        assertThat(tree.read("t", "cpuset.mems")).isEmpty();
        assertThat(tree.home().resolve("cpuset.cpus")).content().isBlank();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoSharesMakesRoomAndGetsItBack(boolean unified) throws IOException {
        var tree = tree(unified);
        var cpuset = CgroupCpuset.opened(tree, true);
        come(cpuset, tree, "shares", cpus(500));
        assertThat(shown(tree, "shares")).isEqualTo("0-3");

        come(cpuset, tree, "alone", cpus(1_000));
        assertThat(shown(tree, "alone")).isEqualTo("3");
        assertThat(shown(tree, "shares")).isEqualTo("0-2");

        Files.writeString(tree.group("alone").resolve("cgroup.procs"), "7\n");
        cpuset.release("alone");
        assertThat(shown(tree, "shares")).as("while something of it runs").isEqualTo("0-2");

        Files.writeString(tree.group("alone").resolve("cgroup.procs"), "");
        cpuset.release("alone");
        assertThat(shown(tree, "shares")).isEqualTo("0-3");
    }

    @Test
    void whoMayUseMoreOrMustGiveItBackShares() throws IOException {
        var tree = tree(true);
        var cpuset = CgroupCpuset.opened(tree, true);
        come(cpuset, tree, "more", cpus(1_000, false, Optional.of(new Limit(2_000))));
        come(cpuset, tree, "all", cpus(1_000, false, Optional.of(Limit.UNLIMITED)));
        come(cpuset, tree, "lent", cpus(1_000, true, Optional.empty()));
        come(cpuset, tree, "part", cpus(1_500));
        come(cpuset, tree, "none", cpus(0));
        for (var task : List.of("more", "all", "lent", "part", "none")) {
            assertThat(shown(tree, task)).as(task).isEqualTo("0-3");
        }

        come(cpuset, tree, "same", cpus(1_000, false, Optional.of(new Limit(1_000))));
        assertThat(shown(tree, "same")).isEqualTo("3");
    }

    @Test
    void theNextAgentKnowsWhoHasWhat() throws IOException {
        var tree = tree(false);
        var first = CgroupCpuset.opened(tree, true);
        come(first, tree, "alone", cpus(3_000));
        come(first, tree, "late", cpus(1_000));

        var next = CgroupCpuset.opened(tree, true);
        next.limit("late", cpus(1_000));
        assertThat(shown(tree, "late")).isEqualTo("0");
        next.limit("alone", cpus(3_000));
        assertThat(shown(tree, "alone")).isEqualTo("1-3");

        var withoutSetting = CgroupCpuset.opened(tree, false);
        come(withoutSetting, tree, "new", cpus(1_000));
        assertThat(shown(tree, "new")).isEqualTo("0");
    }

    @Test
    void listsAreAsTheKernelHasThem() throws IOException {
        assertThat(CgroupCpuset.text(CgroupCpuset.list("0-1,4,6-7"))).isEqualTo("0-1,4,6-7");
        assertThat(CgroupCpuset.list("")).isEqualTo(Ranges.empty());
        assertThatThrownBy(() -> CgroupCpuset.list("0-")).isInstanceOf(IOException.class);
    }
}
