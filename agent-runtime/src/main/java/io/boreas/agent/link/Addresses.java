package io.boreas.agent.link;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses as text. */
public final class Addresses {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private Addresses() {}

    /** An address, without the interface it was seen on: that means something on its own machine only. */
    public static String text(InetAddress address) {
        var text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /** A host that is an address itself and no name; names have no colons. */
    public static Optional<String> of(String host) {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches() ? Optional.of(host) : Optional.empty();
    }
}
