package io.boreas.actors.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** One message on its way from bytes, as {@link Writing} made them. */
final class Reading {
    private final CBORFactory cbor;
    private final ActorRefResolver refs;
    private final List<Optional<Object>> table = new ArrayList<>();
    private JsonParser parser;

    private Reading(CBORFactory cbor, ActorRefResolver refs, JsonParser parser) {
        this.cbor = cbor;
        this.refs = refs;
        this.parser = parser;
    }

    /** @throws IOException if the bytes are not one message of this form, or not all of one, or more than one */
    static <T> T message(
            CBORFactory cbor, ActorRefResolver refs, Map<String, Form<?>> shared, Form<T> form, byte[] bytes)
            throws IOException {
        try (var parser = cbor.createParser(bytes)) {
            var in = new Reading(cbor, refs, parser);
            in.readTable(shared);
            in.next();
            var message = form.read(in);
            if (parser.nextToken() != null) {
                throw new WireFault("something follows the message");
            }
            return message;
        }
    }

    JsonParser parser() {
        return parser;
    }

    /** Goes on to the next token, which must be there. */
    JsonToken next() throws IOException {
        var token = parser.nextToken();
        if (token == null) {
            throw new WireFault("the message ends too early");
        }
        return token;
    }

    JsonToken token() {
        return parser.currentToken();
    }

    void expect(JsonToken token) throws IOException {
        if (parser.currentToken() != token) {
            throw new WireFault("there is " + parser.currentToken() + " instead of " + token);
        }
    }

    ActorRef<Object> ref() throws IOException {
        expect(JsonToken.VALUE_STRING);
        return refs.resolveActorRef(parser.getText());
    }

    /** The shared value whose number the current token is. */
    <T> T shared(Class<T> type) throws IOException {
        int number = parser.getIntValue();
        if (number < 0 || number >= table.size()) {
            throw new WireFault("the message shares " + table.size() + " values, and none of number " + number);
        }
        var value = table.get(number).orElseThrow(() -> new WireFault("this master does not know the shared value"));
        if (!type.isInstance(value)) {
            throw new WireFault(
                    "the shared value is a " + value.getClass().getSimpleName() + " and no " + type.getSimpleName());
        }
        return type.cast(value);
    }

    private void readTable(Map<String, Form<?>> shared) throws IOException {
        next();
        expect(JsonToken.START_ARRAY);
        while (next() != JsonToken.END_ARRAY) {
            expect(JsonToken.VALUE_STRING);
            var type = parser.getText();
            next();
            expect(JsonToken.VALUE_EMBEDDED_OBJECT);
            var form = shared.get(type);
            table.add(form == null ? Optional.empty() : Optional.of(apart(type, form, parser.getBinaryValue())));
        }
    }

    private Object apart(String type, Form<?> form, byte[] bytes) throws IOException {
        var outer = parser;
        try (var inner = cbor.createParser(bytes)) {
            parser = inner;
            next();
            return form.read(this);
        } catch (IOException | RuntimeException e) {
            throw WireFault.in(type, e);
        } finally {
            parser = outer;
        }
    }
}
