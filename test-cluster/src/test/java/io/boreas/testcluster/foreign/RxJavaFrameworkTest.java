package io.boreas.testcluster.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** mesos-rxjava: a client of the scheduler API in protobuf, on RxNetty. */
final class RxJavaFrameworkTest extends SchedulerContract {
    private static final Path DRIVER = Path.of("src/test/foreign/RxJavaScheduler.java");

    @Override
    List<String> command(URI master, Optional<String> framework) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                jars(),
                DRIVER.toAbsolutePath().toString(),
                master.resolve("/api/v1/scheduler").toString()));
        framework.ifPresent(command::add);
        return List.copyOf(command);
    }

    /** Its own libraries, of its own time: apart from this JVM's class path, where others of the same names are. */
    private static String jars() {
        var folder = Path.of("target/rxjava").toAbsolutePath();
        try (var files = Files.list(folder)) {
            var jars = files.map(Path::toString).sorted().collect(Collectors.joining(":"));
            assertThat(jars).contains("mesos-rxjava-client");
            return jars;
        } catch (IOException e) {
            throw new UncheckedIOException("the build did not copy mesos-rxjava to " + folder, e);
        }
    }
}
