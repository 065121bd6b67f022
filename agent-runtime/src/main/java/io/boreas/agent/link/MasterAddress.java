package io.boreas.agent.link;

/**
 * Where a master listens for agents.
 *
 * @param host a name or an address
 * @param port 1 to 65535
 */
public record MasterAddress(String host, int port) {
    public MasterAddress {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("a master's address has a host");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a master's port is 1 to 65535, not " + port);
        }
    }

    /**
     * Reads {@code host:port}; an IPv6 address stands in brackets.
     *
     * @throws IllegalArgumentException if it is not of that form
     */
    public static MasterAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        var host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        var port = text.substring(colon + 1);
        boolean wellFormed = !host.isEmpty() && (bracketed || !host.contains(":")) && port.matches("[0-9]{1,5}");
        if (!wellFormed) {
            throw new IllegalArgumentException(
                    "a master's address is host:port, such as 10.0.0.1:5055, not \"" + text + "\"");
        }
        return new MasterAddress(bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
