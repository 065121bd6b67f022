package io.boreas.http.boreas;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.boreas.core.link.SessionAnswer;
import io.boreas.core.link.TerminalSize;
import io.boreas.http.json.Json;
import io.boreas.http.json.JsonBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ws.BinaryMessage;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.util.ByteString;

/**
 * What clients of sessions and the door say to each other, one WebSocket message each: bytes of a stream behind a byte that names it, or
 * a JSON object. It is described in {@code docs/agent.md}.
 */
final class ExecFrames {
    private static final byte STDIN = 0;
    private static final byte STDOUT = 1;
    private static final byte STDERR = 2;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ExecFrames() {}

    /** What a client says. */
    sealed interface Said {}

    /** Its input goes on. */
    record Input(ByteString bytes) implements Said {}

    /** Its input has ended. */
    record InputEnd() implements Said {}

    /** Its terminal has another size. */
    record Resize(TerminalSize size) implements Said {}

    /** It is there. */
    record Alive() implements Said {}

    /** It is not understood. */
    record Wrong(String why) implements Said {}

    /** Reads a message of bytes. */
    static Said said(ByteString bytes) {
        return bytes.isEmpty() || bytes.apply(0) != STDIN
                ? new Wrong("a binary message begins with 0, for standard input")
                : new Input(bytes.drop(1));
    }

    /** Reads a message of text. */
    static Said said(String text) {
        try {
            var said = MAPPER.readTree(text);
            return switch (said.path("type").asText()) {
                case "eof" -> new InputEnd();
                case "alive" -> new Alive();
                case "resize" -> new Resize(size(said));
                default -> new Wrong("a text message is a JSON object whose type is eof, resize or alive");
            };
        } catch (JacksonException e) {
            return new Wrong("a text message is a JSON object: " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            return new Wrong(String.valueOf(e.getMessage()));
        }
    }

    private static TerminalSize size(JsonNode said) {
        return new TerminalSize(said.path("rows").asInt(), said.path("columns").asInt());
    }

    /** Writes what a session wrote, and how it ended if it did. */
    static List<Message> written(SessionAnswer.Output output) {
        var messages = new ArrayList<Message>();
        for (var chunk : output.chunks()) {
            var stream = new byte[] {chunk.stderr() ? STDERR : STDOUT};
            messages.add(BinaryMessage.create(
                    ByteString.fromArrayUnsafe(stream).concat(ByteString.fromArrayUnsafe(chunk.bytes()))));
        }
        output.end()
                .ifPresent(end -> messages.add(
                        switch (end) {
                            case SessionAnswer.End.Exited(int code) ->
                                text(out -> {
                                    out.writeStartObject();
                                    out.writeStringField("type", "exit");
                                    out.writeNumberField("code", code);
                                    out.writeEndObject();
                                });
                            case SessionAnswer.End.Cut(var why) ->
                                text(out -> {
                                    out.writeStartObject();
                                    out.writeStringField("type", "ended");
                                    out.writeStringField("reason", why);
                                    out.writeEndObject();
                                });
                        }));
        return messages;
    }

    /** Writes how much input was taken, in all. */
    static Message taken(long bytes) {
        return text(out -> {
            out.writeStartObject();
            out.writeStringField("type", "taken");
            out.writeNumberField("bytes", bytes);
            out.writeEndObject();
        });
    }

    private static Message text(JsonBody body) {
        return TextMessage.create(new String(Json.bytes(body), StandardCharsets.UTF_8));
    }
}
