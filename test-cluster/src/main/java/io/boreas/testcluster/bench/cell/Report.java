package io.boreas.testcluster.bench.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the runs of a benchmark gave: a line as each is over, and medians with ranges at the end. */
final class Report {
    private final Map<String, List<Double>> figures = new LinkedHashMap<>();

    /** Opens a report with what it was measured on. */
    static Report open(String title) throws IOException {
        System.out.println("# " + title);
        System.out.println("# " + machine());
        return new Report();
    }

    /** The machine, and what else it did a moment ago. */
    static String machine() throws IOException {
        var load = Files.readString(Path.of("/proc/loadavg")).strip();
        var model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .findFirst()
                .orElse("model name : ?")
                .replaceFirst(".*: *", "");
        var memory = Files.readAllLines(Path.of("/proc/meminfo")).getFirst().replaceAll("\\D+", "");
        return "%s; %d cpus (%s), %d MiB, Linux %s, Java %s; load average %s"
                .formatted(
                        ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS),
                        Runtime.getRuntime().availableProcessors(),
                        model,
                        Long.parseLong(memory) >> 10,
                        System.getProperty("os.version"),
                        Runtime.version(),
                        load);
    }

    /** One run's figure. */
    void add(String name, double value) {
        figures.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
        System.out.printf(Locale.ROOT, "  %s: %s%n", name, text(value));
        System.out.flush();
    }

    /** Prints each figure's median, range and number of runs. */
    void close() {
        System.out.println("# median (min-max, n)");
        figures.forEach((name, values) -> {
            var sorted = values.stream().sorted().toList();
            System.out.printf(
                    Locale.ROOT,
                    "%s: %s (%s-%s, n=%d)%n",
                    name,
                    text(median(sorted)),
                    text(sorted.getFirst()),
                    text(sorted.getLast()),
                    sorted.size());
        });
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String text(double value) {
        return String.format(
                Locale.ROOT, Math.abs(value) >= 1_000 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.3f", value);
    }
}
