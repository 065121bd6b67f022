package io.boreas.core.link;

/** How messages of the link become bytes; one frame holds one message. */
public interface LinkCodec {
    /** Bytes of a frame at most; a longer one is an error of the peer, and ends the connection. */
    int FRAME_BYTES_MAX = 16 * 1024 * 1024;

    byte[] encode(LinkMessage message);

    /**
     * Reads one frame.
     *
     * @throws IllegalArgumentException if the bytes are not a message of this version
     */
    LinkMessage decode(byte[] frame);
}
