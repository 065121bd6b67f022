package io.boreas.testcluster.bench.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the kernel says of processes. Linux only. */
final class Proc {
    /** The kernel counts CPU time in these, on every Linux of today. */
    private static final double TICKS_A_SECOND = 100;

    private Proc() {}

    /** Time on cores of a process and of the children it waited for. Source: proc(5), fields 14 to 17 of stat. */
    static double cpuSeconds(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int field = 11; field <= 14; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks / TICKS_A_SECOND;
    }

    /** Memory of a process: a page that several share counts in parts. */
    static long pssBytes(long pid) throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("\\D+", "")) << 10;
            }
        }
        throw new IOException("the kernel does not say what process " + pid + " takes");
    }

    /** Processes that work in a folder or below it. */
    static List<Long> below(Path folder) throws IOException {
        var found = new ArrayList<Long>();
        try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var entry : entries) {
                if (isBelow(entry, folder)) {
                    found.add(Long.parseLong(entry.getFileName().toString()));
                }
            }
        }
        return found;
    }

    static void killAll(List<Long> pids) {
        pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    private static boolean isBelow(Path process, Path folder) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd")).startsWith(folder);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Whether a process is the shell that the agent starts and that stays beside each process. */
    static boolean isShell(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
                    .contains("spawner.sh");
        } catch (IOException gone) {
            return false;
        }
    }
}
