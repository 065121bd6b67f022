package io.boreas.http.mesos.state;

import io.boreas.actors.gateway.CellInfo;
import io.boreas.http.mesos.proto.Mesos;
import io.boreas.http.mesos.translate.MasterMessages;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** This master by the name that a client has for it: any master answers anything, so whoever is led to the leader stays here. */
public final class MasterAddress {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private MasterAddress() {}

    public static Mesos.MasterInfo of(CellInfo cell, HttpRequest request) {
        var host = request.getUri().getHost().address();
        return MasterMessages.info(cell, host, address(host), request.getUri().port());
    }

    /** Looks no name up. */
    private static InetAddress address(String host) {
        try {
            return IPV4.matcher(host).matches() ? InetAddress.getByName(host) : InetAddress.getLoopbackAddress();
        } catch (UnknownHostException e) {
            return InetAddress.getLoopbackAddress(); // digits that are no address
        }
    }
}
