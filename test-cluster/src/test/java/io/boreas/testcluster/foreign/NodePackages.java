package io.boreas.testcluster.foreign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Packages of others for Node.js, as package-lock.json names them, beside the drivers that use them. */
final class NodePackages {
    private static final Path DRIVERS = Path.of("src/test/foreign").toAbsolutePath();
    private static final Path FOLDER = Path.of("target/foreign").toAbsolutePath();

    private NodePackages() {}

    /** Copies the drivers and lets npm install what is not there yet. */
    static void install() {
        var installed = FOLDER.resolve("package-lock.json");
        try {
            if (Files.isDirectory(FOLDER.resolve("node_modules"))
                    && Files.mismatch(DRIVERS.resolve("package-lock.json"), installed) == -1) {
                copyDrivers();
                return;
            }
            Files.createDirectories(FOLDER);
            copyDrivers();
            npm();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot install packages: npm must be on the path: " + e.getMessage(), e);
        }
    }

    /** The command that runs a driver. */
    static List<String> node(String driver, String... arguments) {
        var command = new ArrayList<>(List.of("node", FOLDER.resolve(driver).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void copyDrivers() throws IOException {
        try (Stream<Path> files = Files.list(DRIVERS)) {
            for (var file : files.filter(file -> file.toString().matches(".*\\.js(on)?"))
                    .toList()) {
                Files.copy(file, FOLDER.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void npm() throws IOException {
        var log = FOLDER.resolve("npm.log");
        var npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts")
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int status = npm.onExit().join().exitValue();
        if (status != 0) {
            throw new AssertionError(
                    "npm ci failed in " + FOLDER + "; it needs its registry, or its cache:\n" + Files.readString(log));
        }
    }
}
