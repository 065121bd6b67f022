package io.boreas.agent.isolation;

import io.boreas.agent.process.ProcessId;
import io.boreas.core.resource.Ranges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The TCP ports on which somebody listens on this machine's network, by the number of the socket. Who has a network of its own listens
 * there, and is not of these. Source: proc(5), {@code net/tcp}, {@code net/tcp6} and {@code fd}.
 */
record ListeningPorts(Map<Long, Integer> bySocket) {
    private static final List<Path> TABLES = List.of(Path.of("/proc/self/net/tcp"), Path.of("/proc/self/net/tcp6"));
    private static final String LISTENS = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int SOCKET = 9;
    private static final int HEXADECIMAL = 16;
    private static final String LINK = "socket:[";

    ListeningPorts {
        bySocket = Map.copyOf(bySocket);
    }

    /** As it is now. */
    static ListeningPorts now() throws IOException {
        var bySocket = new HashMap<Long, Integer>();
        for (var table : TABLES) {
            try {
                read(Files.readAllLines(table, StandardCharsets.ISO_8859_1), bySocket);
            } catch (NoSuchFileException withoutIt) {
                continue; // a kernel may have no IPv6
            }
        }
        return new ListeningPorts(bySocket);
    }

    /** Adds what a table says; its first line is a heading. */
    static void read(List<String> table, Map<Long, Integer> bySocket) {
        for (var line : table.subList(Math.min(1, table.size()), table.size())) {
            var words = line.trim().split(" +", -1);
            if (words.length > SOCKET && words[STATE].equals(LISTENS)) {
                var port = words[LOCAL_ADDRESS].substring(words[LOCAL_ADDRESS].lastIndexOf(':') + 1);
                bySocket.put(Long.parseLong(words[SOCKET]), Integer.parseInt(port, HEXADECIMAL));
            }
        }
    }

    /** On which of them these processes listen, as far as the agent may look. */
    Ranges of(List<ProcessId> processes) throws IOException {
        var ports = new TreeSet<Integer>();
        for (var process : processes) {
            var its = of(process.pid());
            if (!its.isEmpty() && ProcessId.of(process.pid()).equals(Optional.of(process))) {
                ports.addAll(its);
            }
        }
        return Ranges.ofNumbers(ports.stream().mapToLong(Integer::longValue).toArray());
    }

    private TreeSet<Integer> of(long pid) {
        var ports = new TreeSet<Integer>();
        try (var files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (var file : files) {
                socket(file).map(bySocket::get).ifPresent(ports::add);
            }
        } catch (IOException | DirectoryIteratorException goneOrForbidden) {
            return new TreeSet<>();
        }
        return ports;
    }

    private static Optional<Long> socket(Path file) {
        try {
            var target = Files.readSymbolicLink(file).toString();
            return target.startsWith(LINK)
                    ? Optional.of(Long.parseLong(target.substring(LINK.length(), target.length() - 1)))
                    : Optional.empty();
        } catch (IOException closedMeanwhile) {
            return Optional.empty();
        }
    }
}
