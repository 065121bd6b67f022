package io.boreas.actors.stage;

import io.boreas.core.link.LinkCodec;
import io.boreas.core.link.LinkMessage;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A codec for both ends in one process: a frame is the number under which the message is kept, and as much padding as is wished. */
public final class NumberedCodec implements LinkCodec {
    private final Map<Long, LinkMessage> messages = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
    private volatile int padding;

    /** From now on frames are this much longer. */
    public void pad(int bytes) {
        padding = bytes;
    }

    @Override
    public byte[] encode(LinkMessage message) {
        long number = last.incrementAndGet();
        messages.put(number, message);
        return ByteBuffer.allocate(Long.BYTES + padding).putLong(number).array();
    }

    @Override
    public LinkMessage decode(byte[] frame) {
        var message = frame.length < Long.BYTES
                ? null
                : messages.remove(ByteBuffer.wrap(frame).getLong());
        if (message == null) {
            throw new IllegalArgumentException("not a frame of this codec");
        }
        return message;
    }
}
