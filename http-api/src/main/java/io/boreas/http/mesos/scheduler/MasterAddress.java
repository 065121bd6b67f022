package io.boreas.http.mesos.scheduler;

import io.boreas.actors.gateway.CellInfo;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.translate.MasterMessages;
import io.boreas.http.server.HttpSettings;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.Uri;

/** Where this master is for who asks: at the address that was asked. Its own may be one that others cannot reach. */
public final class MasterAddress {
    private static final Pattern IP4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final InetAddress listening;

    public MasterAddress(HttpSettings settings) {
        this.listening = listening(settings.host());
    }

    public Mesos.MasterInfo of(CellInfo cell, Uri asked) {
        var host = asked.getHost().address();
        return MasterMessages.info(cell, host, literal(host), asked.getPort());
    }

    /** The address a host names by itself; no name is looked up here. */
    private InetAddress literal(String host) {
        if (!IP4.matcher(host).matches()) {
            return listening;
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            return listening; // a number in it is above 255
        }
    }

    private static InetAddress listening(String host) {
        try {
            var address = InetAddress.getByName(host);
            return address instanceof Inet4Address && !address.isAnyLocalAddress()
                    ? address
                    : InetAddress.getLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "boreas.http.host is \"" + host + "\", which is no address known here", e);
        }
    }
}
