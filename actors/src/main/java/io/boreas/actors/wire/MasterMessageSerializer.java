package io.boreas.actors.wire;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.IOException;
import java.io.NotSerializableException;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * What masters say to each other, as bytes. A message is named by its manifest, and nothing but the types of the
 * {@link Vocabulary} is ever made from bytes, whatever they say.
 *
 * <p>Masters of two versions understand each other: names that are not known are passed over, and what was not said is empty. A message
 * that is wholly new to its reader is refused with a log entry, and whoever sent it sends again or asks again, as after any loss.
 */
public final class MasterMessageSerializer extends SerializerWithStringManifest {
    /** Written into every message: never another. */
    private static final int IDENTIFIER = 5_050;

    private final Vocabulary vocabulary = new Vocabulary();
    private final CBORFactory cbor = new CBORFactory();
    private final ActorRefResolver refs;

    /** Made by Pekko, as the configuration says. */
    public MasterMessageSerializer(ExtendedActorSystem system) {
        refs = ActorRefResolver.get(Adapter.toTyped(system));
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    /** @throws IllegalArgumentException if the message is none that travels */
    @Override
    public String manifest(Object message) {
        return word(message).name();
    }

    private Vocabulary.Word word(Object message) {
        return vocabulary
                .of(message)
                .orElseThrow(() -> new IllegalArgumentException(
                        message.getClass().getName() + " does not travel between masters"));
    }

    /** @throws IllegalArgumentException if the message is none that travels */
    @Override
    public byte[] toBinary(Object message) {
        var word = word(message);
        try {
            return Writing.bytes(cbor, refs, word.form(), message);
        } catch (IOException e) {
            throw new IllegalArgumentException(word.name() + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** @throws NotSerializableException if the bytes are no such message */
    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        var word = vocabulary
                .named(manifest)
                .orElseThrow(() -> new NotSerializableException(
                        "another master sent a \"" + manifest + "\", which this one does not know"));
        try {
            return Reading.message(cbor, refs, vocabulary.shared(), word.form(), bytes);
        } catch (IOException | RuntimeException e) {
            var refused = new NotSerializableException("another master sent a \"" + manifest + "\" of " + bytes.length
                    + " bytes that this one cannot read, " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }
}
