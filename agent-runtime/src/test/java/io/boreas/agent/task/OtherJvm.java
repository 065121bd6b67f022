package io.boreas.agent.task;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM, one that writes few files of its own, for a part of a test that is to be killed, or to run under other terms. */
final class OtherJvm {
    private OtherJvm() {}

    /** What starts it, on this one's class path. */
    static List<String> command(Class<?> main, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** What starts it from a shell, behind a line of that. */
    static List<String> commandAfter(String line, Class<?> main, String... arguments) {
        var command = new ArrayList<>(List.of("/bin/bash", "-c", line + "; exec \"$@\"", "bash"));
        command.addAll(command(main, arguments));
        return command;
    }
}
