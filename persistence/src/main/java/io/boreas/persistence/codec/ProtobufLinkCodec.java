package io.boreas.persistence.codec;

import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkCodec;
import io.boreas.core.link.LinkMessage;
import org.jspecify.annotations.Nullable;

/**
 * Messages of the agent link as bytes: {@code boreas/link/v1/link.proto}. Thread-safe.
 *
 * <p>Moments travel to the millisecond; what is finer is dropped. What is malformed is a {@link MalformedException}.
 */
public final class ProtobufLinkCodec implements LinkCodec {
    private static final int VERSION = 1;
    private static final int DICTIONARY = 3;
    private static final int CAPACITY = 128;

    /** Values of a frame's dictionary: more than the ids of all tasks that fit in a frame. */
    private static final int ENTRIES_MAX = 500_000;

    private final SharedValues shared = new SharedValues();

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the frame would be longer than {@link #FRAME_BYTES_MAX}
     */
    @Override
    public byte[] encode(LinkMessage message) {
        var out = new Encoder(CAPACITY);
        switch (message) {
            case FromAgent said -> AgentMessages.write(out, said);
            case FromMaster said -> MasterMessages.write(out, said);
        }
        var head = new ProtoWriter(16);
        head.number(1, VERSION);
        head.number(2, out.baseMillis());
        var frame = out.toBytes(head, DICTIONARY);
        if (frame.length > FRAME_BYTES_MAX) {
            throw new IllegalArgumentException("a " + message.getClass().getSimpleName() + " of " + frame.length
                    + " bytes, and a frame has at most " + FRAME_BYTES_MAX);
        }
        return frame;
    }

    @Override
    public LinkMessage decode(byte[] frame) {
        if (frame.length > FRAME_BYTES_MAX) {
            throw new MalformedException(
                    "a frame of " + frame.length + " bytes, and one has at most " + FRAME_BYTES_MAX);
        }
        var in = new Decoder(frame, shared, Decoder.Unknown.SKIPPED, ENTRIES_MAX);
        try {
            return message(in);
        } catch (MalformedException e) {
            throw e;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw in.malformed("a frame has an impossible value: " + e.getMessage(), e);
        }
    }

    private static LinkMessage message(Decoder in) {
        if (in.next() != 1) {
            throw in.malformed("a frame starts with its version, and this one does not");
        }
        int version = in.int32();
        if (version != VERSION) {
            throw in.malformed("a frame of version " + version + ", and this program speaks " + VERSION);
        }
        @Nullable LinkMessage message = null;
        while (in.next() != 0) {
            switch (in.field()) {
                case 2 -> in.base(in.int64());
                case DICTIONARY -> in.dictionary();
                case 4, 5, 6, 7, 15, 16, 22, 23 -> message = AgentMessages.read(in);
                case 8, 9, 10, 11, 12, 13, 14, 17, 18, 19, 20, 21 -> message = MasterMessages.read(in);
                default -> throw in.malformed("no message has the number " + in.field() + " in this version");
            }
        }
        return in.required(message, "the message of a frame");
    }
}
