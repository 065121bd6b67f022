package io.boreas.actors.wire;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** A large value that many parts of one message may be: written once, and then by its number. */
final class SharedForm<T> implements Form<T> {
    private final Class<T> type;
    private final Form<T> form;

    SharedForm(Class<T> type, Form<T> form) {
        this.type = type;
        this.form = form;
    }

    /** How the value itself is written. */
    Form<T> form() {
        return form;
    }

    @Override
    public void write(T value, Writing out) throws IOException {
        out.shared(type.getSimpleName(), form, value);
    }

    @Override
    public T read(Reading in) throws IOException {
        return in.token() == JsonToken.VALUE_NUMBER_INT ? in.shared(type) : form.read(in);
    }
}
