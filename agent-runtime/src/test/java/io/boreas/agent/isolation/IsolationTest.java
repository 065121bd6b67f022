package io.boreas.agent.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boreas.agent.Await;
import io.boreas.core.resource.Ranges;
import io.boreas.core.resource.Resources;
import io.boreas.core.resource.Terms;
import io.boreas.core.task.ResourceLimits;
import io.boreas.core.task.ResourceLimits.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsolationTest {
    private static final Limits LIMITS =
            new Limits(500, false, Optional.empty(), 64L << 20, 64L << 20, 1L << 30, 100, Ranges.empty());

    private static final Limits UNLIMITED =
            new Limits(500, false, Optional.of(Limit.UNLIMITED), 64L << 20, 0, 1L << 30, 100, Ranges.empty());

    private static final Limits BURSTING =
            new Limits(500, false, Optional.of(new Limit(2_500)), 64L << 20, 96L << 20, 1L << 30, 100, Ranges.empty());

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "cgroup", "cgroups/mem,", "posix/mem cgroups/cpu", "AUTO"})
    void anIsolatorThatIsNotThereIsRefusedByName(String isolators) {
        assertThatThrownBy(() -> IsolationSettings.DEFAULT.with(isolators))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no isolator");
    }

    @ParameterizedTest
    @ValueSource(strings = {"files:1", "nofile:-1", "nofile:1:2", "nofile:$(id)"})
    void aLimitOfProcessesThatIsNoneIsRefused(String limit) {
        var name = limit.substring(0, limit.indexOf(':'));
        var limits = new TreeMap<>(Map.of(name, limit.substring(name.length() + 1)));
        assertThatThrownBy(() -> new IsolationSettings(
                        "auto",
                        false,
                        false,
                        0,
                        limits,
                        new TreeSet<>(),
                        Optional.empty(),
                        "boreas",
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        PortChecks.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a limit of processes");
    }

    @Test
    void coresForTasksAloneNeedTheirIsolator() {
        assertThatThrownBy(() -> new IsolationSettings(
                        "auto",
                        false,
                        true,
                        0,
                        new TreeMap<>(),
                        new TreeSet<>(),
                        Optional.empty(),
                        "boreas",
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        PortChecks.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tasks have cores for themselves by the isolator cgroups/cpuset alone, which is not among"
                        + " \"auto\"");
    }

    private static IsolationSettings effective(String... names) {
        return new IsolationSettings(
                "linux/capabilities",
                false,
                false,
                0,
                new TreeMap<>(),
                new TreeSet<>(List.of("chown", "kill", "no_such_thing")),
                Optional.of(new TreeSet<>(List.of(names))),
                "boreas",
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                PortChecks.DEFAULT);
    }

    @Test
    void whatTasksHaveWithoutAWishIsWithinWhatTheyMayHave() {
        assertThat(effective("kill").effectiveCapabilities()).hasValue(new TreeSet<>(List.of("kill")));
        assertThat(effective().effectiveCapabilities()).hasValue(new TreeSet<>());
        assertThat(IsolationSettings.DEFAULT.effectiveCapabilities()).isEmpty();
        assertThatThrownBy(() -> effective("kill", "net_admin", "sys_time"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tasks cannot have the capabilities net_admin, sys_time without a wish: these are not among"
                        + " those that they may have, which are chown, kill, no_such_thing");
        assertThatThrownBy(() -> effective("no_such_thing", "CAP_KILL"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "tasks cannot have the capabilities CAP_KILL, no_such_thing without a wish: known are chown, ");
    }

    @Test
    void onlyWhatIsAskedForIsUsed() {
        try (var isolation = Isolation.open(IsolationSettings.DEFAULT.with("disk/du, posix/mem"), "test")) {
            assertThat(isolation.names()).containsExactly("disk/du", "posix/mem");
            assertThat(isolation.doors("task")).isEmpty();
        }
    }

    @Test
    void memoryAndDiskAreTakenFromResourcesWithoutVolumes() {
        assertThat(Limits.of(Resources.parse("cpus:1.5;mem:100.5;disk:10;ports:[7-9]"), Optional.empty(), 7))
                .isEqualTo(new Limits(
                        1_500, false, Optional.empty(), 105_381_888, 105_381_888, 10L << 20, 7, Ranges.of(7, 9)));
        assertThat(Limits.of(Resources.parse("cpus:1"), Optional.empty(), 0))
                .isEqualTo(new Limits(1_000, false, Optional.empty(), 32L << 20, 32L << 20, 0, 0, Ranges.empty()));
    }

    private static Limits of(String resources, Optional<Limit> cpus, Optional<Limit> mem) {
        return Limits.of(Resources.parse(resources), Optional.of(new ResourceLimits(cpus, mem)), 100);
    }

    @Test
    void whatATaskMayUseBeyondItsResourcesIsWhatItSays() {
        assertThat(of("cpus:0.5;mem:64;disk:1024", Optional.of(new Limit(2_500)), Optional.of(new Limit(96_000))))
                .isEqualTo(BURSTING);
        assertThat(of("cpus:0.5;mem:64;disk:1024", Optional.of(Limit.UNLIMITED), Optional.of(Limit.UNLIMITED)))
                .isEqualTo(UNLIMITED);
        assertThat(of("cpus:0.5;mem:64;disk:1024", Optional.empty(), Optional.of(new Limit(64_000))))
                .isEqualTo(LIMITS);
        // a group never gets less than 32 MB
        assertThat(of("cpus:0.5;mem:8", Optional.empty(), Optional.of(new Limit(16_000)))
                        .memMaxBytes())
                .isEqualTo(32L << 20);
    }

    @Test
    void memoryIsNeverTakenBack() {
        assertThat(LIMITS.keeping(BURSTING).memMaxBytes()).isEqualTo(96L << 20);
        assertThat(BURSTING.keeping(LIMITS)).isEqualTo(BURSTING);
        assertThat(BURSTING.keeping(UNLIMITED).memMaxBytes()).isZero();
        assertThat(UNLIMITED.keeping(BURSTING)).isEqualTo(UNLIMITED);
    }

    @Test
    void whoMayHaveMoreMemoryThanItWasPromisedIsKilledBeforeOthers() {
        assertThat(LIMITS.oomScoreAdj(1L << 30)).isZero();
        assertThat(BURSTING.oomScoreAdj(1L << 30)).isEqualTo(938);
        assertThat(UNLIMITED.oomScoreAdj(1L << 40)).isEqualTo(1_000);
        assertThat(UNLIMITED.oomScoreAdj(1L << 20)).isEqualTo(1);
    }

    @Test
    void amountsAreWrittenInTheLargestUnitOfWhichTheyAreWhole() {
        assertThat(Limits.text(64L << 20)).isEqualTo("64MB");
        assertThat(Limits.text((64L << 20) + 1_024)).isEqualTo("65537KB");
        assertThat(Limits.text(1_000)).isEqualTo("1000B");
    }

    @Test
    void mountsOfBothVersionsAreFound() {
        var found = Hierarchies.of(List.of(
                "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,nosuid,cpu,cpuacct 0 0",
                "cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0",
                "cgroup2 /sys/fs/cgroup/unified cgroup2 rw,nsdelegate 0 0",
                "proc /proc proc rw 0 0"));

        assertThat(found.unified()).contains(Path.of("/sys/fs/cgroup/unified"));
        assertThat(found.separate().get("cpuacct")).isEqualTo(Path.of("/sys/fs/cgroup/cpu,cpuacct"));
        assertThat(found.separate().get("memory")).isEqualTo(Path.of("/sys/fs/cgroup/memory"));
    }

    /** The machine may have no tree of version 2 with controllers: what is written is looked at in plain files. */
    @Test
    void limitsAreWrittenAsVersionTwoHasThem() throws IOException {
        var home = Files.createDirectories(folder.resolve("boreas/agent/task")).getParent();
        var group = home.resolve("task");
        for (var file :
                List.of("memory.max", "memory.swap.max", "memory.oom.group", "cpu.weight", "cpu.max", "pids.max")) {
            Files.createFile(group.resolve(file));
        }
        var tree = new Hierarchy(folder, true, home, List.of());

        new CgroupMemory(tree).limit("task", LIMITS);
        new CgroupCpu(tree, Optional.empty(), true).limit("task", LIMITS);
        new CgroupPids(tree).limit("task", LIMITS);

        assertThat(group.resolve("memory.max")).hasContent("67108864");
        assertThat(group.resolve("memory.swap.max")).hasContent("0");
        assertThat(group.resolve("memory.oom.group")).hasContent("1");
        assertThat(group.resolve("cpu.weight")).hasContent("20");
        assertThat(group.resolve("cpu.max")).hasContent("50000 100000");
        assertThat(group.resolve("pids.max")).hasContent("100");
    }

    /** What is written is looked at in plain files, which are as long as before where less is written. */
    private Hierarchy written(String place, boolean unified, Limits limits, boolean quota, String... files)
            throws IOException {
        var home = folder.resolve(place);
        var group = Files.createDirectories(home.resolve("task"));
        for (var file : files) {
            Files.writeString(group.resolve(file), file.equals("memory.limit_in_bytes") ? "0" : "");
        }
        var tree = new Hierarchy(folder, unified, home, List.of());
        new CgroupMemory(tree).limit("task", limits);
        new CgroupCpu(tree, Optional.empty(), quota).limit("task", limits);
        return tree;
    }

    @Test
    void aTaskThatMayUseMoreHasAQuotaOfThatAndItsRequestIsItsSoftLimit() throws IOException {
        var files = new String[] {"memory.low", "memory.max", "cpu.weight", "cpu.max"};
        var bursting = written("bursting", true, BURSTING, false, files);
        var unlimited = written("unlimited", true, UNLIMITED, true, files);

        assertThat(bursting.read("task", "memory.low")).isEqualTo("67108864");
        assertThat(bursting.read("task", "memory.max")).isEqualTo("100663296");
        assertThat(bursting.read("task", "cpu.weight")).isEqualTo("20");
        assertThat(bursting.read("task", "cpu.max")).isEqualTo("250000 100000");
        assertThat(unlimited.read("task", "memory.low")).isEqualTo("67108864");
        assertThat(unlimited.read("task", "memory.max")).isEqualTo("max");
        assertThat(unlimited.read("task", "cpu.max")).isEqualTo("max 100000");
    }

    @Test
    void coresThatMayBeTakenBackHaveAHundredthOfTheShares() throws IOException {
        var revocable = Limits.of(Resources.parse("cpus:50").onTerms(Terms::asRevocable), Optional.empty(), 0);
        var beside = Limits.of(
                Resources.parse("mem:64").plus(Resources.parse("cpus:0.5").onTerms(Terms::asRevocable)),
                Optional.empty(),
                0);
        var files = new String[] {"memory.low", "memory.max", "cpu.weight", "cpu.max"};
        var old = new String[] {"memory.soft_limit_in_bytes", "memory.limit_in_bytes", "cpu.shares"};

        assertThat(written("two", true, revocable, false, files).read("task", "cpu.weight"))
                .isEqualTo("19");
        assertThat(written("one", false, revocable, false, old).read("task", "cpu.shares"))
                .isEqualTo("500");
        assertThat(written("few", false, beside, false, old).read("task", "cpu.shares"))
                .isEqualTo("5");
        assertThat(beside.memBytes()).isEqualTo(64L << 20);
    }

    @Test
    void versionOneIsToldTheSame() throws IOException {
        var files = new String[] {
            "memory.soft_limit_in_bytes",
            "memory.limit_in_bytes",
            "memory.memsw.limit_in_bytes",
            "cpu.shares",
            "cpu.cfs_period_us",
            "cpu.cfs_quota_us"
        };
        var bursting = written("bursting", false, BURSTING, false, files);
        var unlimited = written("unlimited", false, UNLIMITED, true, files);

        assertThat(bursting.read("task", "memory.soft_limit_in_bytes")).isEqualTo("67108864");
        assertThat(bursting.read("task", "memory.limit_in_bytes")).isEqualTo("100663296");
        assertThat(bursting.read("task", "memory.memsw.limit_in_bytes")).isEqualTo("100663296");
        assertThat(bursting.read("task", "cpu.shares")).isEqualTo("512");
        assertThat(bursting.read("task", "cpu.cfs_quota_us")).isEqualTo("250000");
        assertThat(unlimited.read("task", "memory.limit_in_bytes")).isEqualTo("-1");
        assertThat(unlimited.read("task", "memory.memsw.limit_in_bytes")).isEqualTo("-1");
        assertThat(unlimited.read("task", "cpu.cfs_quota_us")).isEqualTo("-1");
    }

    @Test
    void whatATaskIsToldNamesTheLimitThatItHit() {
        assertThat(CgroupMemory.exceeded(LIMITS, 64L << 20).message())
                .isEqualTo("Memory limit exceeded: Requested: 64MB Maximum Used: 64MB");
        assertThat(CgroupMemory.exceeded(BURSTING, 96L << 20).message())
                .isEqualTo("Memory limit exceeded: Requested: 64MB Limit: 96MB Maximum Used: 96MB");
        assertThat(CgroupMemory.exceeded(UNLIMITED, 1L << 30).message())
                .isEqualTo("Out of memory on its machine: Requested: 64MB Maximum Used: 1GB");
    }

    @Test
    void whatVersionTwoCountsIsRead() throws IOException {
        var group = Files.createDirectories(folder.resolve("task"));
        Files.writeString(
                group.resolve("memory.events"), "low 0\nhigh 0\nmax 7\noom 1\noom_kill 1\noom_group_kill 1\n");
        Files.writeString(group.resolve("memory.current"), "1000\n");
        Files.writeString(group.resolve("memory.peak"), "67108864\n");
        Files.writeString(group.resolve("cpu.stat"), "usage_usec 12\nuser_usec 10\nthrottled_usec 3\n");
        var tree = new Hierarchy(folder, true, folder, List.of());

        assertThat(new CgroupMemory(tree).judge("task", LIMITS, Sample.NONE))
                .hasValueSatisfying(limitation -> assertThat(limitation.message())
                        .isEqualTo("Memory limit exceeded: Requested: 64MB Maximum Used: 64MB"));
        var usage = new CgroupMemory(tree).measure("task", Usage.NONE);
        assertThat(new CgroupCpu(tree, Optional.empty(), true).measure("task", usage))
                .isEqualTo(new Usage(12_000, 1_000, 67_108_864, -1, 3_000, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGroupIsKilledAndRemovedWithAllThatIsInIt(boolean unified) throws Exception {
        Hierarchy tree;
        try {
            var place = "boreas-test/" + UUID.randomUUID();
            tree = unified
                    ? Hierarchies.mounted().whole(place)
                    : Hierarchies.mounted().freezing(place);
        } catch (IOException e) {
            assumeTrue(false, "not on this machine: " + e.getMessage());
            return;
        }
        assumeTrue(tree.unified() == unified, "this machine has no such tree");
        tree.make("task");
        var freezer = new CgroupFreezer(tree).enclosure("task");
        var ofItsOwn = tree.group("task").resolve("made-by-the-task");
        var first = new ProcessBuilder(
                        "sh",
                        "-c",
                        "echo 0 > " + tree.door("task") + "; mkdir " + ofItsOwn + "; setsid sleep 1000 & (echo 0 > "
                                + ofItsOwn.resolve(tree.door("task").getFileName())
                                + "; exec setsid sleep 1000) & wait")
                .start();
        try {
            Await.until("three to come in, one of them below", () -> size(tree) == 3 && count(ofItsOwn) == 1);

            freezer.kill();

            assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();
            Await.until("all to end", () -> size(tree) == 0);
        } finally {
            first.destroyForcibly();
            freezer.kill();
            Await.until("what a failure left to end", () -> size(tree) == 0);
            tree.remove("task");
            assertThat(tree.group("task")).doesNotExist();
            Files.delete(tree.home());
        }
    }

    private static int count(Path group) {
        try {
            return Files.readAllLines(group.resolve("cgroup.procs")).size();
        } catch (NoSuchFileException notYet) {
            return 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int size(Hierarchy tree) {
        try {
            return tree.members("task").size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
