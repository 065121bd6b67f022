package io.boreas.agent.oversubscription;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How many wanted a core of the machine, on average. Source: proc_loadavg(5).
 *
 * @param five over the last 5 minutes
 * @param fifteen over the last 15 minutes
 */
record Load(double five, double fifteen) {
    private static final Path FILE = Path.of("/proc/loadavg");

    static Load now() throws IOException {
        return parse(Files.readString(FILE));
    }

    static Load parse(String text) throws IOException {
        var words = text.split(" ");
        try {
            return new Load(Double.parseDouble(words[1]), Double.parseDouble(words[2]));
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
            throw new IOException(FILE + " has three averages in front, not \"" + text.strip() + "\"", e);
        }
    }
}
