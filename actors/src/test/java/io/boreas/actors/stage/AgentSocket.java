package io.boreas.actors.stage;

import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkMessage;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The agent's end of a link, as plain as can be: whoever holds it says and reads every message himself. */
public final class AgentSocket implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final NumberedCodec codec;
    private final Socket socket;
    private final DataInputStream input;

    public AgentSocket(int port, NumberedCodec codec) throws IOException {
        this.codec = codec;
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.input = new DataInputStream(socket.getInputStream());
    }

    public void say(FromAgent message) throws IOException {
        write(frame(message));
    }

    /** The bytes of a message. */
    public byte[] frame(LinkMessage message) {
        var bytes = codec.encode(message);
        return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** The next message; empty if the master hung up. */
    public Optional<FromMaster> hear() throws IOException {
        try {
            var frame = new byte[input.readInt()];
            input.readFully(frame);
            return Optional.of((FromMaster) codec.decode(frame));
        } catch (EOFException e) {
            return Optional.empty();
        } catch (SocketException e) {
            return Optional.empty(); // reset: it hung up with something of ours unread
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
