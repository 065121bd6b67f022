package io.boreas.http.mesos.translate;

import io.boreas.actors.gateway.CellInfo;
import io.boreas.http.mesos.proto.Mesos;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Masters. */
public final class MasterMessages {
    /** The version of Mesos whose APIs these are; tools parse it as numbers between points. */
    public static final String MESOS_VERSION = "1.11.0";

    private MasterMessages() {}

    /**
     * This master.
     *
     * @param hostname by which whoever asks reaches it
     * @param ip of its door
     * @param port of its door
     */
    public static Mesos.MasterInfo info(CellInfo cell, String hostname, InetAddress ip, int port) {
        var out = Mesos.MasterInfo.newBuilder()
                .setId(cell.master())
                .setIp(number(ip))
                .setPort(port)
                .setPid("master@" + ip.getHostAddress() + ":" + port)
                .setHostname(hostname)
                .setVersion(MESOS_VERSION);
        out.getAddressBuilder().setHostname(hostname).setIp(ip.getHostAddress()).setPort(port);
        cell.domain().ifPresent(domain -> out.setDomain(AgentMessages.domain(domain)));
        return out.build();
    }

    /** An address of four bytes as they lie in memory; 0 for any other. Source: Mesos, {@code MasterInfo.ip}. */
    private static int number(InetAddress ip) {
        return ip instanceof Inet4Address
                ? ByteBuffer.wrap(ip.getAddress())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getInt()
                : 0;
    }
}
