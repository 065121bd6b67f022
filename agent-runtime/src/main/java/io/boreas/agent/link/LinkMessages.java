package io.boreas.agent.link;

import io.boreas.core.link.FromAgent;
import io.boreas.core.link.FromMaster;
import io.boreas.core.link.LinkCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.MessageToMessageCodec;
import java.util.List;

/** Messages to frames and back. A frame is four bytes of length, big-endian, then one message. */
final class LinkMessages extends MessageToMessageCodec<ByteBuf, FromAgent> {
    private static final int LENGTH_BYTES = 4;

    private final LinkCodec codec;

    private LinkMessages(LinkCodec codec) {
        super(ByteBuf.class, FromAgent.class);
        this.codec = codec;
    }

    static void addTo(ChannelPipeline pipeline, LinkCodec codec) {
        pipeline.addLast(
                new LengthFieldBasedFrameDecoder(
                        LinkCodec.FRAME_BYTES_MAX + LENGTH_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES),
                new LengthFieldPrepender(LENGTH_BYTES),
                new LinkMessages(codec));
    }

    @Override
    protected void encode(ChannelHandlerContext context, FromAgent message, List<Object> out) {
        var bytes = codec.encode(message);
        if (bytes.length > LinkCodec.FRAME_BYTES_MAX) {
            throw new IllegalArgumentException("a " + message.getClass().getSimpleName() + " of " + bytes.length
                    + " bytes exceeds the frame's " + LinkCodec.FRAME_BYTES_MAX);
        }
        out.add(Unpooled.wrappedBuffer(bytes));
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf frame, List<Object> out) {
        switch (codec.decode(ByteBufUtil.getBytes(frame))) {
            case FromMaster message -> out.add(message);
            case FromAgent message ->
                throw new IllegalArgumentException(
                        "a master does not say " + message.getClass().getSimpleName());
        }
    }
}
