package io.boreas.core.check;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a task is asked once. A port is the name of one of the task's own, or a number. */
public sealed interface Probe {

    /**
     * A command, run as the task's account in its sandbox; it is good if it ends with 0.
     *
     * @param environment what it has beside the task's own variables
     */
    record Command(String cmdline, SortedMap<String, String> environment) implements Probe {
        public Command {
            environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        }
    }

    /**
     * A GET on the loopback address.
     *
     * @param tls whether by https; the certificate may be any
     * @param path begins with a slash
     * @param body what it answers, whatever its case and the blanks around it; empty for anything
     * @param code what it answers; 0 for any from 200 to 399
     */
    record Http(boolean tls, boolean ipv6, String port, String path, String body, int code) implements Probe {}

    /** A connection to the loopback address; it is good if it comes about. */
    record Tcp(boolean ipv6, String port) implements Probe {}

    /** The same on the port of this number. */
    default Probe at(int number) {
        return switch (this) {
            case Command command -> command;
            case Http http -> new Http(http.tls, http.ipv6, Integer.toString(number), http.path, http.body, http.code);
            case Tcp tcp -> new Tcp(tcp.ipv6, Integer.toString(number));
        };
    }

    /** The kind of what it finds. */
    default CheckStatus.Kind kind() {
        return switch (this) {
            case Command command -> CheckStatus.Kind.COMMAND;
            case Http http -> CheckStatus.Kind.HTTP;
            case Tcp tcp -> CheckStatus.Kind.TCP;
        };
    }
}
