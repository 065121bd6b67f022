package io.boreas.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.boreas.core.job.Specs;
import io.boreas.core.task.Volume.Source;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeCheckTest {
    private static final String LONG = "x".repeat(VolumeCheck.PATH_LENGTH_MAX + 1);

    private static List<String> check(String image, Volume... volumes) {
        return TaskSpecCheck.check(
                        Specs.task(ProcessSpec.of("main", "true")).in(new Container(image, List.of(volumes))), "task")
                .stream()
                .map(Problem::toString)
                .toList();
    }

    private static Volume memory(String path) {
        return new Volume(path, false, new Source.Memory(1 << 20));
    }

    @Test
    void goodOnesAreGood() {
        Volume[] volumes = {
            new Volume("data", false, new Source.Host("/srv/data")),
            new Volume("/opt/conf", true, new Source.Host("/etc/app/app.conf")),
            new Volume("deep/er", false, new Source.Sandbox("kept")),
            new Volume("both", false, new Source.Parent("both")),
            memory("/tmp/x"),
            new Volume("/run/keys/db", true, new Source.Secret("db.password"))
        };

        assertThat(check("", volumes)).isEmpty();
        assertThat(check("app:1", volumes)).isEmpty();
        assertThat(check("app:1")).isEmpty();
    }

    @Test
    void aContainerHasSomething() {
        assertThat(check("")).containsExactly("task.container has an image, volumes or both");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "//x",
                "x//y",
                "x/",
                ".",
                "./x",
                "x/./y",
                "..",
                "../x",
                "/x/../y",
                "a\0b",
                "a\nb",
                "/proc",
                "/proc/1",
                "/sys/fs",
                "/dev",
                "/dev/shm",
                "/etc",
                "/etc/ld.so.preload",
                ".logs",
                ".root/0/upper"
            })
    void placesThatNoVolumeHas(String path) {
        for (var image : List.of("", "app")) {
            assertThat(check(image, memory(path)))
                    .singleElement()
                    .asString()
                    .startsWith("task.container.volumes[0].container_path ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mnt", "/mnt/mesos", "/mnt/mesos/sandbox", "/mnt/mesos/sandbox/.root"})
    void inAnImageTheSandboxStaysWhereItIs(String path) {
        assertThat(check("app", memory(path))).hasSize(1);
        assertThat(check("", memory(path))).isEmpty();
    }

    @Test
    void pathsAreNotTooLong() {
        assertThat(check("", memory(LONG))).hasSize(1);
        assertThat(check("", new Volume("x", true, new Source.Host("/" + LONG))))
                .hasSize(1);
        assertThat(check("", new Volume("x", false, new Source.Sandbox(LONG)))).hasSize(1);
    }

    @Test
    void noneIsInAnother() {
        for (var pair : List.of(
                List.of("x", "x"), List.of("/x", "/x/y"), List.of("x/y", "x"), List.of("/mnt/mesos/sandbox/x", "x"))) {
            assertThat(check("app", memory(pair.getFirst()), memory(pair.getLast())))
                    .singleElement()
                    .asString()
                    .startsWith("task.container.volumes[1].container_path is \"" + pair.getLast()
                            + "\", which another volume has, is in or holds");
        }
        assertThat(check("app", memory("x"), memory("xy"), memory("/x"))).isEmpty();
    }

    @Test
    void thereAreNotTooMany() {
        assertThat(check("", Collections.nCopies(33, memory("x")).toArray(Volume[]::new)))
                .containsExactly("task.container.volumes are at most 32, not 33");
    }

    static Stream<Arguments> sources() {
        return Stream.of(
                Arguments.of(new Volume("x", true, new Source.Host("srv")), "host"),
                Arguments.of(new Volume("x", true, new Source.Host("/")), "host"),
                Arguments.of(new Volume("x", true, new Source.Host("/srv/../etc")), "host"),
                Arguments.of(new Volume("x", true, new Source.Host("/srv\0")), "host"),
                Arguments.of(new Volume("x", false, new Source.Sandbox("/tmp")), "sandbox"),
                Arguments.of(new Volume("x", false, new Source.Sandbox("../x")), "sandbox"),
                Arguments.of(new Volume("x", false, new Source.Sandbox("x")), "sandbox"),
                Arguments.of(new Volume("x", false, new Source.Sandbox(".root/0")), "sandbox"),
                Arguments.of(new Volume("x", false, new Source.Parent("/tmp")), "parent"),
                Arguments.of(new Volume("x", false, new Source.Parent("../x")), "parent"),
                Arguments.of(new Volume("x", false, new Source.Parent("a/../../x")), "parent"),
                Arguments.of(new Volume("x", false, new Source.Memory(0)), "tmpfs"),
                Arguments.of(new Volume("x", false, new Source.Memory((1L << 40) + 1)), "tmpfs"),
                Arguments.of(new Volume("x", true, new Source.Memory(1 << 20)), "read_only"),
                Arguments.of(new Volume("x", true, new Source.Secret("../x")), "secret"),
                Arguments.of(new Volume("x", true, new Source.Secret("..")), "secret"),
                Arguments.of(new Volume("x", false, new Source.Secret("x")), "read_only"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sources")
    void whatIsNoSourceIsAProblemOfItsField(Volume volume, String field) {
        assertThat(check("", volume)).singleElement().asString().startsWith("task.container.volumes[0]." + field + " ");
    }

    @Test
    void whatHasNoVolumesIsShownAsBefore() {
        assertThat(new Container("app:1")).hasToString("Container[image=app:1]");
        assertThat(new Container("app:1", List.of(memory("x")))).asString().contains("volumes=[Volume[");
    }
}
