package io.boreas.http.mesos.wire;

import java.util.Optional;

/** The forms of body and answer that are common to the APIs. */
final class MessageForms {
    private static final String EITHER = Media.JSON.contentType() + " or " + Media.PROTOBUF.contentType();

    private MessageForms() {}

    /** The media type of {@code Content-Type}, which must be there. */
    static String contentType(Head head) throws RefusedException {
        return head.mediaType("Content-Type")
                .orElseThrow(() -> CallDoor.refused(400, "Expecting 'Content-Type' to be present"));
    }

    /** A body that is one message. */
    static BodyForm whole(Head head) throws RefusedException {
        return new BodyForm.Whole(media(contentType(head), "Content-Type", EITHER));
    }

    /** What a content type names; any other is refused. */
    static Media media(String contentType, String header, String allowed) throws RefusedException {
        for (var media : Media.values()) {
            if (media.contentType().equals(contentType)) {
                return media;
            }
        }
        throw CallDoor.refused(415, "Expecting '" + header + "' of " + allowed);
    }

    /** What a client accepts. */
    static AnswerForm accepted(Head head) throws RefusedException {
        return new AnswerForm(accepted(head.header("Accept"), "Accept", EITHER), false);
    }

    static Media accepted(Optional<String> header, String name, String allowed) throws RefusedException {
        return Negotiation.preferred(header)
                .orElseThrow(() -> CallDoor.refused(406, "Expecting '" + name + "' to allow " + allowed));
    }
}
