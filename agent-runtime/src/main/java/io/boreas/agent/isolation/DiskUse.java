package io.boreas.agent.isolation;

import io.boreas.agent.process.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What folders take on disk, as {@code du} counts it: blocks, each file once, no links, no other file systems. */
final class DiskUse {
    private static final int FOLDERS_MAX = 500;
    private static final long SECONDS_MAX = 300;

    private DiskUse() {}

    static Optional<Path> program() {
        return Machine.program("du");
    }

    /** Bytes by folder; folders that are gone are missing. */
    static Map<Path, Long> of(List<Path> folders) throws IOException, InterruptedException {
        var found = new HashMap<Path, Long>();
        for (int from = 0; from < folders.size(); from += FOLDERS_MAX) {
            found.putAll(ask(folders.subList(from, Math.min(folders.size(), from + FOLDERS_MAX))));
        }
        return found;
    }

    private static Map<Path, Long> ask(List<Path> folders) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(program().orElseThrow(() -> new IOException("no du")).toString());
        command.addAll(List.of("-s", "-k", "-x", "--"));
        folders.forEach(folder -> command.add(folder.toString()));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        var found = new HashMap<Path, Long>();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                int tab = line.indexOf('\t');
                if (tab > 0) {
                    found.put(Path.of(line.substring(tab + 1)), 1_024 * Long.parseLong(line.substring(0, tab)));
                }
            }
        } finally {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
        return found;
    }
}
