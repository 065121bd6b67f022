package io.boreas.actors.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for masters, below those that the kernel gives out by itself: each needs two in a row. */
public final class PortPairs {
    private static final int FIRST = 10_000;
    private static final int END = 32_000;
    private static final int ATTEMPTS_MAX = 1_000;

    private PortPairs() {}

    /** A port that is free, and so is the one after it. */
    public static int free() {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (isFree(port) && isFree(port + 1)) {
                return port;
            }
        }
        throw new IllegalStateException("no two free ports in a row");
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
