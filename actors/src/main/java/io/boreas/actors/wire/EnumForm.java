package io.boreas.actors.wire;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A constant: written as its name. */
final class EnumForm implements Form<Object> {
    private final Class<?> type;
    private final Map<String, Object> constants = new HashMap<>();

    EnumForm(Class<?> type) {
        this.type = type;
        for (var constant : type.getEnumConstants()) {
            constants.put(((Enum<?>) constant).name(), constant);
        }
    }

    @Override
    public void write(Object value, Writing out) throws IOException {
        out.generator().writeString(((Enum<?>) value).name());
    }

    @Override
    public Object read(Reading in) throws IOException {
        in.expect(JsonToken.VALUE_STRING);
        var name = in.parser().getText();
        var constant = constants.get(name);
        if (constant == null) {
            throw new WireFault("\"" + name + "\" is no " + type.getSimpleName() + " that this master knows");
        }
        return constant;
    }
}
