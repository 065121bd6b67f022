package io.boreas.agent.task;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that listens on a port, or on any, says on which in a file, and goes on. */
final class Listener {
    private Listener() {}

    /** What a shell runs to have it, and the file {@code port} in its folder. */
    static String command(int port) {
        return "exec '%s' -Xshare:auto -XX:TieredStopAtLevel=1 -Xmx32m -cp '%s' %s %d"
                .formatted(
                        ProcessHandle.current().info().command().orElseThrow(),
                        Listener.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath(),
                        Listener.class.getName(),
                        port);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (var server = new ServerSocket(Integer.parseInt(arguments[0]), 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(Path.of("port"), server.getLocalPort() + "\n");
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
