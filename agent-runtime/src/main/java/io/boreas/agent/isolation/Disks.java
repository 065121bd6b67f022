package io.boreas.agent.isolation;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The block devices of a machine, but for partitions. Source: the kernel's documentation of sysfs.
 *
 * @param folder a folder for each, {@code /sys/block} on a machine
 */
record Disks(Path folder) {
    static final Disks OF_THIS_MACHINE = new Disks(Path.of("/sys/block"));

    private static final int MAX = 4_096;
    private static final Pattern NUMBERS = Pattern.compile("\\d{1,9}:\\d{1,9}");
    private static final Pattern HEEDS_WEIGHTS = Pattern.compile("(?s).*\\[(bfq|cfq)].*");

    /** {@code MAJOR:MINOR} of each that has room, by its name. */
    Map<String, String> numbers() throws IOException {
        var found = new TreeMap<String, String>();
        try (var entries = Files.newDirectoryStream(folder)) {
            for (var disk : entries) {
                var numbers = text(disk, "dev");
                if (found.size() < MAX
                        && NUMBERS.matcher(numbers).matches()
                        && !text(disk, "size").equals("0")) {
                    found.put(disk.getFileName().toString(), numbers);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException none) {
            return Map.of();
        }
        return found;
    }

    /** Whether some disk has a scheduler that divides its time by weights. */
    boolean heedWeights() throws IOException {
        for (var name : numbers().keySet()) {
            if (HEEDS_WEIGHTS
                    .matcher(text(folder.resolve(name), "queue/scheduler"))
                    .matches()) {
                return true;
            }
        }
        return false;
    }

    /** What a file says; nothing if it is not there, for devices come and go. */
    private static String text(Path disk, String file) {
        try {
            return Files.readString(disk.resolve(file)).trim();
        } catch (IOException gone) {
            return "";
        }
    }
}
