package io.boreas.agent.task;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A program that can be asked over HTTP to end: it writes down what it is asked in the file {@code asked}, and ends at one of the requests, or at none. */
final class AskedProgram {
    private static final int NO_BODY = -1;

    private AskedProgram() {}

    /** What a shell runs to have it; it says {@code up} in the file of that name. */
    static String command(int port, String endsAt) {
        return "exec '%s' -XX:TieredStopAtLevel=1 -Xmx32m -cp '%s' %s %d '%s'"
                .formatted(
                        ProcessHandle.current().info().command().orElseThrow(),
                        AskedProgram.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath(),
                        AskedProgram.class.getName(),
                        port,
                        endsAt);
    }

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", exchange -> {
            var path = exchange.getRequestURI().getPath();
            write("asked", exchange.getRequestMethod() + " " + path);
            exchange.sendResponseHeaders(200, NO_BODY);
            exchange.close();
            if (path.equals(arguments[1])) {
                write("end", "by itself");
                Runtime.getRuntime().halt(0);
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> write("end", "by a signal")));
        server.start();
        write("up", "up");
    }

    private static void write(String file, String line) {
        try {
            Files.writeString(Path.of(file), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
