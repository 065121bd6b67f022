package io.boreas.core.registry;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A machine, which may run several agents. Source: Mesos, {@code MachineID}; host names are the same in either case.
 *
 * @param hostname empty if only the address is known
 * @param ip an IPv4 address; empty if only the name is known
 */
public record MachineId(String hostname, String ip) implements Comparable<MachineId> {
    private static final int HOSTNAME_LENGTH_MAX = 255;
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)");
    private static final Comparator<MachineId> ORDER =
            Comparator.comparing(MachineId::hostname).thenComparing(MachineId::ip);

    public MachineId {
        hostname = hostname.toLowerCase(Locale.ROOT);
    }

    /** Whether an agent that names this host is on the machine: agents do not tell their address apart from it. */
    public boolean isHostOf(String agentHostname) {
        return agentHostname().equalsIgnoreCase(agentHostname);
    }

    /** The host that agents on it name, in whichever case. */
    public String agentHostname() {
        return hostname.isEmpty() ? ip : hostname;
    }

    /** What is wrong with it. Texts: Mesos, {@code master/maintenance.cpp}. */
    Optional<String> problem() {
        if (hostname.isEmpty() && ip.isEmpty()) {
            return Optional.of("Both 'hostname' and 'ip' for a machine are empty");
        }
        if (!ip.isEmpty() && !IPV4.matcher(ip).matches()) {
            return Optional.of("Failed to parse the IP '" + ip + "' of a machine: it is no IPv4 address");
        }
        return hostname.length() > HOSTNAME_LENGTH_MAX
                ? Optional.of("The 'hostname' of a machine has more than " + HOSTNAME_LENGTH_MAX + " characters")
                : Optional.empty();
    }

    @Override
    public int compareTo(MachineId other) {
        return ORDER.compare(this, other);
    }

    /** As Mesos prints it. */
    @Override
    public String toString() {
        if (hostname.isEmpty() || ip.isEmpty()) {
            return hostname + ip;
        }
        return hostname + " (" + ip + ")";
    }
}
