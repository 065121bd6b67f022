package io.boreas.http.mesos.wire;

import java.util.Optional;

/**
 * How messages are sent back. A stream is always framed as RecordIO.
 *
 * @param named whether the content type names the framing, and another header the messages; else it names the messages
 */
public record AnswerForm(Media messages, boolean named) {
    /** The value of {@code Content-Type}. */
    public String contentType() {
        return named ? Media.RECORD_IO : messages.contentType();
    }

    /** The value of {@code Message-Content-Type}, if that header is to be there. */
    public Optional<String> messageContentType() {
        return named ? Optional.of(messages.contentType()) : Optional.empty();
    }
}
